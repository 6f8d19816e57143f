import { and, desc, eq, inArray } from 'drizzle-orm'
import { contactConsent } from '../db/schema/index.ts'
import type { Caller, Deps } from '../deps.ts'
import { countryOf } from '../lib/phone.ts'
import type { Subject } from '../policy/check.ts'
import { answerUntil, consent, consentFacts, neededConsent } from '../policy/consent.ts'
import type { Standing } from '../policy/standing.ts'
import type { Channel } from '../schemas/common.ts'
import type { ConsentStanding } from '../schemas/consent.ts'
import { LAWFUL_PURPOSES } from '../schemas/policy.ts'
import { resolveAgent } from './agents.ts'
import { contactOf, standingNow } from './contacts.ts'

/**
 * What may be sent to a person on a channel as far as consent goes, for each purpose, by the check that the gate uses.
 * Email is judged by the rules of the agent's country; without an agent by the strictest.
 * @throws CommsError `invalid_recipient`, `not_found`
 */
export async function checkConsent(
  deps: Deps,
  caller: Caller,
  input: { contactAddress: string; channel: Channel; agentId?: string | undefined }
): Promise<ConsentStanding> {
  const { channel, agentId = caller.agentId } = input
  const contact = contactOf(input.contactAddress, channel)
  const agent = agentId === undefined ? undefined : await resolveAgent(deps, caller, agentId)
  const standing = await standingNow(deps, caller.orgId, contact)
  const facts = consentFacts({ channel, agent, standing })
  const country = channel === 'email' ? null : (countryOf(contact) ?? null)
  const at = deps.clock.now()
  const onInternalList = standing.listedBy !== null
  const purposes = LAWFUL_PURPOSES.map((purpose) => {
    const subject: Subject = { action: channel === 'voice' ? 'call' : 'message', channel, purpose, country, at }
    const refusal = consent.judge(subject, facts)
    const reason = onInternalList ? 'opted_out' : refusal && String(refusal.details?.['reason'] ?? refusal.code)
    const allowed = reason === undefined
    return { purpose, allowed, needed: neededConsent(subject, facts), ...(reason !== undefined && { reason }) }
  })
  const record = await strongest(deps, caller.orgId, contact, channel, standing)
  return { contactAddress: contact, channel, ...record, ...(onInternalList && OPTED_OUT), onInternalList, purposes }
}

const OPTED_OUT = { status: 'opted_out' } as const

/** The consent that says most: one in force, else what the person wrote, else what has ended. */
async function strongest(deps: Deps, orgId: string, contact: string, channel: Channel, { lastInboundAt }: Standing) {
  const rows = await deps.db
    .select()
    .from(contactConsent)
    .where(
      and(
        ...[eq(contactConsent.orgId, orgId), eq(contactConsent.contact, contact)],
        inArray(contactConsent.channel, [channel, 'any'])
      )
    )
    .orderBy(desc(contactConsent.grantedAt))
  const now = deps.clock.now()
  const unrevoked = rows.filter(({ revokedAt }) => revokedAt === null)
  const active = unrevoked.find(({ expiresAt }) => expiresAt === null || expiresAt > now)
  if (active) return view('active', active)
  const wroteAt = lastInboundAt.get(channel)
  if (wroteAt && answerUntil(wroteAt) > now)
    return view('active', { grantedAt: wroteAt, source: 'inbound message', expiresAt: answerUntil(wroteAt) })
  const [expired] = unrevoked
  const [revoked] = rows
  if (expired) return view('expired', expired)
  return revoked ? view('revoked', revoked) : view('none')
}

function view(
  status: ConsentStanding['status'],
  consent?: { grantedAt: Date; source: string; expiresAt: Date | null }
): Pick<ConsentStanding, 'status' | 'since' | 'source' | 'expiresAt'> {
  const [since, expiresAt] = [consent?.grantedAt, consent?.expiresAt].map((at) => at?.toISOString() ?? null)
  return { status, since: since ?? null, source: consent?.source ?? null, expiresAt: expiresAt ?? null }
}
