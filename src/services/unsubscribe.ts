import { and, eq, ne } from 'drizzle-orm'
import { type Built, isUniqueViolation } from '../db/batch.ts'
import { agents, inboxEvents, organizations } from '../db/schema/index.ts'
import { callbackUrlOf } from '../delivery/callback-url.ts'
import { announce, eventRow } from '../delivery/event-row.ts'
import type { Deps } from '../deps.ts'
import { optOut } from '../pipeline/opt-out/effects.ts'
import { readUnsubscribe, type Subscription } from '../pipeline/opt-out/unsubscribe-link.ts'

/** What somebody who follows an unsubscribe link is shown. */
export interface Unsubscribing {
  /** Name under which the organization contacts people. */
  sender: string
  /** The address with most of its name hidden. */
  address: string
}

/** What a link is about, without any effect; undefined for a link that was not made here. */
export async function unsubscribeView(deps: Deps, token: string): Promise<Unsubscribing | undefined> {
  const subscription = readUnsubscribe(deps, token)
  return subscription && viewOf(deps, subscription)
}

/**
 * Takes the person of a link off every channel of the organization, revokes every consent of his and tells the agent, in
 * one transaction; a second time nothing happens. Undefined, without effect, for a link that was not made here.
 */
export async function unsubscribe(deps: Deps, token: string): Promise<Unsubscribing | undefined> {
  const subscription = readUnsubscribe(deps, token)
  const view = subscription && (await viewOf(deps, subscription))
  if (view === undefined || subscription === undefined) return undefined
  const now = deps.clock.now()
  const { orgId, agentId, contact } = subscription
  const statements = (onlyNew: boolean) => optOut(deps.db, { orgId, contact }, 'unsubscribe', now, onlyNew)
  try {
    await deps.db.batch([...statements(true), ...(await tells(deps, subscription))])
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    await deps.db.batch(statements(false))
    return view
  }
  await announce(deps, agentId)
  return view
}

async function viewOf({ db }: Deps, { orgId, contact }: Subscription): Promise<Unsubscribing | undefined> {
  const [org] = await db.select().from(organizations).where(eq(organizations.id, orgId))
  return org && { sender: org.settings.legalName ?? org.name, address: masked(contact) }
}

/** An agent that is gone has nobody to tell. */
async function tells(deps: Deps, { orgId, agentId, contact }: Subscription): Promise<Built[]> {
  const isIt = and(eq(agents.id, agentId), eq(agents.orgId, orgId), ne(agents.status, 'removed'))
  const [agent] = await deps.db.select().from(agents).where(isIt)
  if (agent === undefined) return []
  const payload = { from: contact, to: agent.emailAddress ?? '' }
  const event = eventRow(deps, { orgId, agentId, kind: 'contact.opted_out', channel: 'email', contact, payload })
  const dueAt = callbackUrlOf(deps.config, agent) === undefined ? null : event.dueAt
  return [deps.db.insert(inboxEvents).values({ ...event, dueAt })]
}

/** `a…@example.com` */
function masked(contact: string): string {
  const at = contact.lastIndexOf('@')
  return `${[...contact][0] ?? ''}…${at < 0 ? '' : contact.slice(at)}`
}
