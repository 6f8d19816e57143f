import { expect, test } from 'vitest'
import { blockedChannel } from '../../src/policy/blocked-channel.ts'
import { dnc } from '../../src/policy/dnc.ts'

const message = { channel: 'sms', purpose: 'message' } as const

test.each([
  [{ suspended: 'agent', blockedBy: null }, /agent is suspended/],
  [{ suspended: 'organization', blockedBy: null }, /organization is suspended/],
  [{ suspended: null, blockedBy: 'agent' }, /sms is blocked for this agent/],
  [{ suspended: null, blockedBy: 'organization' }, /sms is blocked for this organization/]
] as const)('%j refuses and says who blocks', (facts, reason) => {
  expect(blockedChannel.judge(message, facts)).toMatchObject({
    code: 'channel_blocked',
    message: expect.stringMatching(reason)
  })
})

test('what nobody blocks passes', () => {
  expect(blockedChannel.judge(message, { suspended: null, blockedBy: null })).toBeUndefined()
})

test.each([
  ['message', true, 'recipient_opted_out'],
  ['message', false, undefined],
  ['opt_out_confirmation', true, undefined],
  ['help_reply', true, undefined]
] as const)('a %s to a listed contact (%s) is judged %s', (purpose, listed, code) => {
  expect(dnc.judge({ channel: 'email', purpose }, { listed, source: listed ? 'keyword' : null })?.code).toBe(code)
})
