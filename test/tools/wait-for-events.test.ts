import { expect, test } from 'vitest'
import { whoIsPresent } from '../../src/delivery/presence.ts'
import waitForEvents from '../../src/tools/wait-for-events.ts'
import { agentCaller, orgCaller } from '../helpers/callers.ts'
import { bodies, inboxHouse } from '../helpers/inbox-house.ts'
import { runTool } from '../helpers/run-tool.ts'
import { seedAgent, seedOrganization } from '../helpers/test-deps.ts'

const ANN = '+14155550101'

async function waitingHouse() {
  const house = await inboxHouse()
  const wait = (input: Parameters<typeof waitForEvents.run>[0] = {}) =>
    runTool(waitForEvents, house.deps, agentCaller(house.agent), { waitSeconds: 0, ...input })
  return { ...house, wait }
}

test('each answer acknowledges the one before when its `ack` is given back', async () => {
  const { write, wait, events } = await waitingHouse()
  await write(ANN, 'one')
  const first = await wait()
  await write(ANN, 'two')
  expect(bodies(await wait())).toEqual([])

  const second = await wait({ ack: first.ack ?? '' })

  expect([bodies(first), bodies(second)]).toEqual([['one'], ['two']])
  expect((await events()).map(({ state }) => state)).toEqual(['acked', 'leased'])
})

test('an answer that was lost is given again after a minute', async () => {
  const { clock, write, wait } = await waitingHouse()
  await write(ANN, 'one')
  const lost = await wait()
  await clock.advance(60_000)

  expect((await wait()).events).toEqual(lost.events)
})

test('nothing to take is told without an `ack`', async () => {
  const { wait } = await waitingHouse()

  expect(await wait()).toEqual({ events: [], ack: null, more: false })
})

test('as many as asked for are handed out, and whether there are more', async () => {
  const { write, wait } = await waitingHouse()
  for (const text of ['one', 'two', 'three']) await write(ANN, text)

  const first = await wait({ max: 2 })
  const rest = await wait({ max: 2, ack: first.ack ?? '' })

  expect([bodies(first), first.more]).toEqual([['one', 'two'], true])
  expect([bodies(rest), rest.more]).toEqual([['three'], false])
})

test('a contact is found however its address is spelt', async () => {
  const { write, wait } = await waitingHouse()
  await write('ben@example.com', 'one')

  expect(bodies(await wait({ contact: 'Ben@Example.com' }))).toEqual(['one'])
})

test('nobody waits for the events of an agent of another organization, or acknowledges them', async () => {
  const { deps, agent, write, wait, events } = await waitingHouse()
  const foreignOrg = await seedOrganization(deps)
  const foreign = await seedAgent(deps, foreignOrg)
  await write(ANN, 'one')
  const { ack } = await wait()

  const stolen = runTool(waitForEvents, deps, orgCaller(foreignOrg), { agentId: agent.id, waitSeconds: 0 })
  await expect(stolen).rejects.toMatchObject({ code: 'not_found' })
  await runTool(waitForEvents, deps, agentCaller(foreign), { ack: ack ?? '', waitSeconds: 0 })

  expect(await events()).toMatchObject([{ state: 'leased' }])
})

test.each<[string, Parameters<typeof waitForEvents.run>[0], string[]]>([
  ['anything', {}, ['tool']],
  ['calls', { kinds: ['call.incoming'] }, ['tool']],
  ['what is said on calls', { kinds: ['call.turn'], channel: 'voice' }, ['tool']],
  ['messages', { kinds: ['message.received', 'call.message'] }, []],
  ['texts', { channel: 'sms' }, []]
])('callers wait for an agent that waits for calls, and for no other: %s', async (_what, query, ways) => {
  const { wait, deps, agent } = await waitingHouse()

  await wait(query)

  expect(await whoIsPresent(deps, agent.id)).toEqual(ways)
})
