import { expect, test } from 'vitest'
import { AUDIT_EVENTS } from '../../src/observability/audit.ts'

test.each([
  'token.issued',
  'token.rotated',
  'token.revoked',
  'agent.provisioned',
  'agent.changed',
  'agent.removed',
  'credential.registered',
  'credential.changed',
  'limit.breached',
  'cap.hit',
  'anomaly.detected',
  'admin.signed_in',
  'admin.action',
  'organization.reviewed',
  'contact.erased',
  'retention.run'
])('%s can be audited, as operators were promised', (event) => {
  expect(AUDIT_EVENTS).toContain(event)
})
