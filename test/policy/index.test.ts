import { expect, test } from 'vitest'
import { CHECKS, firstRefusal, judge, RULES } from '../../src/policy/index.ts'
import { intent, stranger } from '../helpers/intent.ts'
import { subject } from '../helpers/subject.ts'
import { testDeps } from '../helpers/test-deps.ts'

test('the first refusal in the order of the checks wins and names its check; a check without facts judges nothing', () => {
  const listed = { dnc: { listedBy: 'keyword' } }

  expect(firstRefusal(subject(), { ...listed, 'blocked-channel': { blockedBy: 'agent' } })).toMatchObject({
    check: 'blocked-channel',
    code: 'channel_blocked',
    message: expect.stringContaining('sms is blocked')
  })
  expect(firstRefusal(subject(), listed)).toMatchObject({ check: 'dnc', code: 'recipient_opted_out' })
  expect(firstRefusal(subject(), {})).toMatchObject({ check: 'consent', details: { reason: 'consent_missing' } })
  expect(firstRefusal(subject({ purpose: 'help_reply' }), {})).toBeUndefined()
})

test('the rules in force name all checks and their versions', () => {
  expect(RULES.split(' ').slice(0, CHECKS.length)).toEqual(CHECKS.map(({ name, version }) => `${name}@${version}`))
  expect(RULES).toContain('blocked-channel@')
})

test('every check that has facts keeps them under its name, none keeps nothing, and the verdict is that of these facts', async () => {
  const { deps } = await testDeps()
  const about = intent({
    org: { id: 'org_1', mode: 'sandbox', status: 'approved', blockedChannels: [], settings: {} } as never,
    agent: { id: 'agt_1', country: 'US', status: 'active', blockedChannels: [], phoneStatus: 'active' } as never,
    maxCostMicroUsd: 1_000_000,
    standing: stranger({ listedBy: 'manual' })
  })

  const { refusal, facts, rules } = await judge(deps.db, about)

  expect(facts).toEqual({
    'organization-mode': { mode: 'sandbox', status: 'approved', simulated: true },
    dnc: { listedBy: 'manual' },
    'quiet-hours': { zones: ['America/Los_Angeles'], region: 'US-CA' },
    'price-cap': { costMicroUsd: 7900, maxCostMicroUsd: 1_000_000 }
  })
  expect([refusal, rules]).toEqual([firstRefusal(about, facts), RULES])
  expect(refusal).toMatchObject({ check: 'dnc' })
})
