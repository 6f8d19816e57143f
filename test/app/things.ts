import { and, eq, inArray } from 'drizzle-orm'
import * as schema from '../../src/db/schema/index.ts'
import { holdLine } from '../../src/delivery/line-holder.ts'
import type { EventView } from '../../src/schemas/event-view.ts'
import type { IssuedToken } from '../../src/schemas/token.ts'
import { seedLiveCall } from '../helpers/line-house.ts'
import type { TestApp } from '../helpers/test-app.ts'
import { until } from '../helpers/until.ts'

/** What an agent of a test has: things that nobody else may touch or read. */
export interface Things {
  orgId: string
  agentId: string
  displayName: string
  /** Bearer of the agent. */
  token: string
  /** Id of another token of the agent. */
  tokenId: string
  number: string
  address: string
  messageId: string
  conversationId: string
  /** A call of it that is over. */
  callId: string
  /** A live call of it, on which everything is done that is asked. */
  liveCallId: string
  /** The carrier's id of the live call. */
  liveCallSid: string
  /** The carrier's id of a call that it placed and that still rings. */
  ringingCallSid: string
  /** A lead of its organization who may be called. */
  leadId: string
  leadPhone: string
  /** An agent of ElevenLabs of its organization. */
  voiceAgentId: string
  /** Lease of events that it has not acknowledged. */
  ack: string
  idempotencyKey: string
  /** A verdict of the gate on it. */
  decisionId: string
  /** What a person wrote to it. */
  secret: string
}

const PERSON = '+14155550123'
const LIVE_CALLER = '+14155550122'
let made = 0

/** Makes an agent of an organization that has sent a message, holds an unacknowledged reply, and is then left in peace. */
export async function makeThings(t: TestApp, orgId = 'org_default'): Promise<Things> {
  const as = { 'x-organization-id': orgId }
  const mark = `mark-${++made}-${crypto.randomUUID()}`
  const { agentId, channels, securityToken: token } = await t.provision(`Agent ${mark}`, t.master, as)
  const { tokenId } = await t.must<IssuedToken>('comms_issue_token', { scope: 'agent', agentId }, t.master, as)
  const idempotencyKey = `key-${mark}`
  const draft = { channel: 'sms', to: PERSON, body: `What of ${mark}?`, idempotencyKey }
  const { messageId } = await t.must<{ messageId: string }>('comms_send_message', draft, token)
  const asked = await t.must<{ dryRun: { decisionId: string } }>(
    'comms_send_message',
    { ...draft, dryRun: true },
    token
  )
  const [reply, ack] = await hear(t, token)
  await until(async () => (await statusOf(t, token, messageId)) === 'delivered', 'the message is delivered')
  const { id: callId } = await seedLiveCall(t.app, { id: agentId, orgId }, { state: 'completed', contact: PERSON })
  const live = await seedLiveCall(
    t.app,
    { id: agentId, orgId },
    { contact: LIVE_CALLER, providerRef: `CA-live-${mark}` }
  )
  const hold = {
    state: 'open',
    heldMicroUsd: 0,
    spentMicroUsd: 0,
    returnedMicroUsd: 0,
    createdAt: live.createdAt
  } as const
  await t.app.db.insert(schema.reservations).values({ ...hold, actionId: live.id, orgId, agentId })
  holdLine(t.app, live, { onReply: () => 'accepted', onCommand: async () => undefined })
  const placed = {
    direction: 'outbound',
    state: 'ringing',
    contact: '+14155550121',
    providerRef: `CA-rings-${mark}`
  } as const
  const ringing = await seedLiveCall(t.app, { id: agentId, orgId }, placed)
  const lead = await makeLead(t, as, mark)
  return {
    ...{ ...lead, liveCallSid: live.providerRef ?? '', ringingCallSid: ringing.providerRef ?? '' },
    liveCallId: live.id,
    ...{
      callId,
      orgId,
      agentId,
      displayName: `Agent ${mark}`,
      token,
      tokenId,
      messageId,
      idempotencyKey,
      ack,
      secret: mark
    },
    conversationId: reply.conversationId,
    decisionId: asked.dryRun.decisionId,
    number: channels.sms.number ?? '',
    address: channels.email.address ?? ''
  }
}

/** Somebody to be sold to, who agreed to it, and who of ElevenLabs is to do it; the registry of the country was consulted. */
async function makeLead(t: TestApp, as: Record<string, string>, mark: string) {
  const leadPhone = `+1415${String(5_570_000 + made)}`
  const consent = { method: 'signed form' }
  const lead = { firstName: mark, lastName: 'Example', phone: leadPhone, source: 'web form', consent }
  const { leadId } = await t.must<{ leadId: string }>('save_lead', lead, t.master, as)
  const voiceAgent = { name: mark, voiceId: 'simulatedVoiceAda0001', systemPrompt: 'Be kind.' }
  const { agentId } = await t.must<{ agentId: string }>('elevenlabs_create_agent', voiceAgent, t.master, as)
  await t.app.db
    .insert(schema.nationalRegistries)
    .values({ registry: 'us-ftc', importId: 'imp_0', entries: 0, importedAt: new Date() })
    .onConflictDoNothing()
  return { leadId, leadPhone, voiceAgentId: agentId }
}

/** The reply of the person, unacknowledged, once every status of the message is acknowledged. */
async function hear(t: TestApp, token: string): Promise<[EventView, string]> {
  const kinds = ['message.received']
  const batch = await t.must<{ events: EventView[]; ack: string }>('comms_wait_for_events', { kinds }, token)
  const [reply] = batch.events
  if (!reply) throw new Error('nobody replied')
  return [reply, batch.ack]
}

async function statusOf(t: TestApp, token: string, messageId: string): Promise<string | undefined> {
  const { messages } = await t.must<{ messages: { id: string; status: string }[] }>('comms_get_messages', {}, token)
  return messages.find(({ id }) => id === messageId)?.status
}

/**
 * All rows about one of these ids, in every table, with what was written to an agent of theirs; not looked at is what jobs
 * note: last use, and when they come next.
 */
export async function rowsAbout(t: TestApp, ...ids: string[]): Promise<string[]> {
  const { messages } = schema
  const received = await t.app.db
    .select({ id: messages.id })
    .from(messages)
    .where(and(inArray(messages.agentId, ids), eq(messages.direction, 'inbound')))
  const wanted = [...ids, ...received.map(({ id }) => id)]
  // What the house notes by itself, a moment later, is nobody's doing.
  const { agentCountries: _noted, ...tables } = schema
  const rows = await Promise.all(Object.values(tables).map((table) => t.app.db.select().from(table as never)))
  return (
    rows
      .flat()
      .map((row) => JSON.stringify({ ...(row as object), lastUsedAt: null, dueAt: null }))
      // The carrier names its price a minute later.
      .map((row) => row.replace('"state":"estimated"', '"state":"settled"'))
      .filter((row) => wanted.some((id) => row.includes(id)))
      .sort()
  )
}
