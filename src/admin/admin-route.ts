import type { Static, TObject, TSchema } from 'typebox'
import type { Caller, Deps } from '../deps.ts'
import type { UserRole } from '../schemas/account.ts'
import type { Edition } from '../schemas/edition.ts'

/** With which right somebody administers; `super` operates the server, a token of an organization has all rights in it. */
export type Rank = UserRole | 'super'

/** Who administers. */
export interface Operator {
  /** Acts for one organization; a super-admin may name another by X-Organization-Id. */
  caller: Caller
  rank: Rank
}

/** What a route is run with; everything in it was checked against the schemas. */
interface AdminContext<P extends TSchema, Q extends TSchema, B extends TSchema> {
  deps: Deps
  operator: Operator
  params: Static<P>
  query: Static<Q>
  body: Static<B>
}

/** One route below /admin. */
export interface AdminRoute<
  P extends TSchema = TObject,
  Q extends TSchema = TObject,
  B extends TSchema = TObject,
  R extends TSchema = TObject
> {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  url: `/admin/${string}`
  operationId: string
  summary: string
  /** Least right that it needs; whoever only reads may use nothing but GET. */
  least: Rank
  /** Editions that have it; every edition when absent. */
  editions?: readonly Edition[]
  params?: P
  query?: Q
  body?: B
  response: R
  run(context: AdminContext<P, Q, B>): Promise<Static<R>>
}

/** Keeps the schema types of a route. */
export const defineAdminRoute = <P extends TSchema, Q extends TSchema, B extends TSchema, R extends TSchema>(
  route: AdminRoute<P, Q, B, R>
): AdminRoute => route as unknown as AdminRoute
