import { expect, test } from 'vitest'
import { receiveMessage } from '../../src/pipeline/inbound.ts'
import { checkConsent } from '../../src/services/consent-standing.ts'
import { arrivingSms } from '../helpers/arriving.ts'
import { consentHouse } from '../helpers/consent-house.ts'
import { PERSON } from '../helpers/sending-house.ts'
import { seedAgent } from '../helpers/test-deps.ts'

test('a check of consent asks the contact directory, as sending does', async () => {
  const { check, allowed } = await consentHouse()

  expect(await check()).toMatchObject({ status: 'active', source: 'directory', since: '2026-01-05T00:00:00.000Z' })
  expect(await allowed('voice')).toEqual(['conversational', 'transactional', 'marketing'])
})

test('a check tells what each purpose needs, and that nothing is there', async () => {
  const { check, withdrawn } = await consentHouse()
  await withdrawn()

  expect(await check('sms', PERSON)).toMatchObject({
    status: 'revoked',
    purposes: [
      { purpose: 'conversational', allowed: false, needed: 'implied', reason: 'consent_missing' },
      { purpose: 'transactional', allowed: false, needed: 'transactional', reason: 'consent_missing' },
      { purpose: 'marketing', allowed: false, needed: 'express', reason: 'consent_missing' }
    ]
  })
})

test('who wrote has consented to an answer for 90 days', async () => {
  const { deps, agent, withdrawn, check, clock } = await consentHouse()
  await withdrawn()
  const since = clock.now().toISOString()
  await receiveMessage(deps, arrivingSms(agent, 'hello there'))
  const expiresAt = new Date(clock.now().getTime() + 90 * 86_400_000).toISOString()

  expect(await check()).toMatchObject({ status: 'active', source: 'inbound message', since, expiresAt })
  await clock.advance(90 * 86_400_000)
  expect(await check()).toMatchObject({ status: 'revoked' })
})

test('email is judged by the country of the agent, and without one by the strictest rules; a call by that of the number', async () => {
  const { deps, agent, owner } = await consentHouse()
  const british = await seedAgent(deps, agent.orgId, { country: 'GB' })
  const needed = async (agentId?: string) => {
    const asked = { contactAddress: 'ada@example.com', channel: 'email' as const, agentId }
    return (await checkConsent(deps, owner, asked)).purposes.map(({ needed: kind }) => kind)
  }

  expect(await needed(agent.id)).toEqual(['none', 'none', 'none'])
  expect((await needed(british.id)).at(-1)).toBe('express')
  expect(await needed()).toEqual(['implied', 'transactional', 'express'])

  const call = { contactAddress: '+447400123456', channel: 'voice' as const, agentId: agent.id }
  expect((await checkConsent(deps, owner, call)).purposes.map(({ needed: kind }) => kind)).toEqual([
    ...['implied', 'transactional', 'express']
  ])
})
