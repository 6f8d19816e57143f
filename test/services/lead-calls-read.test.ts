import { expect, test } from 'vitest'
import { leadCalls, recordings } from '../../src/db/schema/index.ts'
import type { Deps } from '../../src/deps.ts'
import { newId } from '../../src/lib/ids.ts'
import { activeLeadCalls, leadCallHistory, leadCallOf } from '../../src/services/lead-calls-read.ts'
import { readMediaLink } from '../../src/services/media-links.ts'
import { seedLiveCall } from '../helpers/line-house.ts'
import { seedAgent, seedOrganization, testDeps } from '../helpers/test-deps.ts'

const HOUR_MS = 3_600_000

/** Six calls of an agent, an hour from one to the next, of which three are to a lead; and one of somebody else's to theirs. */
async function readingHouse() {
  const { deps, clock } = await testDeps()
  const agent = await seedAgent(deps, await seedOrganization(deps))
  const stranger = await seedAgent(deps, await seedOrganization(deps))
  const plan = async (of: typeof agent, callId: string) => {
    const now = clock.now()
    const whose = { orgId: of.orgId, agentId: of.id, leadId: 'led_1', callId }
    await deps.db.insert(leadCalls).values({
      ...{ ...whose, id: newId('lcl', now), voiceAgentId: null, compliance: 'approved' as const, sealed: null },
      ...{ wipeAt: null, createdAt: now, updatedAt: now }
    })
  }
  const ids: string[] = []
  for (const state of ['completed', 'busy', 'in-progress', 'no-answer', 'completed', 'canceled'] as const) {
    const recorded = { recorded: true, providerRef: `CA${ids.length}` }
    const call = await seedLiveCall(deps, agent, { state, ...recorded })
    if (ids.length % 2 === 0) await plan(agent, call.id)
    ids.push(call.id)
    await clock.advance(HOUR_MS)
  }
  await plan(stranger, (await seedLiveCall(deps, stranger)).id)
  return { deps, clock, agent, ids }
}

/** The same database, and how often it was read. */
function counted(deps: Deps) {
  let reads = 0
  const db = new Proxy(deps.db, {
    get(real, key) {
      if (key === 'select' || key === '$count') reads++
      return real[key as 'select']
    }
  })
  return { deps: { ...deps, db }, reads: () => reads }
}

test('a history is paged, filtered and counted, and holds calls of its own agent alone', async () => {
  const { deps, clock, agent, ids } = await readingHouse()
  const [a, b, c, d, e, f] = ids
  const history = async (query: Partial<Parameters<typeof leadCallHistory>[2]>) => {
    const { calls, total } = await leadCallHistory(deps, agent, { limit: 10, offset: 0, ...query })
    return { calls: calls.map(({ callId }) => callId), total }
  }

  expect(await history({})).toEqual({ calls: [f, e, d, c, b, a], total: 6 })
  expect(await history({ limit: 2, offset: 3 })).toEqual({ calls: [c, b], total: 6 })
  expect(await history({ leadId: 'led_1' })).toEqual({ calls: [e, c, a], total: 3 })
  expect(await history({ leadId: 'led_1', limit: 1 })).toEqual({ calls: [e], total: 3 })
  expect(await history({ leadId: 'led_1', status: 'completed' })).toEqual({ calls: [e, a], total: 2 })
  expect(await history({ leadId: 'led_2' })).toEqual({ calls: [], total: 0 })
  expect(await history({ status: 'failed' })).toEqual({ calls: [f, d, b], total: 3 })
  const dateFrom = new Date(clock.now().getTime() - 2 * HOUR_MS)
  expect(await history({ dateFrom })).toEqual({ calls: [f, e], total: 2 })
})

test('a page costs as many reads however many calls are on it, and each has the link of its newest recording', async () => {
  const { deps, clock, agent, ids } = await readingHouse()
  const made = async (callId: string, state: 'available' | 'deleted') => {
    const id = newId('rec', clock.now())
    await deps.db.insert(recordings).values({
      ...{ id, callId, orgId: agent.orgId, agentId: agent.id, provider: 'twilio', providerRef: id, state },
      ...{ durationSeconds: 1, wipeAt: null, createdAt: clock.now() }
    })
    await clock.advance(1000)
    return id
  }
  await made(ids[5] ?? '', 'available')
  const newest = await made(ids[5] ?? '', 'available')
  await made(ids[4] ?? '', 'deleted')
  const [one, all] = [counted(deps), counted(deps)]

  await leadCallHistory(one.deps, agent, { limit: 1, offset: 0 })
  const { calls } = await leadCallHistory(all.deps, agent, { limit: 10, offset: 0 })

  expect(all.reads()).toBe(one.reads())
  const token = calls[0]?.recordingUrl?.split('/').at(-1) ?? ''
  expect(readMediaLink(deps, 'recordings', token)).toBe(newest)
  expect(calls.slice(1).map(({ recordingUrl }) => recordingUrl)).toEqual([null, null, null, null, null])
})

test('active calls are those that are not over, and a call is found by its carrier’s id by its own agent alone', async () => {
  const { deps, agent, ids } = await readingHouse()
  const active = await activeLeadCalls(deps, agent.id)
  expect([active.calls.map(({ callId }) => callId), active.total]).toEqual([[ids[2]], 1])

  expect((await leadCallOf(deps, agent.id, { callSid: 'CA4' })).call.id).toBe(ids[4])
  await expect(leadCallOf(deps, 'agt_other', { callSid: 'CA4' })).rejects.toMatchObject({ code: 'not_found' })
})
