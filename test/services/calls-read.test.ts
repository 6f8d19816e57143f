import { expect, test } from 'vitest'
import { callContents } from '../../src/db/schema/index.ts'
import { callOfAgent, listCalls, viewCall } from '../../src/services/calls-read.ts'
import { seedLiveCall } from '../helpers/line-house.ts'
import { seedAgent, seedOrganization, testDeps } from '../helpers/test-deps.ts'

async function readingHouse() {
  const { deps, clock } = await testDeps()
  const orgId = await seedOrganization(deps)
  const [agent, colleague] = [await seedAgent(deps, orgId), await seedAgent(deps, orgId)]
  return { deps, clock, agent, colleague }
}

test('a page of calls holds the newest, each call is on one page, and filters leave out the rest', async () => {
  const { deps, clock, agent, colleague } = await readingHouse()
  const states = ['completed', 'busy', 'completed', 'in-progress', 'completed'] as const
  const ids: string[] = []
  for (const state of states) {
    ids.push((await seedLiveCall(deps, agent, { state })).id)
    await clock.advance(3_600_000)
  }
  await seedLiveCall(deps, colleague)
  const since = new Date(clock.now().getTime() - 2.5 * 3_600_000)

  const pages: string[][] = []
  for (let cursor: string | undefined; pages.length < 10; ) {
    const page = await listCalls(deps, agent.id, { limit: 2, cursor })
    pages.push(page.calls.map(({ callId }) => callId))
    cursor = page.cursor
    if (cursor === undefined) break
  }

  expect(pages.map(({ length }) => length)).toEqual([2, 2, 1])
  expect(pages.flat()).toEqual(ids.toReversed())
  const completed = await listCalls(deps, agent.id, { limit: 10, status: 'completed' })
  expect(completed.calls.map(({ callId }) => callId)).toEqual([ids[4], ids[2], ids[0]])
  const late = await listCalls(deps, agent.id, { limit: 10, since })
  expect(late.calls.map(({ callId }) => callId)).toEqual([ids[4], ids[3]])
})

test('a call shows what is kept of it, under either of its ids, and to its own agent alone', async () => {
  const { deps, agent, colleague } = await readingHouse()
  const call = await seedLiveCall(deps, agent, {
    providerRef: 'CAone',
    state: 'completed',
    endedBy: 'caller',
    turns: 3
  })
  const at = '2026-06-15T15:00:00.000Z'
  const content = { context: 'secret plan', summary: 'A table.', transcript: [{ by: 'caller', text: 'Hello', at }] }
  const sealed = deps.sealer.seal(JSON.stringify(content), call.id)
  await deps.db.insert(callContents).values({ callId: call.id, orgId: call.orgId, sealed, wipeAt: null })

  const view = await viewCall(deps, await callOfAgent(deps, agent.id, { callSid: 'CAone' }))

  expect(view).toMatchObject({
    ...{ callId: call.id, callSid: 'CAone', state: 'completed', terminal: true, endedBy: 'caller', turns: 3 },
    ...{ from: call.contact, to: call.ownAddress, summary: 'A table.', transcript: content.transcript }
  })
  expect(JSON.stringify(view)).not.toContain('secret')
  await expect(callOfAgent(deps, colleague.id, { callId: call.id })).rejects.toMatchObject({ code: 'not_found' })
  await expect(callOfAgent(deps, agent.id, {})).rejects.toMatchObject({ code: 'invalid_input' })
})
