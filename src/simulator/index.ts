import { parse } from 'node:querystring'
import Fastify, { type FastifyInstance } from 'fastify'
import type { Clock } from '../lib/clock.ts'
import { defaultBehaviour } from './behaviour.ts'
import { openFetcher } from './calls/fetcher.ts'
import { callBook } from './calls/phone-call.ts'
import { switchboard } from './calls/switchboard.ts'
import { control } from './control.ts'
import type { SimulatorCredentials } from './credentials.ts'
import { directoryWire } from './directory/wire.ts'
import { elevenLabsWire } from './elevenlabs/wire.ts'
import { emailBook } from './emails.ts'
import { faultBook } from './faults.ts'
import { openHoldings } from './holdings.ts'
import { type Inspection, inspect } from './inspect.ts'
import { openShop } from './inventory.ts'
import { newest } from './newest.ts'
import { openOutbox } from './outbox.ts'
import { replyBudget } from './reply-budget.ts'
import { addDomain } from './resend/domains.ts'
import { resendWire } from './resend/wire.ts'
import { serve } from './serve.ts'
import { textBook } from './texts.ts'
import { twilioWire } from './twilio/wire.ts'
import type { World } from './world.ts'

/** What a simulated carrier is started with. */
export interface SimulatorOptions extends Omit<SimulatorCredentials, 'resendWebhookSecret'> {
  /** Signs all email events; each webhook gets a secret of its own when it is not given. */
  resendWebhookSecret?: string
  /** 0, the default, takes any free port. */
  port?: number
  /** 127.0.0.1 by default. */
  host?: string
  /** All delays are of this clock; the time that a network takes is not. */
  clock: Clock
  /** Keeps numbers, webhooks and domains over a restart. */
  stateFile?: string
  /** Domains that are verified from the start; `agents.example.com` by default. */
  domains?: readonly string[]
  /** How many texts, emails and webhooks are kept on record, of each; 100,000 by default. */
  recordsMax?: number
  /** How long a webhook may take, in milliseconds; 15,000 by default. */
  webhookTimeoutMs?: number
}

/** A simulated carrier that serves. */
export interface Simulator extends Inspection {
  /** Base URL of both vendors, without a trailing slash. */
  readonly url: string
  /** Ends it at once; nothing is posted after. Safe to call twice. */
  close(): Promise<void>
}

const BODY_MAX = 40 * 1024 * 1024
const RECORDS_MAX = 100_000
const REPLIES_PER_MINUTE = 20
const WEBHOOK_TIMEOUT_MS = 15_000

/** Starts a carrier in a box: it speaks the wires of Twilio and Resend over HTTP and holds the people on their other side. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  let closed = false
  let url = ''
  const world = createWorld(options, { closed: () => closed, url: () => url })
  for (const name of options.domains ?? ['agents.example.com'])
    if (world.holdings.domains.get(name.toLowerCase())?.status !== 'verified')
      addDomain(world, name.toLowerCase(), 'verified')
  const inspection = inspect(world)
  const app = createApp(world, inspection)
  url = await app.listen({ port: options.port ?? 0, host: options.host ?? '127.0.0.1' })
  return {
    ...inspection,
    url,
    async close() {
      closed = true
      for (const leg of world.legs.values()) leg.become('failed')
      await world.fetcher.close()
      await world.outbox.close()
      await app.close()
    }
  }
}

function createWorld(options: SimulatorOptions, process: { closed(): boolean; url(): string }): World {
  const { clock, accountSid, authToken, resendApiKey, resendWebhookSecret = '' } = options
  const itemsMax = options.recordsMax ?? RECORDS_MAX
  const behaviour = defaultBehaviour()
  const holdings = openHoldings(options.stateFile)
  const timeoutMs = options.webhookTimeoutMs ?? WEBHOOK_TIMEOUT_MS
  const world: World = {
    clock,
    credentials: { accountSid, authToken, resendApiKey, resendWebhookSecret },
    behaviour,
    holdings,
    shop: openShop(holdings.numbers),
    texts: textBook(itemsMax),
    emails: emailBook(itemsMax),
    calls: callBook(itemsMax),
    legs: new Map(),
    switchboard: switchboard(() => world),
    callers: new Map(),
    scripts: new Map(),
    recordings: newest({ items: itemsMax, weight: Number.POSITIVE_INFINITY }, () => 0),
    violations: newest({ items: RECORDS_MAX, weight: Number.POSITIVE_INFINITY }, () => 0),
    fetcher: openFetcher(timeoutMs),
    keys: newest({ items: RECORDS_MAX, weight: Number.POSITIVE_INFINITY }, () => 0),
    outbox: openOutbox({
      clock,
      itemsMax,
      timeoutMs,
      copies: () => behaviour.copies
    }),
    faults: faultBook(),
    mayReply: replyBudget(clock, REPLIES_PER_MINUTE),
    url: process.url,
    later(delayMs, run) {
      clock.after(delayMs, () => {
        if (!process.closed()) run()
      })
    }
  }
  return world
}

function createApp(world: World, inspection: Inspection): FastifyInstance {
  const app = Fastify({ logger: false, bodyLimit: BODY_MAX, forceCloseConnections: true, requestTimeout: 30_000 })
  const readJson = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) =>
    body === '' ? done(null, undefined) : readJson(request, body as string, done)
  )
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, parse(body as string))
  )
  const wireOf = (path: string) => (/^\/(?:2010-04-01|v1)\//.test(path) ? twilioWire : resendWire)
  app.setErrorHandler<Error & { statusCode?: number }>((error, request, reply) => {
    const status = error.statusCode ?? 500
    const known =
      status < 500 ? wireOf(request.url).failure(status, undefined, error.message) : wireOf(request.url).failure(500)
    return reply.code(status).send(known.body)
  })
  app.setNotFoundHandler((request, reply) => {
    const { status, body } = wireOf(request.url).failure(
      404,
      undefined,
      `The requested resource ${request.url} was not found`
    )
    return reply.code(status).send(body)
  })
  serve(app, world, twilioWire)
  serve(app, world, resendWire)
  serve(app, world, directoryWire)
  serve(app, world, elevenLabsWire)
  app.register(
    (scope, _options, done) => {
      control(scope, world, inspection)
      done()
    },
    { prefix: '/__simulator' }
  )
  return app
}
