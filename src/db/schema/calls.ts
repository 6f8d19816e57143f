import type { CallEnding, CallState } from '../../schemas/call.ts'
import type { Purpose } from '../../schemas/policy.ts'
import { kit } from '../dialect.ts'

const { table, text, integer, instant, micros, index, uniqueIndex, boolean } = kit

/** One row per call, either direction. What is said stands in `call_contents` and `call_turns`, sealed. */
export const calls = table(
  'calls',
  {
    id: text('id').primaryKey(),
    orgId: text('org_id').notNull(),
    agentId: text('agent_id').notNull(),
    direction: text('direction').$type<'inbound' | 'outbound'>().notNull(),
    /** The number outside, E.164. */
    contact: text('contact').notNull(),
    /** The agent's own number on this call. */
    ownAddress: text('own_address').notNull(),
    conversationId: text('conversation_id').notNull(),
    state: text('state').$type<CallState>().notNull(),
    purpose: text('purpose').$type<Purpose>().notNull(),
    provider: text('provider').notNull(),
    /** Vendor's own id; null until it took the call. */
    providerRef: text('provider_ref'),
    /** Vendor's error code of a failure. */
    errorCode: text('error_code'),
    /** Who answered an outbound call, as the carrier heard it. */
    answeredBy: text('answered_by').$type<'human' | 'machine' | 'screening' | 'ivr' | 'fax'>(),
    whenVoicemail: text('when_voicemail').$type<'hangup' | 'leaveMessage' | 'ignore'>().notNull(),
    /** BCP 47. */
    language: text('language').notNull(),
    voiceId: text('voice_id'),
    recorded: boolean('recorded').notNull(),
    maxDurationSeconds: integer('max_duration_seconds').notNull(),
    /** Highest sequence number of the vendor's reports; an older one changes nothing. */
    sequence: integer('sequence').notNull(),
    /** Sockets that this call has had; only the holder of the newest speaks. */
    generation: integer('generation').notNull(),
    /** Turns of the caller. */
    turns: integer('turns').notNull(),
    endedBy: text('ended_by').$type<CallEnding>(),
    durationSeconds: integer('duration_seconds'),
    /** Estimated until the vendor names its price. */
    costMicroUsd: micros('cost_micro_usd').notNull(),
    /** The other leg of a transfer, a bridge or a call between two agents of this server. */
    peerCallId: text('peer_call_id'),
    /** When the worker looks at it next; null when nothing is left to do. */
    dueAt: instant('due_at'),
    createdAt: instant('created_at').notNull(),
    answeredAt: instant('answered_at'),
    endedAt: instant('ended_at'),
    updatedAt: instant('updated_at').notNull()
  },
  (t) => [
    index('calls_agent_ix').on(t.agentId, t.id),
    index('calls_conversation_ix').on(t.agentId, t.conversationId, t.id),
    index('calls_state_ix').on(t.agentId, t.state, t.id),
    index('calls_due_ix').on(t.dueAt),
    uniqueIndex('calls_provider_ref_uq').on(t.provider, t.providerRef)
  ]
)

/** What a call is about and what came of it, encrypted; wiped when the call ends unless the owner opted in. */
export const callContents = table(
  'call_contents',
  {
    callId: text('call_id').primaryKey(),
    orgId: text('org_id').notNull(),
    /** Sealed JSON of `CallContent`, bound to the call id. */
    sealed: text('sealed').notNull(),
    /** When it is wiped; null while the call is live. */
    wipeAt: instant('wipe_at')
  },
  (t) => [index('call_contents_wipe_ix').on(t.wipeAt)]
)

/** Admits one socket of a call, once. */
export const callTickets = table(
  'call_tickets',
  {
    /** SHA-256 of the ticket. */
    hash: text('hash').primaryKey(),
    callId: text('call_id').notNull(),
    agentId: text('agent_id').notNull(),
    expiresAt: instant('expires_at').notNull(),
    usedAt: instant('used_at')
  },
  (t) => [index('call_tickets_expires_ix').on(t.expiresAt)]
)

/** What the caller did and what was answered, while the call is live: any replica can go on from here. */
export const callTurns = table(
  'call_turns',
  {
    id: text('id').primaryKey(),
    callId: text('call_id').notNull(),
    orgId: text('org_id').notNull(),
    agentId: text('agent_id').notNull(),
    /** From 1, in order of the call. */
    number: integer('number').notNull(),
    /** Sealed JSON of `TurnContent`, bound to the id of the turn. */
    sealed: text('sealed').notNull(),
    /** `open`: nobody has answered; `answered`: the reply is with the carrier; `dropped`: nobody will answer it. */
    state: text('state').$type<'open' | 'answered' | 'dropped'>().notNull(),
    /** Who was given it, so that no second client of the agent answers as well; null while nobody has taken it. */
    takenBy: text('taken_by'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull()
  },
  (t) => [
    uniqueIndex('call_turns_number_uq').on(t.callId, t.number),
    index('call_turns_open_ix').on(t.agentId, t.state, t.id)
  ]
)

/** Ways in which an agent is within reach at this moment; a row that is not renewed has no meaning. */
export const agentPresence = table(
  'agent_presence',
  {
    id: text('id').primaryKey(),
    orgId: text('org_id').notNull(),
    agentId: text('agent_id').notNull(),
    way: text('way').$type<'tool' | 'attend' | 'sampling' | 'stream'>().notNull(),
    until: instant('until_at').notNull()
  },
  (t) => [index('agent_presence_agent_ix').on(t.agentId, t.until), index('agent_presence_until_ix').on(t.until)]
)

/** Recordings that the vendor made; the sound stays with it unless the owner opted in. */
export const recordings = table(
  'recordings',
  {
    id: text('id').primaryKey(),
    callId: text('call_id').notNull(),
    orgId: text('org_id').notNull(),
    agentId: text('agent_id').notNull(),
    provider: text('provider').notNull(),
    providerRef: text('provider_ref').notNull(),
    /** `unheard`: what was said is still to be written down; `absent`: the vendor has nothing. */
    state: text('state').$type<'unheard' | 'available' | 'stored' | 'deleted' | 'absent'>().notNull(),
    durationSeconds: integer('duration_seconds').notNull(),
    /** When it is deleted, here and at the vendor. */
    wipeAt: instant('wipe_at'),
    createdAt: instant('created_at').notNull()
  },
  (t) => [
    uniqueIndex('recordings_provider_ref_uq').on(t.provider, t.providerRef),
    index('recordings_call_ix').on(t.callId),
    index('recordings_wipe_ix').on(t.wipeAt)
  ]
)
