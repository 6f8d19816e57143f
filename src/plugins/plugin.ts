import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import type { Caller, Deps } from '../deps.ts'

/** Every decorator of ours, in one place. */
export interface Decorators extends Omit<Deps, 'log'> {
  /**
   * Who is behind a bearer token; undefined when it is not valid. Answers at once for a token seen lately. With the id
   * of an organization (header `X-Organization-Id`) a super-admin acts for it.
   * @throws CommsError `not_found` for an organization that is not there, or not the caller's.
   */
  authenticate(token: string, orgId?: string): Caller | undefined | Promise<Caller | undefined>
  /** Resolves when the database answers. */
  pingDatabase(): Promise<void>
  /** Whether this process takes new work; false from the first shutdown signal on. */
  accepting(): boolean
}

declare module 'fastify' {
  interface FastifyInstance extends Decorators {}
}

type Name = keyof Decorators

/** A Fastify instance on which only the decorators that a plugin declared can be used. */
export type With<N extends Name> = Omit<FastifyInstance, Exclude<Name, N>>

/** Names a plugin and its needs. Fastify refuses to start without them; `tsc` refuses the use of anything else. */
export function plugin<const N extends Name, O extends object = object>(
  meta: { name: string; needs: readonly N[]; shared?: boolean },
  register: (app: With<N>, options: O) => Promise<void>
) {
  return fp<O>(register as unknown as (app: FastifyInstance, options: O) => Promise<void>, {
    name: meta.name,
    fastify: '5.x',
    encapsulate: meta.shared !== true,
    decorators: { fastify: [...meta.needs] }
  })
}
