import type { Answer } from '../operation.ts'

const NAME_OF_STATUS: Record<number, string> = {
  401: 'missing_api_key',
  403: 'invalid_api_key',
  404: 'not_found',
  405: 'method_not_allowed',
  409: 'invalid_idempotent_request',
  422: 'validation_error',
  429: 'rate_limit_exceeded',
  500: 'internal_server_error'
}

const MESSAGES: Record<string, string> = {
  missing_api_key: 'Missing API key in the authorization header. Include `Authorization: Bearer YOUR_API_KEY`.',
  invalid_api_key: 'API key is invalid.',
  rate_limit_exceeded: 'Too many requests. You can only make 2 requests per second.',
  internal_server_error: 'An unexpected error occurred.',
  application_error: 'An unexpected error occurred.'
}

/** The vendor's envelope around a failure. Source: resend.com/docs/api-reference/errors. */
export function failure(status: number, code?: string | number, message?: string): Answer {
  const name = String(code ?? NAME_OF_STATUS[status] ?? 'application_error')
  return { status, body: { statusCode: status, name, message: message ?? MESSAGES[name] ?? name } }
}

/** A call that is refused for what it says. */
export const invalid = (message: string, name = 'validation_error'): Answer => failure(422, name, message)

/** A resource that does not exist. */
export const notFound = (what: string): Answer => failure(404, 'not_found', `${what} not found`)
