import { Agent, request } from 'undici'

/** What came back. */
export interface Fetched {
  status: number
  /** Content type without its parameters. */
  type: string
  text: string
  bytes: number
}

/** Fetches over connections that stay open. */
export interface Fetcher {
  /** @throws Error when there is no answer within the time. */
  post(url: string, headers: Record<string, string>, body: string): Promise<Fetched>
  /** @throws Error when there is no answer within the time. */
  get(url: string): Promise<Fetched>
  close(): Promise<void>
}

/** Opens a fetcher; an answer takes `timeoutMs` of real time at most. Source: twilio.com/docs/usage/webhooks/webhooks-connection-overrides (15 s). */
export function openFetcher(timeoutMs: number): Fetcher {
  const dispatcher = new Agent({
    connections: 256,
    connect: { timeout: Math.min(timeoutMs, 5000) },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs
  })
  const fetch = async (url: string, options: object): Promise<Fetched> => {
    const answer = await request(url, { dispatcher, ...options })
    const content = Buffer.from(await answer.body.arrayBuffer())
    const type = String(answer.headers['content-type'] ?? '')
      .split(';', 1)[0]
      ?.trim()
      .toLowerCase()
    return { status: answer.statusCode, type: type ?? '', text: content.toString('utf8'), bytes: content.length }
  }
  return {
    post: (url, headers, body) => fetch(url, { method: 'POST', headers, body }),
    get: (url) => fetch(url, { method: 'GET' }),
    close: () => dispatcher.destroy()
  }
}
