import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import { systemClock } from '../../src/lib/clock.ts'
import type { Behaviour } from '../../src/simulator/behaviour.ts'
import type { Happening, HappeningKind } from '../../src/simulator/calls/phone-call.ts'
import { until } from '../helpers/until.ts'
import { type Received, simulated } from './simulated.ts'

/** The number that we hold. */
export const OURS = '+14155550100'
/** Who calls us. */
export const CALLER = '+12125550133'

/** One frame of the carrier. */
export type FrameHeard = { type: string } & Record<string, unknown>

/** One relay socket as our side holds it. */
export interface Session {
  path: string
  headers: IncomingHttpHeaders
  frames: FrameHeard[]
  socket: WebSocket
  closed: { code: number; reason: string } | undefined
  say(frame: object | string): void
}

type Documents = Record<string, string | ((received: Received) => string)>

/** Everything at once: what a person says takes no time, and nobody lets a phone ring for long. */
export const SWIFT = { speechMsPerChar: 0, ringMs: 1, actionDelayMs: 1, statusDelayMs: 1, patienceMs: 30 }

/** A server of ours with documents by path and relay sockets, and a carrier whose number posts to it. */
export async function phoner(
  documents: Documents,
  onFrame: (frame: FrameHeard, session: Session) => void = () => undefined,
  behaviour: Partial<Behaviour> = {}
) {
  const received: Received[] = []
  const sessions: Session[] = []
  const sockets = new WebSocketServer({ noServer: true })
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const raw = Buffer.concat(chunks).toString('utf8')
      const path = request.url ?? ''
      const form = Object.fromEntries(new URLSearchParams(raw))
      const one = { path, url: `${base}${path}`, headers: request.headers, raw, form }
      received.push(one)
      const document = documents[path]
      const text = typeof document === 'function' ? document(one) : document
      if (text === undefined) response.writeHead(path.startsWith('/voice') ? 500 : 200).end()
      else response.writeHead(200, { 'content-type': 'text/xml' }).end(text)
    })
  })
  server.on('upgrade', (request, socket, head) => {
    if (request.url === '/refused') {
      socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n')
      return
    }
    sockets.handleUpgrade(request, socket, head, (client) => {
      const session: Session = {
        path: request.url ?? '',
        headers: request.headers,
        frames: [],
        socket: client,
        closed: undefined,
        say: (frame) => client.send(typeof frame === 'string' ? frame : JSON.stringify(frame))
      }
      sessions.push(session)
      client.on('message', (content) => {
        const frame = JSON.parse(String(content)) as FrameHeard
        session.frames.push(frame)
        onFrame(frame, session)
      })
      client.on('close', (code, reason) => {
        session.closed = { code, reason: String(reason) }
      })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const base = `http://${host}`
  const simulation = await simulated({ clock: systemClock })
  const { simulator } = simulation
  simulator.behave({ ...SWIFT, ...behaviour })
  simulator.hold({ number: OURS, voiceUrl: `${base}/voice`, statusCallback: `${base}/number-status` })
  onTestFinished(async () => {
    for (const { socket } of sessions) socket.terminate()
    await new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  })
  const find = (sid: string) => simulator.calls().find((call) => call.sid === sid)
  return {
    ...{ ...simulation, host, base, received, sessions, documents, find },
    /** What happened of one kind on a call. */
    course: <T = unknown>(sid: string, what: HappeningKind) =>
      (find(sid)?.course ?? []).filter((each: Happening) => each.what === what).map(({ detail }) => detail as T),
    at: (path: string) => received.filter((each) => each.path === path),
    /** Waits for the end of a call, and of all that it said to us. */
    over: (sid: string) =>
      until(
        () => find(sid)?.endedAt != null && sessions.every(({ closed }) => closed !== undefined),
        `the call ${sid} is over`
      ),
    until
  }
}

/** As `phoner`, where every call is answered by the relay: with these attributes, and by this agent. */
export async function relayed(
  attributes = '',
  onFrame?: Parameters<typeof phoner>[1],
  behaviour: Partial<Behaviour> = {}
) {
  const house = await phoner({}, onFrame, behaviour)
  house.documents['/voice'] = relayTo(house.host, attributes)
  house.documents['/action'] = '<Response/>'
  return house
}

/** An agent that answers each prompt with what it heard, in two pieces. */
export const echo: Parameters<typeof phoner>[1] = (frame, { say }) => {
  if (frame.type !== 'prompt' || frame['last'] !== true) return
  say({ type: 'text', token: 'You said: ', last: false })
  say({ type: 'text', token: `${frame['voicePrompt']}`, last: true })
}

/** A document that connects to the relay at a path, with attributes of the relay. */
export const relayTo = (host: string, attributes = '', path = '/relay', before = '') =>
  `<?xml version="1.0" encoding="UTF-8"?><Response>${before}<Connect action="/action"><ConversationRelay url="wss://${host}${path}" ${attributes}/></Connect></Response>`
