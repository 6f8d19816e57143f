import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { agents, auditLog, numberPool } from '../../src/db/schema/index.ts'
import { createAuthenticator } from '../../src/services/authentication.ts'
import { deprovisionChannels } from '../../src/services/deprovisioning.ts'
import { provisionChannels } from '../../src/services/provisioning.ts'
import { agentCaller, orgCaller } from '../helpers/callers.ts'
import { everything } from '../helpers/everything.ts'
import { BOTH, provisioningHouse } from '../helpers/provisioning-house.ts'
import { seedOrganization } from '../helpers/test-deps.ts'

test('an agent gets a number that is pointed at it, an address, a slot and a token that speaks for it', async () => {
  const { deps, provision, billed, orgId, used } = await provisioningHouse()

  const made = await provision({ agentId: 'ada', language: 'en-GB', voiceId: 'voice-1' })

  const [number] = billed()
  expect(made).toMatchObject({
    agentId: 'ada',
    channels: {
      phone: { number: number?.number, status: 'active' },
      sms: { number: number?.number, status: 'active' },
      whatsapp: { number: null, status: 'none' },
      email: { address: 'ada-lovelace@agents.example.com', status: 'active' },
      voiceAi: { status: 'active' }
    },
    poolSlotsRemaining: 4,
    provisionedAt: '2026-06-15T15:00:00.000Z'
  })
  expect(number).toMatchObject({
    smsUrl: 'http://127.0.0.1:9/webhooks/ada/sms',
    voiceUrl: 'http://127.0.0.1:9/webhooks/ada/voice',
    statusCallback: 'http://127.0.0.1:9/webhooks/ada/call-status'
  })
  expect(await createAuthenticator(deps).authenticate(made.securityToken)).toMatchObject({
    role: 'agent',
    orgId,
    agentId: 'ada'
  })
  expect(await used()).toBe(1)
})

test('an agent is made with the hand-over time that it is given', async () => {
  const { provision, agents } = await provisioningHouse()

  await provision({ voice: { handOverSeconds: 12 } })

  expect(await agents()).toMatchObject([{ voice: { handOverSeconds: 12 } }])
})

test('the number is on our books under the label that it has at the carrier', async () => {
  const { provision, numbers, billed } = await provisioningHouse()

  const { agentId } = await provision()

  const [row] = await numbers()
  const [held] = billed()
  expect(row).toMatchObject({ agentId, status: 'active', number: held?.number, providerRef: held?.sid })
  expect(held?.friendlyName).toBe(row?.id)
})

test('the token is shown once and is nowhere in the database; who provisioned is in the audit', async () => {
  const { deps, provision } = await provisioningHouse()

  const { agentId, securityToken } = await provision()

  expect(await everything(deps)).not.toContain(securityToken)
  const entries = await deps.db.select().from(auditLog).where(eq(auditLog.subject, agentId))
  expect(entries).toMatchObject([{ event: 'agent.provisioned', actor: 'org:tok_of_org', details: { phone: true } }])
})

test('the secret that verifies callbacks is shown with a callback URL, and is not kept in clear', async () => {
  const { deps, provision } = await provisioningHouse()

  const { callbackSecret } = await provision({ callbackUrl: 'https://agent.example.com/events' })
  const without = await provision()

  expect(callbackSecret).toMatch(/^whsec_/)
  expect(await everything(deps)).not.toContain(callbackSecret)
  expect(without).not.toHaveProperty('callbackSecret')
})

test('only the channels that are asked for are bought', async () => {
  const { provision, billed } = await provisioningHouse()

  const mail = await provision({ capabilities: { email: true } })
  expect(billed()).toEqual([])
  expect(mail.channels.phone).toEqual({ number: null, status: 'none' })
  const phone = await provision({ capabilities: { phone: true } })

  expect(billed()).toHaveLength(1)
  expect(phone.channels.email).toEqual({ address: null, status: 'none' })
})

test.each([
  ['capability_unavailable', { whatsapp: true, phone: true }],
  ['invalid_input', {}],
  ['invalid_input', { phone: false, email: false }],
  ['invalid_input', { voiceAi: true, email: true }]
])('%s answers the capabilities %j, and nothing is begun', async (code, capabilities) => {
  const { provision, billed, agents, used } = await provisioningHouse()

  await expect(provision({ capabilities })).rejects.toMatchObject({ code })

  expect([billed(), await agents(), await used()]).toEqual([[], [], 0])
})

test('whoever has a number takes calls, unless none are wanted', async () => {
  const { provision, agents } = await provisioningHouse()
  const made = async (capabilities: object) => (await provision({ capabilities })).channels.voiceAi.status

  expect([await made({ phone: true, voiceAi: true }), await made({ phone: true })]).toEqual(['active', 'active'])
  expect([await made({ phone: true, voiceAi: false }), await made({ email: true })]).toEqual([
    'unavailable',
    'unavailable'
  ])

  expect((await agents()).map(({ blockedChannels }) => blockedChannels)).toEqual([[], [], ['voice'], []])
})

test('an address at a domain that the vendor has not verified is pending', async () => {
  const { provision } = await provisioningHouse()

  const made = await provision({ emailDomain: 'New.Example.org' })

  expect(made.channels.email).toEqual({
    address: 'ada-lovelace@new.example.org',
    status: 'pending_registration',
    note: expect.stringContaining('the domain new.example.org is verified')
  })
})

test('agents of one name get different addresses', async () => {
  const { provision } = await provisioningHouse()
  const ask = () => provision({ capabilities: { email: true } })

  const made = await Promise.all([ask(), ask(), ask(), ask(), ask()])

  const addresses = made.map(({ channels }) => channels.email.address)
  expect(new Set(addresses).size).toBe(5)
  for (const address of addresses) expect(address).toMatch(/^ada-lovelace(-[0-9a-z]{5})?@agents\.example\.com$/)
})

test('of twenty that provision at once into five slots, five succeed and the carrier bills five', async () => {
  const { provision, billed, agents, used, tokens } = await provisioningHouse()

  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => provision()))

  const made = outcomes.filter((outcome) => outcome.status === 'fulfilled')
  expect(made).toHaveLength(5)
  for (const outcome of outcomes)
    if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'pool_exhausted' })
  expect(new Set(made.map(({ value }) => value.channels.phone.number)).size).toBe(5)
  expect(billed()).toHaveLength(5)
  expect(await used()).toBe(5)
  expect((await agents()).map(({ status }) => status)).toEqual(Array(5).fill('active'))
  expect(await tokens()).toHaveLength(5)
})

test('of five that provision one agentId at once, one succeeds and one number is billed', async () => {
  const { provision, billed, used } = await provisioningHouse()

  const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => provision({ agentId: 'ada' })))

  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  for (const outcome of outcomes)
    if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'conflict' })
  expect(billed()).toHaveLength(1)
  expect(await used()).toBe(1)
})

test('an agentId that is taken is refused: the owner learns its state, a stranger only that it is taken', async () => {
  const { deps, caller, provision, used } = await provisioningHouse()
  await provision({ agentId: 'ada' })
  const stranger = orgCaller(await seedOrganization(deps))

  await expect(provision({ agentId: 'ada' })).rejects.toMatchObject({
    code: 'conflict',
    message: 'This agentId is taken: it is active.'
  })
  await expect(provisionChannels(deps, stranger, { ...BOTH, agentId: 'ada' })).rejects.toMatchObject({
    code: 'conflict',
    message: 'This agentId is taken.'
  })
  expect(await used()).toBe(1)
  await deprovisionChannels(deps, caller, { agentId: 'ada' })
  await expect(provision({ agentId: 'ada' })).rejects.toMatchObject({
    message: 'This agentId is taken: it is removed.'
  })
})

test('an agent provisions nobody', async () => {
  const { deps, provision, billed } = await provisioningHouse()
  const { agentId } = await provision()
  const [row] = await deps.db.select().from(agents).where(eq(agents.id, agentId))

  const attempt = provisionChannels(deps, agentCaller(row ?? { id: '', orgId: '' }), BOTH)

  await expect(attempt).rejects.toMatchObject({ code: 'forbidden' })
  expect(billed()).toHaveLength(1)
})

test('a number that was kept serves the next agent in its country, and no other organization', async () => {
  const { deps, caller, provision, billed, numbers } = await provisioningHouse()
  const first = await provision()
  await deprovisionChannels(deps, caller, { agentId: first.agentId, releaseNumber: false })
  const stranger = orgCaller(await seedOrganization(deps))

  const other = await provisionChannels(deps, stranger, BOTH)
  const next = await provision()

  const { number } = first.channels.phone
  expect(other.channels.phone.number).not.toBe(number)
  expect(next.channels.phone.number).toBe(number)
  expect(billed().find((held) => held.number === number)?.smsUrl).toBe(
    `http://127.0.0.1:9/webhooks/${next.agentId}/sms`
  )
  expect(await numbers()).toMatchObject([{ agentId: next.agentId, status: 'active' }])
})

test('a kept number that the carrier no longer has is written off, and a new one is bought', async () => {
  const { deps, caller, provision, billed, numbers } = await provisioningHouse()
  const first = await provision()
  await deprovisionChannels(deps, caller, { agentId: first.agentId, releaseNumber: false })
  await deps.db.update(numberPool).set({ providerRef: `PN${'0'.repeat(32)}` })

  const next = await provision()

  expect((await numbers()).map(({ status }) => status).sort()).toEqual(['active', 'released'])
  expect(billed().map(({ number }) => number)).toContain(next.channels.phone.number)
})
