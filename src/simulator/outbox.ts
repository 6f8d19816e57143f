import { randomUUID } from 'node:crypto'
import type { Clock } from '../lib/clock.ts'
import { type Newest, newest } from './newest.ts'
import { openPoster, type Poster, type WebhookFailure } from './webhook-try.ts'

/** A webhook to post. */
interface Posting {
  vendor: 'twilio' | 'resend'
  /** What it tells, such as `message.delivered`. */
  kind: string
  /** Id of the message or email that it is about. */
  reference: string
  url: string
  body: string
  /** Headers of one try; a signature that holds the time is made anew for each. */
  headers(now: Date): Record<string, string>
  /** Waits before each retry in milliseconds, and which failures are retried. */
  retryDelaysMs: readonly number[]
  retries(failure: WebhookFailure): boolean
}

/** One webhook and what became of it. */
export interface WebhookEvent extends Pick<Posting, 'vendor' | 'kind' | 'reference' | 'url' | 'body'> {
  id: string
  createdAt: string
  /** `accepted`: at least one try got a 2xx; `refused`: none did and none is left. */
  state: 'waiting' | 'accepted' | 'refused'
  /** How many tries got a 2xx. */
  accepted: number
  /** The latest 20 tries. */
  attempts: { at: string; status: number | null; failure?: string }[]
}

/** Posts webhooks and keeps the newest of them to be looked at. */
export interface Outbox {
  post(posting: Posting): void
  /** Posts a kept webhook once more, with no retry; false when it is not kept. */
  redeliver(id: string): boolean
  /** Newest first. */
  list(): WebhookEvent[]
  /** How many were ever posted. */
  total(): number
  /** Resolves when no try is under way; a retry that is yet to come is not waited for. */
  idle(): Promise<void>
  close(): Promise<void>
}

interface OutboxOptions {
  clock: Clock
  timeoutMs: number
  itemsMax: number
  copies(): number
}

interface Job {
  event: WebhookEvent
  posting: Posting
}

/** Beyond this many waiting retries a webhook is refused at once, so that memory is bounded. */
const WAITING_MAX = 50_000
const ATTEMPTS_KEPT = 20

/** Opens an outbox that keeps the newest webhooks within `itemsMax` and 64 MB of content. `copies` tells how often each is posted. */
export function openOutbox(options: OutboxOptions): Outbox {
  const kept: Newest<Job> = newest({ items: options.itemsMax, weight: 64_000_000 }, ({ event }) => event.body.length)
  const poster = openPoster(options.timeoutMs)
  const work = worker(options.clock, poster)
  return {
    post(posting) {
      const { vendor, kind, reference, url, body } = posting
      const event: WebhookEvent = {
        id: randomUUID(),
        createdAt: options.clock.now().toISOString(),
        ...{ vendor, kind, reference, url, body },
        ...{ state: 'waiting', accepted: 0, attempts: [] }
      }
      kept.add(event.id, { event, posting })
      for (let copy = 0; copy < options.copies(); copy++) work.start({ event, posting }, 0)
    },
    redeliver(id) {
      const job = kept.get(id)
      if (job) work.start(job, job.posting.retryDelaysMs.length)
      return job !== undefined
    },
    list: () => kept.list().map(({ event }) => event),
    total: () => kept.total,
    idle: work.idle,
    async close() {
      work.end()
      await poster.close()
    }
  }
}

function worker(clock: Clock, poster: Poster) {
  let underWay = 0
  let waiting = 0
  let ended = false
  let idle: (() => void)[] = []

  async function attempt({ event, posting }: Job, retry: number): Promise<void> {
    const at = clock.now()
    const outcome = await poster.post(posting.url, posting.headers(at), posting.body)
    event.attempts.push({ at: at.toISOString(), ...outcome })
    if (event.attempts.length > ATTEMPTS_KEPT) event.attempts.shift()
    if (outcome.failure === undefined) {
      event.accepted++
      event.state = 'accepted'
    } else if (!retryLater({ event, posting }, retry, outcome.failure) && event.accepted === 0) event.state = 'refused'
    if (--underWay > 0) return
    for (const resolve of idle) resolve()
    idle = []
  }

  function retryLater(job: Job, retry: number, failure: WebhookFailure): boolean {
    const delayMs = job.posting.retryDelaysMs[retry]
    if (delayMs === undefined || !job.posting.retries(failure) || waiting >= WAITING_MAX) return false
    waiting++
    clock.after(delayMs, () => {
      waiting--
      start(job, retry + 1)
    })
    return true
  }

  function start(job: Job, retry: number): void {
    if (ended) return
    underWay++
    void attempt(job, retry)
  }

  return {
    start,
    idle: () => new Promise<void>((resolve) => (underWay === 0 ? resolve() : idle.push(resolve))),
    end() {
      ended = true
    }
  }
}
