import { eq } from 'drizzle-orm'
import Fastify from 'fastify'
import { expect, onTestFinished, test } from 'vitest'
import { tokens } from '../../src/db/schema/index.ts'
import auth from '../../src/plugins/auth.ts'
import errorHandler from '../../src/plugins/error-handler.ts'
import tools from '../../src/plugins/tools.ts'
import { ensureDefaultOrganization } from '../../src/services/organizations.ts'
import { issueToken } from '../../src/services/tokens.ts'
import getMe from '../../src/tools/get-me.ts'
import { orgCaller } from '../helpers/callers.ts'
import { seedOrganization, testDeps } from '../helpers/test-deps.ts'
import { until } from '../helpers/until.ts'

async function house() {
  const { deps, clock, config } = await testDeps()
  await ensureDefaultOrganization(deps)
  const orgId = await seedOrganization(deps)
  const { token, tokenId } = await issueToken(deps, orgCaller(orgId), { scope: 'org' })
  const app = Fastify()
  for (const [name, value] of Object.entries(deps)) if (name !== 'log') app.decorate(name, value as never)
  app.decorate('accepting', () => true)
  await app.register(errorHandler)
  await app.register(auth)
  await app.register(tools, { tools: [getMe] } as never)
  await app.ready()
  onTestFinished(() => app.close())
  const lastUse = async () =>
    (await deps.db.select({ at: tokens.lastUsedAt }).from(tokens).where(eq(tokens.id, tokenId)))[0]?.at
  return { app, deps, clock, orgId, token, tokenId, masterToken: config.secrets.masterToken, lastUse }
}

test('a valid token is answered at once when it was seen lately', async () => {
  const { app, token, tokenId } = await house()

  expect(await app.authenticate(token)).toMatchObject({ tokenId })

  expect(app.authenticate(token)).toMatchObject({ tokenId })
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
})

test('over HTTP the header X-Organization-Id names the organization', async () => {
  const { app, orgId, token, masterToken } = await house()
  const whoAmI = async (bearer: string, organization?: string) => {
    const headers = { authorization: `Bearer ${bearer}`, ...(organization && { 'x-organization-id': organization }) }
    const answer = await app.inject({ method: 'POST', url: '/v1/tools/comms_get_me', headers, payload: {} })
    return { status: answer.statusCode, ...answer.json() }
  }

  expect(await whoAmI(masterToken)).toMatchObject({ status: 200, organizationId: 'org_default' })
  expect(await whoAmI(masterToken, orgId)).toMatchObject({ status: 200, organizationId: orgId, role: 'super' })
  expect(await whoAmI(token, orgId)).toMatchObject({ status: 200, organizationId: orgId, role: 'org' })
  expect(await whoAmI(token, 'org_default')).toMatchObject({ status: 404, code: 'not_found' })
  expect(await whoAmI(masterToken, 'org_never')).toMatchObject({ status: 404, code: 'not_found' })
  expect(await whoAmI('wrong', orgId)).toMatchObject({ status: 401, code: 'unauthorized' })
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
