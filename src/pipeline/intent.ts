import type { Deps } from '../deps.ts'
import { keyedHash } from '../lib/crypto.ts'
import { countryOf } from '../lib/phone.ts'
import type { Intent } from '../policy/check.ts'
import { type Standing, standingOf } from '../policy/standing.ts'
import { isSimulated } from '../providers/index.ts'
import { askDirectory } from './directory.ts'
import type { OutboundContent } from './dispatch.ts'
import type { OutboundDraft, Sender } from './draft.ts'
import { effectiveLimits } from './limits.ts'
import type { Route } from './recipient.ts'
import { organization, systemBlocked } from './vendors.ts'

/** The name under which a person is known where his address must not be. */
export const pseudonymOf = (deps: Pick<Deps, 'config'>, contact: string): string =>
  keyedHash(deps.config.secrets.pseudonymKey, contact)

/** Puts together all that the gate judges one message by. */
export async function intentOf(
  deps: Deps,
  { agent }: Sender,
  draft: OutboundDraft,
  route: Route,
  content: OutboundContent,
  costMicroUsd: number
): Promise<Intent> {
  const { contact, ownAddress } = route
  const [org, standing, blocked] = await Promise.all([
    organization(deps, agent.orgId),
    standingNow(deps, agent.orgId, contact),
    systemBlocked(deps)
  ])
  const limits = effectiveLimits(deps, org, agent)
  return {
    ...{ org, agent, contact, ownAddress, standing, costMicroUsd },
    action: 'message',
    maxCallsPerDayToSameNumber: limits.maxCallsPerDayToSameNumber,
    maxCostMicroUsd: limits.maxCostPerActionMicroUsd,
    channel: draft.channel,
    purpose: draft.purpose ?? 'conversational',
    country: draft.channel === 'email' ? null : (countryOf(contact) ?? null),
    at: deps.clock.now(),
    said: { subject: content.subject, body: content.body, html: content.html, headers: content.headers },
    simulated: isSimulated(org),
    systemBlocked: blocked
  }
}

async function standingNow(deps: Deps, orgId: string, contact: string): Promise<Standing> {
  const of = { orgId, contact, pseudonym: pseudonymOf(deps, contact) }
  const [standing, org] = await Promise.all([standingOf(deps.db, of), organization(deps, orgId)])
  return (await askDirectory(deps, org, contact, standing)) ? standingOf(deps.db, of) : standing
}
