import { expect, test } from 'vitest'
import { dialect } from '../../src/db/dialect.ts'
import { openDatabase } from '../../src/db/open.ts'
import { endpoints } from '../../src/db/schema/index.ts'
import { accountSecrets, endpointSecrets, ensureEndpoint } from '../../src/services/endpoints.ts'
import { simulatorCredentials } from '../../src/simulator/credentials.ts'
import { seedOrganization, testDeps } from '../helpers/test-deps.ts'

const HERE = 'https://comms.example'

async function endpointHouse() {
  const house = await testDeps()
  const orgId = await seedOrganization(house.deps)
  const ensure = (publicUrl = HERE) => ensureEndpoint(house.deps, orgId, 'resend', publicUrl)
  const headers = { authorization: `Bearer ${simulatorCredentials(house.config.secrets.sessionSecret).resendApiKey}` }
  /** URLs that the vendor posts to. */
  const registered = async () => {
    const answer = await fetch(`${house.simulator.url}/webhooks`, { headers: { ...headers, 'user-agent': 'test' } })
    return ((await answer.json()) as { data: { endpoint: string }[] }).data.map(({ endpoint }) => endpoint)
  }
  return { ...house, orgId, ensure, registered }
}

test('an account is told once where to post, however often and by how many at once it is asked', async () => {
  const { deps, orgId, ensure, registered } = await endpointHouse()

  const made = await Promise.all([ensure(), ensure(), ensure()])
  const again = await ensure()

  expect(new Set([...made, again].map(({ id }) => id)).size).toBe(1)
  expect(await registered()).toEqual([`${HERE}/webhooks/in/${again.id}/email`])
  const found = await endpointSecrets(deps, again.id)
  expect(found?.orgId).toBe(orgId)
  expect(found?.secrets).toHaveLength(1)
  expect(await accountSecrets(deps, orgId, 'resend')).toEqual(found?.secrets)
})

test.runIf(dialect === 'postgres')(
  'two replicas that begin at once make one webhook, and know its secret',
  async () => {
    const { deps, orgId, ensure, registered, databaseUrl } = await endpointHouse()
    const replica = await openDatabase(databaseUrl)
    const there = { ...deps, db: replica.db, bus: replica.bus }

    const [{ id }] = await Promise.all([ensure(), ensureEndpoint(there, orgId, 'resend', HERE)])

    expect(await registered()).toHaveLength(1)
    expect((await endpointSecrets(there, id))?.secrets).toHaveLength(1)
    await replica.close()
  }
)

test('the secret of a webhook is not stored in clear', async () => {
  const { deps, ensure } = await endpointHouse()
  const { id } = await ensure()

  const [secret] = (await endpointSecrets(deps, id))?.secrets ?? []
  expect(secret).toMatch(/^whsec_/)
  expect(JSON.stringify(await deps.db.select().from(endpoints))).not.toContain(secret?.slice(6, 20))
})

test('another public URL makes the webhook anew', async () => {
  const { ensure, registered } = await endpointHouse()
  const { id } = await ensure()

  expect(await ensure('https://moved.example')).toEqual({ id, url: `https://moved.example/webhooks/in/${id}/email` })
  expect(await registered()).toContain(`https://moved.example/webhooks/in/${id}/email`)
})

test('a vendor that refuses leaves nothing behind, and the next attempt works', async () => {
  const { deps, simulator, ensure, registered } = await endpointHouse()
  simulator.fault({ vendor: 'resend', operation: 'CreateWebhook', status: 422, code: 'validation_error' })

  await expect(ensure()).rejects.toMatchObject({ code: 'provider_rejected' })
  expect(await deps.db.select().from(endpoints)).toEqual([])

  const { url } = await ensure()
  expect(await registered()).toEqual([url])
})

test('what a crash left half made is made by the next one', async () => {
  const { deps, clock, ensure, registered } = await endpointHouse()
  const { id, url } = await ensure()
  await deps.db.update(endpoints).set({ secret: '' })

  await ensure()
  expect((await endpointSecrets(deps, id))?.secrets).not.toEqual([''])
  await clock.advance(60_000)
  await ensure()

  expect((await endpointSecrets(deps, id))?.secrets).toHaveLength(1)
  expect(await registered()).toEqual([url])
})

test('an endpoint that does not exist has no secrets', async () => {
  const { deps } = await endpointHouse()

  expect(await endpointSecrets(deps, 'end_nobody')).toBeUndefined()
})
