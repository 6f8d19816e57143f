import { expect, test } from 'vitest'
import { organizationMode } from '../../src/policy/organization-mode.ts'
import { subject } from '../helpers/subject.ts'

test.each([
  ['sandbox', 'approved', true, true],
  ['sandbox', 'pending_review', true, true],
  ['sandbox', 'approved', false, false],
  ['sandbox', 'suspended', true, false],
  ['production', 'approved', false, true],
  ['production', 'approved', true, false],
  ['production', 'pending_review', false, false],
  ['production', 'suspended', false, false]
] as const)('a %s organization that is %s, simulated: %s, may send: %s', (mode, status, simulated, passes) => {
  const refusal = organizationMode.judge(subject(), { mode, status, simulated })

  expect(refusal?.code).toBe(passes ? undefined : 'organization_not_active')
})
