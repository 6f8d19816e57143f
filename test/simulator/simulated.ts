import { createServer, request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Resend } from 'resend'
import twilio from 'twilio'
import { onTestFinished } from 'vitest'
import { simulatorCredentials } from '../../src/simulator/credentials.ts'
import { type SimulatorOptions, startSimulator } from '../../src/simulator/index.ts'
import { virtualClock } from '../helpers/virtual-clock.ts'

/** The unmodified client of Twilio, but for where its requests go. */
class Rewritten extends twilio.RequestClient {
  readonly base: string
  constructor(base: string) {
    super({ timeout: 10_000 })
    this.base = base
  }
  override request<T>(options: unknown) {
    const asked = options as { uri: string }
    return super.request<T>({ ...asked, uri: asked.uri.replace('https://api.twilio.com', this.base) } as never)
  }
}

/** Time between two states of a message. */
const STEP_MS = 150

/** Credentials that all these tests share. */
export const credentials = simulatorCredentials('a secret of the tests')

/** A simulated carrier on a clock that stands still, and the vendors' own clients for it. */
export async function simulated(options: Partial<SimulatorOptions> = {}) {
  const clock = virtualClock(new Date())
  const simulator = await startSimulator({ ...credentials, clock, ...options })
  onTestFinished(() => simulator.close())
  return {
    clock,
    simulator,
    texting: twilio(credentials.accountSid, credentials.authToken, { httpClient: new Rewritten(simulator.url) }),
    mailing: new Resend(credentials.resendApiKey, { baseUrl: simulator.url }),
    /** Moves the time on and waits for the webhooks that this posted; they come one after the other in the first second. */
    async pass(ms: number) {
      for (let left = ms, step = 0; left > 0 || step === 0; step++) {
        const part = step < 8 ? Math.min(left, STEP_MS) : left
        await clock.advance(part)
        await simulator.idle()
        left -= part
      }
    }
  }
}

/** One webhook as our side got it. */
export interface Received {
  path: string
  url: string
  headers: IncomingHttpHeaders
  raw: string
  form: Record<string, string>
}

/** A server of ours that takes webhooks; `answer` says with which status, and null cuts the connection. */
export async function listener(answer: (received: Received) => number | null = () => 200) {
  const received: Received[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const raw = Buffer.concat(chunks).toString('utf8')
      const path = request.url ?? ''
      const one = {
        path,
        url: `${base}${path}`,
        headers: request.headers,
        raw,
        form: Object.fromEntries(new URLSearchParams(raw))
      }
      received.push(one)
      const status = answer(one)
      if (status === null) request.socket.destroy()
      else response.writeHead(status).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  onTestFinished(close)
  return { base, received, close }
}

/** A call to the simulator that no client library would make. */
export function wire(url: string, options: { method?: string; headers?: Record<string, string>; body?: string } = {}) {
  return new Promise<{ status: number; headers: IncomingHttpHeaders; body: string }>((resolve, reject) => {
    const { method = 'GET', headers = {}, body } = options
    const call = httpRequest(url, { method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString('utf8')
        })
      )
    })
    call.on('error', reject)
    call.end(body)
  })
}

/** Posts JSON to the control plane and returns its answer. */
export async function order(url: string, path: string, body: object) {
  const answer = await wire(`${url}/__simulator${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body)
  })
  return { status: answer.status, body: JSON.parse(answer.body) }
}
