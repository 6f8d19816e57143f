import { expect, test } from 'vitest'
import { blockedChannel } from '../../src/policy/blocked-channel.ts'
import { intent } from '../helpers/intent.ts'
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

test.each([
  ['suspended', [], [], [], { suspended: true }],
  ['active', ['sms'], [], [], { blockedBy: 'agent' }],
  ['active', ['sms'], ['sms'], [], { blockedBy: 'organization' }],
  ['active', [], ['sms'], ['sms'], { blockedBy: 'server' }],
  ['suspended', [], [], ['sms'], { suspended: true, blockedBy: 'server' }],
  ['active', ['email'], ['voice'], ['whatsapp'], {}]
])('an agent that is %s, with %j blocked for it, %j for its organization and %j for all: %j', (...given) => {
  const [status, ofAgent, ofOrganization, systemBlocked, facts] = given
  const about = intent({
    agent: { status, blockedChannels: ofAgent } as never,
    org: { blockedChannels: ofOrganization } as never,
    systemBlocked
  })
  expect(blockedChannel.load({} as never, about)).toStrictEqual(facts)
})

test('what nobody blocks passes', () => {
  expect(blockedChannel.judge(subject(), {})).toBeUndefined()
})
