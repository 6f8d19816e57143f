import type { Deps } from '../deps.ts'
import { keyedHash } from '../lib/crypto.ts'
import { contactKey, countryOf } from '../lib/phone.ts'
import type { Intent } from '../policy/check.ts'
import { type Standing, standingOf } from '../policy/standing.ts'
import { isSimulated } from '../providers/index.ts'
import type { Channel } from '../schemas/common.ts'
import type { Action, Purpose } from '../schemas/policy.ts'
import { askDirectory } from './directory.ts'
import type { OutboundContent } from './dispatch.ts'
import type { AgentRow } from './draft.ts'
import { effectiveLimits } from './limits.ts'
import { organization, systemBlocked } from './vendors.ts'

/** The name under which a person is known where his address must not be. */
export const pseudonymOf = (deps: Pick<Deps, 'config'>, contact: string): string =>
  keyedHash(deps.config.secrets.pseudonymKey, contact)

/** Whether a person is known under such a name alone. */
export const isPseudonym = (contact: string): boolean => /^[0-9a-f]{64}$/.test(contact)

/** One effect on its way to the gate, new or taken up again. */
export interface Outgoing {
  /** A message by default. */
  action?: Action | undefined
  agent: AgentRow
  channel: Channel
  purpose: Purpose
  /** E.164 or email in lower case. */
  contact: string
  ownAddress: string
  content: OutboundContent
  costMicroUsd: number
}

/** Puts together all that the gate judges one effect by. */
export async function intentOf(deps: Deps, outgoing: Outgoing): Promise<Intent> {
  const { agent, channel, contact, content } = outgoing
  const [org, standing, copies, blocked] = await Promise.all([
    organization(deps, agent.orgId),
    standingNow(deps, agent.orgId, contact),
    copiesOf(deps, agent.orgId, content),
    systemBlocked(deps)
  ])
  const limits = effectiveLimits(deps, org, agent)
  return {
    ...{ org, agent, channel, contact, standing, copies },
    ownAddress: outgoing.ownAddress,
    costMicroUsd: outgoing.costMicroUsd,
    action: outgoing.action ?? 'message',
    maxCallsPerDayToSameNumber: limits.maxCallsPerDayToSameNumber,
    maxCostMicroUsd: limits.maxCostPerActionMicroUsd,
    purpose: outgoing.purpose,
    country: channel === 'email' ? null : countryFor(contact, standing),
    at: deps.clock.now(),
    said: { subject: content.subject, body: content.body, html: content.html, headers: content.headers },
    simulated: isSimulated(org),
    systemBlocked: blocked
  }
}

/** A number of no country, as a fictional one, is where its holder is on record to live. */
const countryFor = (contact: string, { profile }: Standing): string | null =>
  countryOf(contact) ?? profile?.region?.slice(0, 2) ?? null

/** Who is in copy is contacted like who is not. */
function copiesOf(deps: Deps, orgId: string, { cc = [], bcc = [] }: OutboundContent): Promise<Intent['copies']> {
  const places = [...cc.map((to, n) => ({ to, at: `cc[${n}]` })), ...bcc.map((to, n) => ({ to, at: `bcc[${n}]` }))]
  return Promise.all(
    places.map(async ({ to, at }) => ({ at, standing: await standingNow(deps, orgId, contactKey(to)) }))
  )
}

async function standingNow(deps: Deps, orgId: string, contact: string): Promise<Standing> {
  const of = { orgId, contact, pseudonym: pseudonymOf(deps, contact) }
  const [standing, org] = await Promise.all([standingOf(deps.db, of), organization(deps, orgId)])
  return (await askDirectory(deps, org, contact, standing)) ? standingOf(deps.db, of) : standing
}
