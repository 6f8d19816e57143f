import type { LoggerOptions } from 'pino'
import { describeError } from './describe-error.ts'
import { redactor } from './redact.ts'

/** Fields that never reach a log line, however deep a library puts them. */
const SECRET_FIELDS = [
  'authorization',
  'cookie',
  'token',
  'securityToken',
  'password',
  'currentPassword',
  'newPassword',
  'csrfToken',
  'invitation',
  'secret',
  'authToken',
  'apiKey',
  'body',
  'text',
  'html',
  'subject',
  'to',
  'from',
  'contact',
  'contactAddress',
  'email',
  'phone'
]

/** One JSON line an event: `level`, `timestamp`, `event` and what belongs to it; no numbers, addresses, content or tokens. */
export const logOptions = (level: string): LoggerOptions => ({
  level,
  base: null,
  messageKey: 'message',
  timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
  formatters: { level: (label) => ({ level: label }), log: redactor(SECRET_FIELDS) },
  serializers: { err: describeError }
})
