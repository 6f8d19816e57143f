import type { Subject } from '../../src/policy/check.ts'

/** A text about a person's business to an American mobile, on a Monday morning there. */
export const subject = (values: Partial<Subject> = {}): Subject => ({
  action: 'message',
  channel: 'sms',
  purpose: 'conversational',
  country: 'US',
  at: new Date('2026-06-15T17:00:00.000Z'),
  ...values
})
