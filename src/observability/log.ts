import type { LoggerOptions } from 'pino'
import { describeError } from '../lib/describe-error.ts'

/** Names under which a secret or content could reach a line by mistake. */
const NEVER_LOGGED = ['token', 'securityToken', 'authorization', 'password', 'secret', 'body', 'text', 'to', 'from']

/** One JSON line an event, with `timestamp` and a spelt-out `level`; errors without the contents of queries, and no secrets. */
export const logOptions = (level: string): LoggerOptions => ({
  level,
  base: null,
  timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
  formatters: { level: (label) => ({ level: label }) },
  serializers: { err: describeError, error: describeError },
  redact: { paths: NEVER_LOGGED.flatMap((name) => [name, `*.${name}`]), censor: '[redacted]' }
})
