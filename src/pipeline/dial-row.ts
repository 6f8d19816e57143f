import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { conversationIdOf, newId } from '../lib/ids.ts'
import { minutePriceMicroUsd } from './call-price.ts'
import type { CallRow, CallWish } from './dial-draft.ts'
import type { AgentRow } from './draft.ts'
import { effectiveLimits } from './limits.ts'
import type { Route } from './recipient.ts'
import type { OrganizationRow } from './vendors.ts'

/** Longest call in minutes where neither the agent nor its owner says otherwise. */
const DEFAULT_MINUTES = 10
/** After this a row that no carrier has taken is looked for in its record, in milliseconds. */
const LOOKED_FOR_AFTER_MS = 60_000

/**
 * The row of a call before the carrier is asked; its cost is the most that it can be.
 * @throws CommsError `invalid_input` for a duration beyond the agent's limit, and for a message without words
 */
export function intendedCall(
  deps: Pick<Deps, 'config'>,
  of: { org: OrganizationRow; agent: AgentRow; wish: CallWish; route: Route; at: Date }
): CallRow {
  const { org, agent, wish, route, at } = of
  if (wish.whenVoicemail === 'leaveMessage' && wish.voicemailText === undefined)
    throw new CommsError('invalid_input', 'voicemailText: is required with whenVoicemail leaveMessage', {
      nextAction: 'Give voicemailText, which is what is left after the beep, or have it hang up.'
    })
  const minutes = minutesOf(wish, effectiveLimits(deps, org, agent).maxCallDurationMinutes)
  const priced = { ...route, direction: 'outbound' } as const
  return {
    ...{ id: newId('cal', at), orgId: agent.orgId, agentId: agent.id, ...priced },
    conversationId: conversationIdOf(agent.id, route.contact),
    ...{ state: 'initiated', providerRef: null, errorCode: null, answeredBy: null },
    purpose: wish.purpose ?? 'conversational',
    whenVoicemail: wish.whenVoicemail ?? (wish.voicemailText === undefined ? 'hangup' : 'leaveMessage'),
    language: wish.language ?? agent.language,
    voiceId: wish.voiceId ?? agent.voiceId,
    recorded: wish.recorded ?? agent.routeDuplication.liveCall?.alsoRecord === true,
    maxDurationSeconds: minutes * 60,
    ...{ sequence: -1, generation: 0, turns: 0, endedBy: null, durationSeconds: null, peerCallId: null },
    costMicroUsd: minutes * minutePriceMicroUsd(priced) + (wish.besideMicroUsd ?? 0),
    dueAt: new Date(at.getTime() + LOOKED_FOR_AFTER_MS),
    ...{ createdAt: at, answeredAt: null, endedAt: null, updatedAt: at }
  }
}

function minutesOf({ maxDurationMinutes }: CallWish, limit: number): number {
  if (maxDurationMinutes === undefined) return Math.min(DEFAULT_MINUTES, limit)
  if (maxDurationMinutes <= limit) return maxDurationMinutes
  throw new CommsError('invalid_input', `maxDurationMinutes: a call of this agent lasts ${limit} minutes at most`, {
    nextAction: 'Ask for less; an owner can raise maxCallDurationMinutes with comms_set_agent_limits.'
  })
}
