import type { LoggerOptions } from 'pino'

/** Fields that never reach a log line, however deep a library puts them. */
const SECRET_FIELDS = ['authorization', 'cookie', 'token', 'securityToken', 'password', 'secret', 'authToken', 'apiKey', 'body', 'text', 'html', 'subject', 'to', 'from', 'contact']

/** One JSON line an event: `level`, `timestamp`, `event` and what belongs to it; no numbers, addresses, content or tokens. */
export const logOptions = (level: string): LoggerOptions => ({
  level,
  base: null,
  messageKey: 'message',
  timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
  formatters: { level: (label) => ({ level: label }) },
  redact: { paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), censor: '[redacted]' },
  serializers: { err: plainError }
})

/** An error by name, code and stack; what a vendor or a driver hangs on it (requests, parameters) stays out. */
function plainError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) }
  const { name, message, stack, cause } = error
  const code = (error as { code?: unknown }).code
  const safe = name === 'DrizzleQueryError' ? 'query failed' : message
  return {
    name,
    message: safe,
    ...(code !== undefined && { code }),
    stack: name === 'DrizzleQueryError' ? stack?.split('\n').slice(1).filter((line) => line.startsWith('    at ')).join('\n') : stack,
    ...(cause !== undefined && { cause: plainError(cause) })
  }
}
