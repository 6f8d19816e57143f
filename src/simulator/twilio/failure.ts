import type { Answer } from '../operation.ts'

/** What the vendor says to a code, where it is not said at the place that refuses. */
const MESSAGES: Record<number, string> = {
  20003: 'Authenticate',
  20404: 'The requested resource was not found',
  20429: 'Too Many Requests',
  20500: 'Internal Server Error',
  20503: 'Service Unavailable'
}
const CODE_OF_STATUS: Record<number, number> = { 401: 20003, 404: 20404, 429: 20429, 500: 20500, 503: 20503 }

/** The vendor's envelope around a failure. Source: twilio.com/docs/usage/twilios-response. */
export function failure(status: number, code?: string | number, message?: string): Answer {
  const known = Number(code ?? CODE_OF_STATUS[status] ?? (status >= 500 ? 20500 : 20001))
  return {
    status,
    body: {
      code: known,
      message: message ?? MESSAGES[known] ?? `Error ${known}`,
      more_info: `https://www.twilio.com/docs/errors/${known}`,
      status
    }
  }
}

/** A call that is refused for what it says. */
export const refused = (code: number, message: string): Answer => failure(400, code, message)

/** A resource that does not exist. */
export const notFound = (path: string): Answer => failure(404, 20404, `The requested resource ${path} was not found`)
