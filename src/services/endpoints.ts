import { and, eq, isNotNull } from 'drizzle-orm'
import { agents, endpoints } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { sha256 } from '../lib/crypto.ts'
import { describeError } from '../lib/describe-error.ts'
import { type FreshMap, freshMap } from '../lib/fresh-map.ts'
import { everyOwnAccount } from '../pipeline/own-accounts.ts'
import { organization, orgVendors } from '../pipeline/vendors.ts'
import type { OrgVendors } from '../providers/handle.ts'
import { accountFingerprint, openProvider, webhookSecret } from '../providers/index.ts'

/** After this a webhook that somebody began to make counts as abandoned, in milliseconds. */
const ABANDONED_MS = 60_000
/** Longest time for which a row is believed without asking the database, in milliseconds. */
const MAX_AGE_MS = 5000
const MAX_ROWS = 1000

/** Where a vendor account posts to us. */
export interface Endpoint {
  id: string
  url: string
}

type Row = typeof endpoints.$inferSelect

/**
 * Has the vendor account of an organization post to us, once per account: a repeat finds it made, another public URL
 * makes it anew, and of two who begin at once one goes on.
 * @throws CommsError of the vendor; the next call tries again then
 */
export async function ensureEndpoint(
  deps: Deps,
  orgId: string,
  provider: 'resend',
  publicUrl: string,
  agentId?: string
): Promise<Endpoint> {
  return ensure(deps, await orgVendors(deps, orgId, agentId), provider, publicUrl)
}

/** Has the account of an endpoint post to another public URL; an account that serves nobody any more is left alone. */
export async function repointEndpoint(
  deps: Deps,
  row: Pick<Row, 'orgId' | 'account'>,
  publicUrl: string
): Promise<void> {
  const [org] = await viewsOf(deps, row)
  if (org) await ensure(deps, org, 'resend', publicUrl)
}

async function ensure(deps: Deps, org: OrgVendors, provider: 'resend', publicUrl: string): Promise<Endpoint> {
  const orgId = org.id
  const account = accountFingerprint(deps.providers, provider, org)
  const id = endpointId(orgId, provider, account)
  const url = `${publicUrl}/webhooks/in/${id}/email`
  const [row] = await deps.db.select().from(endpoints).where(eq(endpoints.id, id))
  const mine =
    row === undefined
      ? await begin(deps, { id, orgId, provider, account, url })
      : !(row.url === url && isMade(deps, row)) && (await takeOver(deps, row, url))
  if (mine) await make(deps, org, { id, url })
  return { id, url }
}

/**
 * Secrets that verify what is posted to an endpoint; none when there is no such endpoint. The configured one goes first,
 * so that it can be changed without making the endpoint anew.
 */
export async function endpointSecrets(
  deps: Deps,
  endpointId: string
): Promise<{ orgId: string; secrets: string[] } | undefined> {
  const cache = cacheOf(deps)
  const row = cache.get(endpointId) ?? (await readRow(deps, endpointId))
  if (row === undefined) return undefined
  cache.set(endpointId, row)
  const made = row.secret === '' ? undefined : deps.sealer.open(row.secret, row.id)
  const given = await configuredSecrets(deps, row)
  return { orgId: row.orgId, secrets: made === undefined ? given : [...given, made] }
}

/** Secrets that verify what an organization's account at a vendor posts for one of its agents. */
export async function accountSecrets(
  deps: Deps,
  orgId: string,
  provider: 'resend',
  agentId?: string
): Promise<string[]> {
  const org = await orgVendors(deps, orgId, agentId)
  const account = accountFingerprint(deps.providers, provider, org)
  const found = await endpointSecrets(deps, endpointId(orgId, provider, account))
  return found?.secrets ?? givenSecrets(deps, org)
}

/**
 * Has a newly registered account post to us when agents with addresses are served by it already.
 * What fails is made good when the next address is provisioned.
 */
export async function followAccount(deps: Deps, orgId: string, agentId?: string): Promise<void> {
  const hasAddress = and(eq(agents.orgId, orgId), isNotNull(agents.emailAddress))
  const isIt = agentId === undefined ? hasAddress : and(hasAddress, eq(agents.id, agentId))
  const [served] = await deps.db.select({ id: agents.id }).from(agents).where(isIt).limit(1)
  if (!served) return
  await ensureEndpoint(deps, orgId, 'resend', deps.publicUrl(), agentId).catch((error: unknown) =>
    deps.log.warn({ event: 'endpoint_not_made', orgId, error: describeError(error) }, 'events of it do not come in yet')
  )
}

/** The same on every replica, so that the vendor replaces a webhook that two of them make at once. */
const endpointId = (orgId: string, provider: string, account: string) =>
  `end_${sha256(`${orgId}\0${provider}\0${account}`).slice(0, 26)}`

/** The configured secrets of the account that an endpoint is for. */
const configuredSecrets = async (deps: Deps, row: Row): Promise<string[]> => [
  ...new Set((await viewsOf(deps, row)).flatMap((org) => givenSecrets(deps, org)))
]

/** How the account of an endpoint serves its organization: as a whole, through one of its agents, or as the operator's. */
async function viewsOf(deps: Deps, { orgId, account }: Pick<Row, 'orgId' | 'account'>): Promise<OrgVendors[]> {
  const { id, mode } = await organization(deps, orgId)
  const views = (await everyOwnAccount(deps, { id, mode })).map((own) => ({ id, mode, own }))
  return views.filter((org) => accountOrNone(deps, org) === account)
}

function accountOrNone(deps: Deps, org: OrgVendors): string | undefined {
  try {
    return accountFingerprint(deps.providers, 'resend', org)
  } catch {
    return undefined // Nothing is configured there.
  }
}

const givenSecrets = (deps: Deps, org: OrgVendors): string[] => {
  if (org.mode === 'sandbox') return []
  const { webhookSecret: given, former } = webhookSecret(deps.providers, 'resend', org)
  return [given, former].filter((secret) => secret !== undefined)
}

/** The secret of a webhook that the operator made by hand; the simulated carrier's are made like any other. */
const configuredSecret = (deps: Deps, org: OrgVendors): string | undefined =>
  org.mode === 'sandbox' ? undefined : webhookSecret(deps.providers, 'resend', org).webhookSecret

/** Whether it is made, or somebody is at it. */
const isMade = (deps: Deps, row: Row): boolean =>
  row.secret !== '' || deps.clock.now().getTime() - row.createdAt.getTime() < ABANDONED_MS

async function begin(deps: Deps, row: Omit<typeof endpoints.$inferInsert, 'secret' | 'createdAt'>): Promise<boolean> {
  const inserted = await deps.db
    .insert(endpoints)
    .values({ ...row, secret: '', createdAt: deps.clock.now() })
    .onConflictDoNothing()
    .returning({ id: endpoints.id })
  return inserted.length > 0
}

/** Takes up a row with another URL, or one that was begun and never made. */
async function takeOver(deps: Deps, row: Row, url: string): Promise<boolean> {
  const taken = await deps.db
    .update(endpoints)
    .set({ url, secret: '', createdAt: deps.clock.now() })
    .where(and(eq(endpoints.id, row.id), eq(endpoints.url, row.url), eq(endpoints.createdAt, row.createdAt)))
    .returning({ id: endpoints.id })
  return taken.length > 0
}

async function make(deps: Deps, org: OrgVendors, { id, url }: Endpoint): Promise<void> {
  try {
    const given = configuredSecret(deps, org)
    const provider = given === undefined ? await openProvider(deps.providers, 'email', org) : undefined
    const made = await provider?.createWebhook(url)
    await deps.db
      .update(endpoints)
      .set({ secret: deps.sealer.seal(made?.secret ?? given ?? '', id), providerRef: made?.ref ?? null })
      .where(eq(endpoints.id, id))
    cacheOf(deps).delete(id)
  } catch (error) {
    await deps.db.delete(endpoints).where(and(eq(endpoints.id, id), eq(endpoints.secret, '')))
    throw error
  }
}

async function readRow(deps: Deps, endpointId: string): Promise<Row | undefined> {
  const [row] = await deps.db.select().from(endpoints).where(eq(endpoints.id, endpointId))
  return row
}

const caches = new WeakMap<Deps['db'], FreshMap<Row>>()

function cacheOf(deps: Deps): FreshMap<Row> {
  const cache = caches.get(deps.db) ?? freshMap<Row>(deps.clock, MAX_AGE_MS, MAX_ROWS)
  caches.set(deps.db, cache)
  return cache
}
