import { expect, test } from 'vitest'
import { CommsError, ERROR_CODES, type ErrorCode, toFailure } from '../../src/errors.ts'
import { callsFailure } from '../../src/tools/calls-answer.ts'

const NOW = new Date('2026-11-20T12:00:00Z')
const of = (code: ErrorCode, details?: Record<string, unknown>) =>
  callsFailure(toFailure(new CommsError(code, 'Why.', { details })), NOW).error

test.each<[ErrorCode, Record<string, unknown> | undefined, string]>([
  ['invalid_input', undefined, 'INVALID_INPUT'],
  ['invalid_recipient', undefined, 'INVALID_PHONE'],
  ['not_found', undefined, 'INVALID_AGENT'],
  ['not_found', { unknown: 'call' }, 'CALL_NOT_FOUND'],
  ['not_found', { unknown: 'lead' }, 'INVALID_INPUT'],
  ['conflict', { ended: true }, 'CALL_ALREADY_ENDED'],
  ['conflict', undefined, 'API_ERROR'],
  ['rate_limited', undefined, 'RATE_LIMIT'],
  ['provider_timeout', undefined, 'TIMEOUT'],
  ['provider_unavailable', undefined, 'NETWORK_ERROR'],
  ['internal', undefined, 'API_ERROR']
])('%s with %j is %s in the profile', (code, details, word) => {
  expect(of(code, details)).toMatchObject({ code: word, details: { cause: code } })
})

test('what the gate refuses is blocked, with the reason in the details', () => {
  expect(of('consent_missing', { reason: 'consent_expired' })).toMatchObject({
    ...{ code: 'COMPLIANCE_BLOCKED', details: { reason: 'consent_expired' } }
  })
  expect(of('quiet_hours', { allowedAt: '2026-11-20T12:01:00Z' })).toMatchObject({
    ...{ code: 'COMPLIANCE_BLOCKED', retryAfter: 60, details: { reason: 'quiet_hours' } }
  })
})

test('every failure has a shape that the older product knows', () => {
  for (const code of Object.keys(ERROR_CODES) as ErrorCode[])
    expect(of(code)).toMatchObject({
      code: expect.stringMatching(/^[A-Z_]+$/),
      message: 'Why.',
      retryable: expect.any(Boolean)
    })
})
