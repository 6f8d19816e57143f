import Type from 'typebox'
import { ack } from '../delivery/ack.ts'
import type { EventQuery } from '../delivery/inbox.ts'
import { present } from '../delivery/presence.ts'
import { waitForEvents } from '../delivery/wait.ts'
import { contactKey } from '../lib/phone.ts'
import { AgentId, CHANNELS, OneOf, Strict } from '../schemas/common.ts'
import { EVENT_KINDS } from '../schemas/event.ts'
import { EventViewSchema } from '../schemas/event-view.ts'
import { resolveAgent } from '../services/agents.ts'
import { reportWaiting } from '../services/report-waiting.ts'
import { defineTool } from './tool.ts'

const DEFAULT_WAIT_SECONDS = 20
const DEFAULT_MAX = 20
/** How long an agent that has waited is taken to come back, in milliseconds. */
const COMES_BACK_MS = 15_000

export default defineTool({
  name: 'comms_wait_for_events',
  title: 'Wait for events',
  description:
    'Wait until somebody writes to you, calls you, or a message you sent is delivered or fails; returns at once when something is there. Give back the `ack` of the previous answer each time: what is not acknowledged within 60 seconds is handed out again. Events of a live call come first and need no ack. At call.incoming call comms_reply_to_caller with its callId and an empty text to hear the caller; at call.turn answer what body says with comms_reply_to_caller within a few seconds, and go on with that tool until the call is over.',
  profiles: ['agent'],
  role: 'agent',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  input: Strict({
    agentId: Type.Optional(AgentId('Agent whose events to wait for; the one of the token by default.')),
    waitSeconds: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 50, description: 'How long to wait when there is nothing; 20 by default.' })
    ),
    ack: Type.Optional(
      Type.String({
        pattern: '^lse_[0-9A-HJKMNP-TV-Z]{26}$',
        description: 'The `ack` of the previous answer: its events are done and will not come again.'
      })
    ),
    max: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, description: 'Most events at once; 20 by default.' })),
    kinds: Type.Optional(
      Type.Array(OneOf(EVENT_KINDS), { minItems: 1, maxItems: EVENT_KINDS.length, description: 'Only these kinds.' })
    ),
    channel: Type.Optional(OneOf(CHANNELS, 'Only this channel.')),
    contact: Type.Optional(Type.String({ maxLength: 254, description: 'Only this number (E.164) or email address.' }))
  }),
  output: Strict({
    events: Type.Array(EventViewSchema),
    ack: Type.Union([Type.String(), Type.Null()], {
      description: 'Give it to the next call when you are done with these events; null when there are none.'
    }),
    more: Type.Boolean({ description: 'More are there already: call again without waiting.' })
  }),
  async run({ agentId, waitSeconds, ack: lease, max, kinds, channel, contact }, context) {
    const { deps, caller, signal } = context
    const agent = await resolveAgent(deps, caller, agentId)
    if (lease !== undefined) await ack(deps, agent, lease)
    const query = {
      max: max ?? DEFAULT_MAX,
      kinds,
      channel,
      contact: contact === undefined ? undefined : contactKey(contact)
    }
    const waitMs = (waitSeconds ?? DEFAULT_WAIT_SECONDS) * 1000
    const by = caller.tokenId
    const stop = reportWaiting(context, waitMs, 'waiting')
    const [taken] = await Promise.all([
      waitForEvents(deps, agent, query, waitMs, signal, { by, way: 'tool' }),
      takesCalls(query) ? present(deps, agent, 'tool', by, waitMs + COMES_BACK_MS) : undefined
    ]).finally(stop)
    return { events: taken.events, ack: taken.lease, more: taken.more }
  }
})

/** Whoever waits for messages alone is not waited for by callers. */
const takesCalls = ({ kinds, channel }: EventQuery): boolean =>
  (kinds === undefined || kinds.includes('call.incoming') || kinds.includes('call.turn')) &&
  (channel === undefined || channel === 'voice')
