import { expect, test } from 'vitest'
import type { Bus } from '../../src/db/bus.ts'
import type { Caller, Log } from '../../src/deps.ts'
import { principalOf } from '../../src/mcp/principal.ts'
import { ResourceWatch } from '../../src/mcp/resource-watch.ts'
import type { McpResource } from '../../src/mcp/resources.ts'

const resource = (uri: string): McpResource => ({
  uri,
  name: uri,
  title: uri,
  description: uri,
  mimeType: 'text/plain',
  read: async () => '',
  changes: ({ agentId }) => agentId && `${uri}:${agentId}`
})
const principal = (caller: Caller) =>
  principalOf(caller, { profile: undefined, log: {} as Log, stillValid: async () => true })
const agent = principal({ role: 'agent', orgId: 'org_1', agentId: 'a', tokenId: 'tok_1' })
const org = principal({ role: 'org', orgId: 'org_1', tokenId: 'tok_2' })

/** A bus that shows who listens. */
function openBus() {
  const listeners = new Map<string, () => void>()
  let reset = () => undefined as unknown
  const bus: Bus = {
    publish: async (topic) => listeners.get(topic)?.(),
    subscribe(topic, listener) {
      listeners.set(topic, () => listener(''))
      return () => void listeners.delete(topic)
    },
    onReset(listener) {
      reset = listener
      return () => {
        reset = () => undefined
      }
    },
    connected: () => true,
    close: async () => undefined
  }
  return { bus, topics: () => [...listeners.keys()], reset: () => reset() }
}

test('the bus is listened to once for all who hold a resource, and no longer when the last has let go', async () => {
  const { bus, topics } = openBus()
  const told: string[] = []
  const watch = new ResourceWatch(bus, (owner, uri) => told.push(`${owner} ${uri}`))

  const first = watch.hold(resource('x'), agent)
  const second = watch.hold(resource('x'), agent)
  await bus.publish('x:a')
  first()
  first()
  await bus.publish('x:a')
  expect(topics()).toEqual(['x:a'])
  second()

  expect(topics()).toEqual([])
  expect(told).toEqual(['agent:org_1:a x', 'agent:org_1:a x'])
})

test('who has no such resource is not listened for, and everything held is told when messages may have been missed', () => {
  const { bus, topics, reset } = openBus()
  const told: string[] = []
  const watch = new ResourceWatch(bus, (_owner, uri) => told.push(uri))

  watch.hold(resource('x'), org)()
  watch.hold(resource('y'), agent)
  reset()
  expect([topics(), told]).toEqual([['y:a'], ['y']])
  watch.close()
  reset()

  expect([topics(), told]).toEqual([[], ['y']])
})
