import { expect, test } from 'vitest'
import { blockedChannel } from '../../src/policy/blocked-channel.ts'
import { subject } from '../helpers/subject.ts'

test.each([
  [{ suspended: true }, /agent is suspended/],
  [{ blockedBy: 'agent' }, /sms is blocked for this agent/],
  [{ blockedBy: 'organization' }, /sms is blocked for this organization/],
  [{ blockedBy: 'server' }, /sms is blocked for this server/]
] as const)('%j refuses and says who blocks', (facts, reason) => {
  expect(blockedChannel.judge(subject(), facts)).toMatchObject({
    code: 'channel_blocked',
    message: expect.stringMatching(reason)
  })
})

test('what nobody blocks passes', () => {
  expect(blockedChannel.judge(subject(), {})).toBeUndefined()
})
