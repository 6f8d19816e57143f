import { expect, test } from 'vitest'
import { dialect } from '../../src/db/dialect.ts'
import { openDatabase } from '../../src/db/open.ts'
import { announce } from '../../src/delivery/event-row.ts'
import { LEASE_MS } from '../../src/delivery/inbox.ts'
import { waitForEvents } from '../../src/delivery/wait.ts'
import type { Deps } from '../../src/deps.ts'
import { receiveMessage } from '../../src/pipeline/inbound.ts'
import { arrivingSms } from '../helpers/arriving.ts'
import { bodies, inboxHouse } from '../helpers/inbox-house.ts'
import { until } from '../helpers/until.ts'

const ANN = '+14155550101'
const never = () => new AbortController().signal

/** A bus that counts who listens, so that a test knows when a consumer waits. */
function watched(deps: Deps) {
  let listeners = 0
  const bus = new Proxy(deps.bus, {
    get(target, key) {
      if (key !== 'subscribe') return target[key as 'publish']
      return (topic: string, listener: (payload: string) => void) => {
        const stop = target.subscribe(topic, listener)
        listeners++
        return () => {
          listeners--
          stop()
        }
      }
    }
  })
  return { deps: { ...deps, bus }, listeners: () => listeners }
}

test('what is there already is handed over without waiting', async () => {
  const { deps, agent, write } = await inboxHouse()
  await write(ANN, 'one')

  expect(bodies(await waitForEvents(deps, agent, { max: 10 }, 50_000, never()))).toEqual(['one'])
})

test('an agent that waits is woken by what comes in, while the clock stands still', async () => {
  const { deps, agent, write } = await inboxHouse()
  const waiting = waitForEvents(deps, agent, { max: 10 }, 50_000, never())

  await write(ANN, 'one')
  await announce(deps, agent.id)

  expect(bodies(await waiting)).toEqual(['one'])
})

test('of two that wait for the same event one gets it, and the other waits on', async () => {
  const { deps, agent, clock, write } = await inboxHouse()
  const both = [0, 1].map(() => waitForEvents(deps, agent, { max: 10 }, 20_000, never()))

  await write(ANN, 'one')
  await announce(deps, agent.id)
  const first = await Promise.race(both)
  await clock.advance(20_000)
  const all = await Promise.all(both)

  expect(bodies(first)).toEqual(['one'])
  expect(all.flatMap(bodies)).toEqual(['one'])
})

test('of many that wait each gets something while there is enough, and the clock stands still', async () => {
  const { deps, agent, write } = await inboxHouse()
  const waiting = [0, 1, 2, 3].map(() => waitForEvents(deps, agent, { max: 1 }, 50_000, never()))

  for (const from of ['+14155550101', '+14155550102', '+14155550103', '+14155550104']) await write(from, from)
  await announce(deps, agent.id)

  expect((await Promise.all(waiting)).flatMap(bodies).sort()).toEqual([
    '+14155550101',
    '+14155550102',
    '+14155550103',
    '+14155550104'
  ])
})

test('an agent that waits in vain is told so when its time is over, and leaves no listener behind', async () => {
  const house = await inboxHouse()
  const { deps, listeners } = watched(house.deps)
  const waiting = waitForEvents(deps, house.agent, { max: 10 }, 7000, never())
  await until(() => listeners() === 1, 'somebody listens')

  let done = false
  void waiting.then(() => {
    done = true
  })
  await house.clock.advance(6999)
  expect(done).toBe(false)
  await until(async () => {
    await house.clock.advance(1)
    return done
  }, 'the wait ends')

  expect(await waiting).toEqual({ events: [], lease: null, more: false })
  expect(listeners()).toBe(0)
})

test('an event whose lease ends reaches an agent that waits, although nobody calls it', async () => {
  const { deps, agent, clock, write, take } = await inboxHouse()
  await write(ANN, 'one')
  await take()
  await clock.advance(LEASE_MS - 1000)
  let timers = 0
  const counting = {
    ...deps,
    clock: {
      ...clock,
      after(delayMs: number, callback: () => void) {
        timers++
        return clock.after(delayMs, callback)
      }
    }
  }
  const waiting = waitForEvents(counting, agent, { max: 10 }, 50_000, never())
  await until(() => timers === 1, 'it waits')

  await clock.advance(5000)

  expect(bodies(await waiting)).toEqual(['one'])
})

test('a client that is gone leaves its event to the next one', async () => {
  const house = await inboxHouse()
  const { deps, listeners } = watched(house.deps)
  const gone = new AbortController()
  const waiting = waitForEvents(deps, house.agent, { max: 10 }, 50_000, gone.signal)
  await until(() => listeners() === 1, 'somebody listens')

  gone.abort()
  expect((await waiting).events).toEqual([])
  await house.write(ANN, 'one')

  expect(bodies(await waitForEvents(deps, house.agent, { max: 10 }, 0, never()))).toEqual(['one'])
  expect(listeners()).toBe(0)
})

test('what was taken for a client that hung up meanwhile goes back at once', async () => {
  const { deps, agent, write, take, events } = await inboxHouse()
  await write(ANN, 'one')
  const gone = new AbortController()
  gone.abort()

  expect(await waitForEvents(deps, agent, { max: 10 }, 50_000, gone.signal)).toMatchObject({ events: [], lease: null })

  expect(await events()).toMatchObject([{ state: 'pending', attempts: 0 }])
  expect(bodies(await take())).toEqual(['one'])
})

test.runIf(dialect === 'postgres')('what comes in at one replica wakes an agent that waits at another', async () => {
  const { deps: here, agent, databaseUrl } = await inboxHouse()
  const replica = await openDatabase(databaseUrl)
  const there = watched({ ...here, db: replica.db, bus: replica.bus })
  const waiting = waitForEvents(there.deps, agent, { max: 10 }, 50_000, never())
  await until(() => there.listeners() === 1, 'the other replica listens')

  await receiveMessage(here, arrivingSms(agent, 'one'))
  await announce(here, agent.id)

  expect(bodies(await waiting)).toEqual(['one'])
  await replica.close()
})
