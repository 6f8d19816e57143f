import { eq } from 'drizzle-orm'
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js'
import { onTestFinished } from 'vitest'
import WebSocket from 'ws'
import { agents, callContents, calls } from '../../src/db/schema/index.ts'
import { newId } from '../../src/lib/ids.ts'
import type { CallContent } from '../../src/schemas/call.ts'
import { doorHouse } from './door-house.ts'

type CallRow = typeof calls.$inferSelect

/** Somebody outside. */
export const CALLER = '+14155550123'

/** An id of a call, as carriers make them; each is another one. */
export const callSid = (): string => `CA${newId('rcp').slice(4).padEnd(32, '0')}`

/** The whole server with one agent, and what its carrier does with calls: signed webhooks and sockets. */
export async function carrierHouse() {
  const house = await doorHouse()
  const { agentId, app, base, credentials } = house
  const [agent] = await app.db.select().from(agents).where(eq(agents.id, agentId))
  if (!agent) throw new Error('the agent is not there')
  const webhook = (path: string) => `${base}/webhooks/${agentId}/${path}`
  const post = async (path: string, fields: Record<string, string>) => {
    const answer = await fetch(webhook(path), house.signed(fields, webhook(path)))
    return { status: answer.status, text: await answer.text() }
  }
  const row = async (ref: string): Promise<CallRow> => {
    const [call] = await app.db.select().from(calls).where(eq(calls.providerRef, ref))
    if (!call) throw new Error('the call is not there')
    return call
  }
  /** A call that comes in, as the carrier asks about it. */
  const comesIn = (sid: string, more: Record<string, string> = {}) =>
    post('voice', { CallSid: sid, From: CALLER, To: agent.phoneNumber ?? '', CallStatus: 'ringing', ...more })
  return {
    ...{ ...house, agent, post, row, webhook, comesIn },
    /** The id of a call whose first socket is open. */
    async talking(): Promise<string> {
      const sid = callSid()
      await comesIn(sid)
      const open = { generation: 1, state: 'in-progress', answeredAt: new Date() } as const
      await app.db.update(calls).set(open).where(eq(calls.providerRef, sid))
      return sid
    },
    /** What the carrier asks when a socket is over. */
    socketOver: async (sid: string, fields: Record<string, string>, n = 1) =>
      post(`voice?c=${(await row(sid)).id}&step=relay&n=${n}`, { CallSid: sid, CallStatus: 'in-progress', ...fields }),
    reports: (sid: string, state: string, sequence: number, more: Record<string, string> = {}, query = '') =>
      post(`call-status${query}`, { CallSid: sid, CallStatus: state, SequenceNumber: String(sequence), ...more }),
    /** What is kept of what a call is about. */
    async content(callId: string): Promise<CallContent | undefined> {
      const [stored] = await app.db.select().from(callContents).where(eq(callContents.callId, callId))
      return stored && (JSON.parse(app.sealer.open(stored.sealed, callId)) as CallContent)
    },
    /** A call that the agent placed and that the carrier has taken. */
    async placed(sid: string, values: Partial<CallRow> = {}, content: CallContent = {}): Promise<CallRow> {
      const inserted = placedRow(agent, sid, values)
      const [call] = await app.db.insert(calls).values(inserted).returning()
      const sealed = app.sealer.seal(JSON.stringify(content), inserted.id)
      await app.db.insert(callContents).values({ callId: inserted.id, orgId: agent.orgId, sealed })
      if (!call) throw new Error('the call was not stored')
      return call
    },
    signature: (url: string, authToken = credentials.authToken) => getExpectedTwilioSignature(authToken, url, {}),
    /** Opens the socket at a `wss://` URL of a document, as the carrier does. */
    opens: (url: string, headers: Record<string, string> = signedSocket(url, credentials.authToken)) =>
      carrierSocket(url.replace(/^wss:/, 'ws:'), headers)
  }
}

const signedSocket = (url: string, authToken: string) => ({
  'x-twilio-signature': getExpectedTwilioSignature(authToken, url, {})
})

function placedRow(agent: typeof agents.$inferSelect, providerRef: string, values: Partial<CallRow>): CallRow {
  const now = new Date()
  return {
    ...{ id: newId('cal', now), orgId: agent.orgId, agentId: agent.id, direction: 'outbound', contact: CALLER },
    ...{ ownAddress: agent.phoneNumber ?? '', conversationId: 'con_1', state: 'initiated', purpose: 'conversational' },
    ...{ provider: 'twilio', providerRef, errorCode: null, answeredBy: null, whenVoicemail: 'hangup' },
    ...{ language: 'en-US', voiceId: null, recorded: false, maxDurationSeconds: 600, sequence: -1, generation: 0 },
    ...{ turns: 0, endedBy: null, durationSeconds: null, costMicroUsd: 0, peerCallId: null, dueAt: null },
    ...{ createdAt: now, answeredAt: null, endedAt: null, updatedAt: now },
    ...values
  }
}

/** The URL of the socket in a document. */
export function socketIn(document: string): string {
  const [, url = ''] = /<ConversationRelay[^>]* url="([^"]+)"/.exec(document) ?? []
  return url.replaceAll('&amp;', '&')
}

/** What a carrier is told to do, in order. */
export const order = (document: string): string[] =>
  [...document.matchAll(/<(Say|Start|ConversationRelay|Hangup|Reject)\b/g)].map(([, name = '']) => name)

/** One end of a socket: the status of a refusal, or the frames that came and the code with which it closed. */
export interface OpenedSocket {
  socket: WebSocket
  /** 101, or the status with which the upgrade was refused. */
  status: number
  frames: Record<string, unknown>[]
  closed: Promise<number>
}

function carrierSocket(url: string, headers: Record<string, string>): Promise<OpenedSocket> {
  const socket = new WebSocket(url, { headers })
  onTestFinished(() => socket.terminate())
  const frames: Record<string, unknown>[] = []
  const closed = new Promise<number>((resolve) => socket.once('close', resolve))
  socket.on('message', (frame) => frames.push(JSON.parse(String(frame)) as Record<string, unknown>))
  return new Promise((resolve) => {
    socket.once('open', () => resolve({ socket, status: 101, frames, closed }))
    socket.once('unexpected-response', (request, response) => {
      request.destroy()
      resolve({ socket, status: response.statusCode ?? 0, frames, closed })
    })
    socket.on('error', () => undefined)
  })
}
