import Type from 'typebox'
import { expect, test } from 'vitest'
import type { Caller, Deps, Log } from '../../src/deps.ts'
import { Strict } from '../../src/schemas/common.ts'
import { type CallContext, Toolbox } from '../../src/tools/call.ts'
import { defineTool, type Tool } from '../../src/tools/tool.ts'
import { virtualClock } from '../helpers/virtual-clock.ts'

const agent: Caller = { role: 'agent', orgId: 'org_1', agentId: 'agent-a', tokenId: 'tok_a' }
const org: Caller = { role: 'org', orgId: 'org_1', tokenId: 'tok_o' }

function toolOf(name: string, more: Partial<Tool> = {}): Tool {
  const tool = defineTool({
    name,
    title: name,
    description: 'Echoes its input.',
    profiles: ['agent'],
    role: 'agent',
    annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    input: Strict({ text: Type.Optional(Type.String()) }),
    output: Type.Object({}),
    run: async (input) => input
  })
  return { ...(tool as unknown as Tool), ...more }
}

function contextOf(caller: Caller = agent) {
  const lines: Record<string, unknown>[] = []
  const write = (fields: object) => void lines.push(fields as Record<string, unknown>)
  const log: Log = { debug: write, info: write, warn: write, error: write }
  const context: CallContext = { deps: {} as Deps, caller, log }
  return { context, lines }
}

test('two tools of one name are refused at the start', () => {
  expect(() => new Toolbox([toolOf('a'), toolOf('a')])).toThrow('share a name')
})

test('a role is shown the tools of its profile that it may call, and no others', () => {
  const box = new Toolbox([
    toolOf('a_agent'),
    toolOf('b_both', { profiles: ['agent', 'operator'] }),
    toolOf('c_org', { profiles: ['operator'], role: 'org' }),
    toolOf('d_super', { profiles: ['operator'], role: 'super' }),
    toolOf('e_calls', { profiles: ['calls'] })
  ])
  const names = (...args: Parameters<Toolbox['list']>) => box.list(...args).map(({ name }) => name)

  expect(names('agent')).toEqual(['a_agent', 'b_both'])
  expect(names('org')).toEqual(['b_both', 'c_org'])
  expect(names('super')).toEqual(['b_both', 'c_org', 'd_super'])
  expect(names('agent', 'operator')).toEqual(['b_both'])
  expect(names('agent', 'calls')).toEqual(['e_calls'])
  expect(names('agent', 'all')).toEqual(['a_agent', 'b_both', 'e_calls'])
  expect(names('super', 'all')).toHaveLength(5)
})

test('every published input takes an agentId; one that the tool does not know is not handed on', async () => {
  const box = new Toolbox([toolOf('echo')])
  const { context } = contextOf()

  expect(box.tools[0]?.input.properties).toHaveProperty('agentId')
  expect(await box.call('echo', { text: 'x', agentId: 'agent-a' }, context)).toEqual({
    kind: 'result',
    output: { text: 'x' }
  })
})

test('an agent that names another is told that there is none, and its tool is not run', async () => {
  const box = new Toolbox([toolOf('echo')])

  const foreign = await box.call('echo', { agentId: 'agent-b' }, contextOf().context)

  expect(foreign).toMatchObject({ kind: 'failure', failure: { code: 'not_found' } })
})

test('securityToken is neither checked, handed on nor logged', async () => {
  const box = new Toolbox([toolOf('echo')])
  const { context, lines } = contextOf()

  const outcome = await box.call('echo', { text: 'x', securityToken: { a: 'S3CRET' } }, context)
  await box.call('echo', { wrong: 1, securityToken: 'S3CRET' }, context)

  expect(outcome).toEqual({ kind: 'result', output: { text: 'x' } })
  expect(lines.map((line) => line['outcome'])).toEqual(['result', 'invalid_input'])
  expect(JSON.stringify(lines)).not.toContain('S3CRET')
})

test('a role too low is refused before the input is looked at', async () => {
  const box = new Toolbox([toolOf('operate', { role: 'super' })])

  expect(await box.call('operate', { wrong: 1 }, contextOf(org).context)).toMatchObject({
    failure: { code: 'forbidden', message: expect.stringContaining('super') }
  })
  expect(await box.call('no_such', {}, contextOf().context)).toMatchObject({ failure: { code: 'not_found' } })
})

test.each([[null], [7], ['text'], [[]]])('%j in place of arguments is refused', async (args) => {
  const box = new Toolbox([toolOf('echo')])

  expect(await box.call('echo', args, contextOf().context)).toMatchObject({ failure: { code: 'invalid_input' } })
})

test('a tool that never looks at its signal costs no listener; one that does hears of the client that hung up', async () => {
  const listeners: (() => void)[] = []
  const onGone = (listener: () => void) => void listeners.push(listener)
  const box = new Toolbox([
    toolOf('echo'),
    toolOf('wait', {
      run: async (_input, { signal }) => {
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
        return { text: 'came back' }
      }
    })
  ])
  const { context } = contextOf()

  await box.call('echo', {}, { ...context, onGone })
  expect(listeners).toHaveLength(0)
  const waiting = box.call('wait', {}, { ...context, onGone })
  expect(listeners).toHaveLength(1)
  listeners[0]?.()

  expect(await waiting).toEqual({ kind: 'result', output: { text: 'came back' } })
})

test('what a tool throws because its client hung up is not logged as a bug', async () => {
  let hangUp = () => undefined as unknown
  const box = new Toolbox([
    toolOf('wait', {
      run: async (_input, { signal }) => {
        await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('cut'))))
        return {}
      }
    })
  ])
  const { context, lines } = contextOf()

  const onGone = (listener: () => void) => {
    hangUp = listener
  }
  const waiting = box.call('wait', {}, { ...context, onGone })
  hangUp()

  expect(await waiting).toMatchObject({ failure: { code: 'internal' } })
  expect(lines.map((line) => line['event'])).toEqual(['tool.called'])
})

test('a revoked token brings its own calls back, and no others', async () => {
  const box = new Toolbox([
    toolOf('wait', {
      run: async (_input, { signal }) => {
        if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve))
        return {}
      }
    })
  ])
  const settled: string[] = []
  const first = box.call('wait', {}, contextOf().context).then(() => settled.push('agent'))
  const second = box.call('wait', {}, contextOf(org).context).then(() => settled.push('org'))

  box.running.abortToken('tok_a')
  await first
  expect(settled).toEqual(['agent'])
  box.running.abortToken('tok_o')
  await second
})

test('draining brings waiting calls back, waits for working ones, and gives up after its grace', async () => {
  const clock = virtualClock()
  let finish = () => undefined as unknown
  const box = new Toolbox([
    toolOf('work', {
      run: () =>
        new Promise((resolve) => {
          finish = () => resolve({})
        })
    })
  ])
  const { context } = contextOf()
  let drained = 0
  const count = () => {
    drained++
  }
  const working = box.call('work', {}, context)
  const first = box.running.drain(clock, 10_000).then(count)
  await clock.advance(9_000)
  expect(drained).toBe(0)
  finish()
  await working
  await first

  void box.call('work', {}, context)
  const second = box.running.drain(clock, 10_000).then(count)
  await clock.advance(10_000)
  await second
  expect(drained).toBe(2)
})
