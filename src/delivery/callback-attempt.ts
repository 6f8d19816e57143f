import { Webhook } from 'standardwebhooks'
import type { Deps } from '../deps.ts'
import { BlockedAddressError, safePost } from '../lib/safe-fetch.ts'
import type { EventView } from '../schemas/event-view.ts'

/** Time for one post to an agent's callback, in milliseconds. */
const TIMEOUT_MS = 10_000

/** What became of one post. */
export interface Attempt {
  outcome: 'delivered' | 'refused' | 'failed' | 'blocked'
  httpStatus: number | null
  durationMs: number
  /** What went wrong, in plain words and without content. */
  problem: string | null
}

/**
 * Posts one event to a callback, signed with the agent's secret; never throws. A 2xx is an
 * acknowledgement. Source: Standard Webhooks, https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export async function attemptCallback(
  deps: Deps,
  agent: { id: string; callbackSecret: string },
  url: string,
  event: EventView
): Promise<Attempt> {
  const startedAt = performance.now()
  const body = JSON.stringify({ type: event.kind, timestamp: event.at, data: event })
  const headers = signedHeaders(deps, agent, event.id, body)
  const attempt = headers ? await post(deps, url, headers, body) : UNSIGNED
  return { ...attempt, durationMs: Math.round(performance.now() - startedAt) }
}

const UNSIGNED = {
  outcome: 'failed',
  httpStatus: null,
  problem: 'the secret that signs cannot be read, the key that sealed it is missing'
} as const

/** Headers that sign a post of ours; undefined where the agent's secret does not open: one such agent holds up no other. */
export function signedHeaders(
  { clock, sealer, log }: Pick<Deps, 'clock' | 'sealer' | 'log'>,
  agent: { id: string; callbackSecret: string },
  eventId: string,
  body: string
): Record<string, string> | undefined {
  const now = clock.now()
  try {
    return {
      'content-type': 'application/json',
      'user-agent': 'agentos-comms',
      'webhook-id': eventId,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': new Webhook(sealer.open(agent.callbackSecret, agent.id)).sign(eventId, now, body)
    }
  } catch (error) {
    log.error(
      { event: 'callback_unsigned', agentId: agent.id, err: error },
      'the secret of the callback cannot be read'
    )
    return undefined
  }
}

async function post(
  deps: Deps,
  url: string,
  headers: Record<string, string>,
  body: string
): Promise<Omit<Attempt, 'durationMs'>> {
  const allowPrivate = deps.config.allowPrivateCallbacks
  try {
    const status = await safePost({ url, headers, body, timeoutMs: TIMEOUT_MS, allowPrivate })
    if (status >= 200 && status < 300) return { outcome: 'delivered', httpStatus: status, problem: null }
    return { outcome: 'refused', httpStatus: status, problem: `answered ${status}` }
  } catch (error) {
    if (error instanceof BlockedAddressError) return { outcome: 'blocked', httpStatus: null, problem: error.message }
    return { outcome: 'failed', httpStatus: null, problem: reasonOf(error) }
  }
}

/** The code of the network's refusal, which holds no address. */
function reasonOf(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown }
  if (typeof code === 'string') return code
  return name === 'TimeoutError' ? `no answer within ${TIMEOUT_MS} ms` : 'the connection failed'
}
