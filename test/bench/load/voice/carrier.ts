import { randomBytes } from 'node:crypto'
import { type Connection, postHead, withBody } from '../connection.ts'
import { signatureOf } from '../webhooks.ts'
import { CarrierCall } from './carrier-call.ts'

/** Who is called, and what the carrier signs with. */
interface Callee {
  /** Of the server. */
  url: string
  agentId: string
  number: string
  authToken: string
}

/** A call that the carrier has put through. */
export interface PutThrough {
  call: CarrierCall
  /** Hangs up and reports the end of the call, on a connection that is not busy. */
  end(connection: Connection): Promise<void>
}

/** Puts a call through as the carrier does: the signed webhook, its document, the signed socket. @throws Error when it is not taken. */
export async function putThrough(callee: Callee, connection: Connection): Promise<PutThrough> {
  const sid = `CA${randomBytes(16).toString('hex')}`
  const from = `+1415557${String(Number.parseInt(sid.slice(2, 6), 16) % 10_000).padStart(4, '0')}`
  const about = { AccountSid: `AC${'0'.repeat(32)}`, ApiVersion: '2010-04-01', CallSid: sid, Direction: 'inbound' }
  const parties = { From: from, Caller: from, To: callee.number, Called: callee.number }
  const post = async (over: Connection, path: string, more: Record<string, string>) => {
    const url = `${callee.url}/webhooks/${callee.agentId}/${path}`
    const answer = await over.ask(signedForm(url, callee.authToken, { ...about, ...parties, ...more }))
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.body}`)
    return answer.body
  }
  const document = await post(connection, 'voice', { CallStatus: 'ringing' })
  const socketUrl = / url="([^"]+)"/.exec(document)?.[1]
  const callId = /[?;]c=(cal_\w+)/.exec(document)?.[1]
  if (socketUrl === undefined || callId === undefined) throw new Error(`no conversation: ${document}`)
  const signature = { 'x-twilio-signature': signatureOf(callee.authToken, socketUrl, {}) }
  const call = await CarrierCall.open(socketUrl.replace(/^wss:/, 'ws:'), signature, sid)
  return {
    call,
    async end(over) {
      await call.hangUp()
      await post(over, `call-status?c=${callId}`, { CallStatus: 'completed', CallDuration: '60', SequenceNumber: '3' })
    }
  }
}

function signedForm(url: string, authToken: string, form: Record<string, string>): string {
  const head = postHead(new URL(url), {
    'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
    'x-twilio-signature': signatureOf(authToken, url, form)
  })
  return withBody(head, new URLSearchParams(form).toString())
}
