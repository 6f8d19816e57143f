import { eq } from 'drizzle-orm'
import Fastify from 'fastify'
import { expect, test } from 'vitest'
import { tokens } from '../../src/db/schema/index.ts'
import auth from '../../src/plugins/auth.ts'
import { ensureDefaultOrganization } from '../../src/services/organizations.ts'
import { issueToken } from '../../src/services/tokens.ts'
import { orgCaller } from '../helpers/callers.ts'
import { seedOrganization, testDeps } from '../helpers/test-deps.ts'
import { until } from '../helpers/until.ts'

async function house() {
  const { deps, clock, config } = await testDeps()
  await ensureDefaultOrganization(deps)
  const orgId = await seedOrganization(deps)
  const { token, tokenId } = await issueToken(deps, orgCaller(orgId), { scope: 'org' })
  const app = Fastify()
  for (const name of ['config', 'db', 'bus', 'clock'] as const) app.decorate(name, deps[name] as never)
  await app.register(auth)
  await app.ready()
  const lastUse = async () =>
    (await deps.db.select({ at: tokens.lastUsedAt }).from(tokens).where(eq(tokens.id, tokenId)))[0]?.at
  return { app, deps, clock, orgId, token, tokenId, masterToken: config.secrets.masterToken, lastUse }
}

test('a valid token is answered at once when it was seen lately', async () => {
  const { app, token, tokenId } = await house()

  expect(await app.authenticate(token)).toMatchObject({ tokenId })

  expect(app.authenticate(token)).toMatchObject({ tokenId })
  await app.close()
})

test('a super-admin acts for the organization that it names, others for their own only', async () => {
  const { app, orgId, token, masterToken } = await house()

  expect(await app.authenticate(masterToken)).toMatchObject({ role: 'super', orgId: 'org_default' })
  expect(await app.authenticate(masterToken, orgId)).toMatchObject({ role: 'super', orgId })
  expect(await app.authenticate(token, orgId)).toMatchObject({ role: 'org', orgId })
  for (const attempt of [
    () => app.authenticate(token, 'org_default'),
    () => app.authenticate(masterToken, 'org_never')
  ])
    await expect(attempt()).rejects.toMatchObject({ code: 'not_found' })
  expect(await app.authenticate('comms_wrong', orgId)).toBeUndefined()
  await app.close()
})

test('which tokens were used is written every minute, and at the end', async () => {
  const { app, clock, token, lastUse } = await house()
  await app.authenticate(token)
  await clock.advance(60_000)
  await until(async () => (await lastUse())?.toISOString() === '2026-06-15T15:00:00.000Z', 'the first use is written')
  await app.authenticate(token)
  expect((await lastUse())?.toISOString()).toBe('2026-06-15T15:00:00.000Z')

  await app.close()

  expect((await lastUse())?.toISOString()).toBe('2026-06-15T15:01:00.000Z')
})
