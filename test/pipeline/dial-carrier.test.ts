import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { calls, organizations } from '../../src/db/schema/index.ts'
import { askCarrier } from '../../src/pipeline/dial-carrier.ts'
import { forgetOrganizations } from '../../src/pipeline/vendors.ts'
import { createProviders } from '../../src/providers/index.ts'
import { seedLiveCall } from '../helpers/line-house.ts'
import { seedAgent, seedOrganization, testDeps } from '../helpers/test-deps.ts'
import { ACCOUNT } from '../providers/stage.ts'
import { wireServer } from '../providers/wire-server.ts'

/** The limit in seconds that the carrier is given for a call that may last ten minutes. */
async function limitOf(answerStep: string | undefined, maxDurationSeconds = 600) {
  const { deps: base } = await testDeps()
  const carrier = await wireServer(() => ({ status: 201, body: { sid: `CA${'1'.repeat(32)}`, status: 'queued' } }))
  const vendors = { telephony: 'twilio', email: 'resend', twilio: { ...ACCOUNT, baseUrl: carrier.url } } as const
  const deps = { ...base, providers: createProviders({ vendors, timeoutMs: 2000 }) }
  const orgId = await seedOrganization(deps)
  await deps.db.update(organizations).set({ mode: 'production' }).where(eq(organizations.id, orgId))
  forgetOrganizations(deps)
  const call = await seedLiveCall(deps, await seedAgent(deps, orgId), { direction: 'outbound', maxDurationSeconds })
  const [row = call] = await deps.db.select().from(calls)
  expect(await askCarrier(deps, row, answerStep)).toMatchObject({ kind: 'placed' })
  return Number(new URLSearchParams(carrier.requests[0]?.body).get('TimeLimit'))
}

test('a call of our agent is not cut by the carrier while somebody to whom it was handed still speaks', async () => {
  // Ten minutes with the agent, and as many or more with a human after them.
  expect(await limitOf(undefined)).toBe(4 * 3600)
  expect(await limitOf(undefined, 5 * 3600)).toBe(5 * 3600)
})

test.each(['bridge', 'agent-lcl_1'])(
  'a call on which none of our sessions watches the time is ended by the carrier: %s',
  async (step) => {
    expect(await limitOf(step)).toBe(600)
  }
)
