import { afterAll, beforeAll, expect, test } from 'vitest'
import { organizations } from '../../src/db/schema/index.ts'
import type { Onboarded } from '../../src/schemas/onboarding.ts'
import type { OrganizationView } from '../../src/schemas/organization-view.ts'
import { invitationTo, mailbox, PASSWORD, PEOPLE, person } from '../helpers/person.ts'
import { openTestApp, type TestApp } from '../helpers/test-app.ts'

let t: TestApp
beforeAll(async () => {
  t = await openTestApp(PEOPLE)
})
afterAll(() => t.close())

test('an organization that a super-admin makes has a pool, starts in the sandbox, and its owner is invited', async () => {
  const ownerEmail = mailbox()
  const slug = `made-${Date.now()}`
  const made = await t.must<{ organization: OrganizationView; ownerInvitation: string }>('comms_create_organization', {
    ...{ name: 'Made', slug, ownerEmail, settings: { legalName: 'Made Ltd', allowedCountries: ['US'] } }
  })

  expect(made).toMatchObject({
    organization: { slug, mode: 'sandbox', status: 'pending_review', settings: { legalName: 'Made Ltd' } },
    ownerInvitation: 'sent'
  })
  const { organizationId } = made.organization
  const owner = person(t.base)
  const invitation = await invitationTo(t, ownerEmail)
  const joined = await owner.post('/auth/invitations/accept', { invitation, password: PASSWORD })
  expect(joined.body.user).toMatchObject({ role: 'owner', organizationId })
  expect((await t.provision('First', t.master, { 'x-organization-id': organizationId })).poolSlotsRemaining).toBe(499)
  expect(await t.call('comms_create_organization', { name: 'Other', slug })).toMatchObject({ status: 409 })
})

test('organizations are listed in pages, each once, and that of the house is none of them', async () => {
  for (let n = 0; n < 3; n++)
    await t.must('comms_create_organization', { name: `Paged ${n}`, slug: `paged-${n}-${Date.now()}` })
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const page: { organizations: OrganizationView[]; cursor?: string } = await t.must('comms_list_organizations', {
      ...{ limit: 2, ...(cursor !== undefined && { cursor }) }
    })
    expect(page.organizations.length).toBeLessThanOrEqual(2)
    seen.push(...page.organizations.map(({ organizationId }) => organizationId))
    cursor = page.cursor
  } while (cursor !== undefined)

  expect(new Set(seen).size).toBe(seen.length)
  const all = (await t.app.db.select().from(organizations)).map(({ id }) => id)
  expect(seen.sort()).toEqual(all.filter((id) => id !== 'org_system').sort())
})

test('a customer who is onboarded has an agent, a token that works, client configurations with it, and the next steps', async () => {
  const onboarded = await t.must<Onboarded>(
    'comms_onboard_customer',
    { displayName: 'Bakery', capabilities: { phone: true, email: true }, emailDomain: 'bakery.example' },
    await t.orgToken()
  )

  const { token, clientConfigs, email, nextSteps } = onboarded
  expect((await t.call('comms_get_me', {}, token)).body).toMatchObject({ agent: { agentId: onboarded.agentId } })
  expect(email).toMatchObject({ domain: 'bakery.example', status: 'absent', dnsRecords: [] })
  expect(nextSteps[0]).toContain('bakery.example')
  expect(JSON.parse(clientConfigs.mcp).mcpServers.comms).toEqual({
    ...{ type: 'http', url: `${t.base}/mcp`, headers: { Authorization: `Bearer ${token}` } }
  })
  for (const config of Object.values(clientConfigs)) expect(config).toContain(token)
})
