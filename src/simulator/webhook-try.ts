import { Agent, request } from 'undici'

/** Why a webhook was not taken. */
export type WebhookFailure = 'network' | 'timeout' | '3xx' | '4xx' | '5xx'

/** What one try to post a webhook came to; the status is null when there was no answer. */
interface TryOutcome {
  status: number | null
  failure?: WebhookFailure
}

/** Posts over a bounded number of connections that stay open. */
export interface Poster {
  /** Never throws. */
  post(url: string, headers: Record<string, string>, body: string): Promise<TryOutcome>
  close(): Promise<void>
}

/**
 * Opens a poster. A try takes `timeoutMs` of real time at most; redirects are not followed.
 * Source: twilio.com/docs/usage/webhooks/webhooks-connection-overrides (15 s).
 */
export function openPoster(timeoutMs: number): Poster {
  const dispatcher = new Agent({
    connections: 64,
    connect: { timeout: Math.min(timeoutMs, 5000) },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs
  })
  return {
    async post(url, headers, body) {
      try {
        const answer = await request(url, { dispatcher, method: 'POST', headers, body })
        await answer.body.dump()
        return outcomeOf(answer.statusCode)
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException
        const late = code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT'
        return { status: null, failure: late ? 'timeout' : 'network' }
      }
    },
    close: () => dispatcher.destroy()
  }
}

function outcomeOf(status: number): TryOutcome {
  if (status < 300) return { status }
  return { status, failure: status >= 500 ? '5xx' : status >= 400 ? '4xx' : '3xx' }
}
