import type { VoiceOpenJob, VoiceOverJob, VoiceTalkJob } from './voice/job.ts'

/** What the load process is asked to do; everything is plain JSON, because it travels between processes. */
export type Job = CallsJob | WebhooksJob | InsertsJob | WakeJob | VoiceOpenJob | VoiceTalkJob | VoiceOverJob

/** When a job ends: after so many seconds, or after so many requests. */
export type Until = { seconds: number } | { requests: number }

/** Posts the same JSON body again and again, with a number in it that never repeats. */
export interface CallsJob {
  kind: 'calls'
  url: string
  headers: Record<string, string>
  /** Bearers of the clients, in turn; none when the server asks for none. */
  tokens: string[]
  /** Every `{n}` becomes the number of the call, eight digits; every `{m}` its last three. */
  body: string
  /** What an answer must contain to count as right. */
  expect: string
  clients: number
  until: Until
  /** Opens MCP sessions first: one for each client, or one for all. */
  sessions: 'none' | 'each' | 'one'
  /** Requests per second of all clients together; as many as there are answers by default. */
  perSecond?: number
}

/** Posts signed texts, each with an id of its own, made and signed before the clock starts. */
export interface WebhooksJob {
  kind: 'webhooks'
  /** Public URL that is signed. */
  url: string
  authToken: string
  to: string
  expect: string
  clients: number
  until: Until
  /** How many are signed beforehand; no more than these are posted. */
  pool: number
}

/** Inserts rows straight into a Postgres. */
export interface InsertsJob {
  kind: 'inserts'
  databaseUrl: string
  clients: number
  until: { seconds: number }
}

/** Waits for events over MCP and posts a text for each wait. */
export interface WakeJob {
  kind: 'wake'
  mcpUrl: string
  token: string
  webhookUrl: string
  authToken: string
  to: string
  samples: number
}

/** What a job came to. Times are milliseconds. */
export interface Outcome {
  requests: number
  errors: number
  /** The first answer that was not right. */
  problem?: string
  elapsedMs: number
  p50Ms: number
  p99Ms: number
}

/** From a webhook to what it sets off, in milliseconds. */
export interface WakeOutcome extends Outcome {
  acceptP50Ms: number
  acceptP99Ms: number
}
