import { setImmediate as turn } from 'node:timers/promises'
import Type from 'typebox'
import { CommsError } from '../../src/errors.ts'
import { AgentId, OneOf, Prose, Strict } from '../../src/schemas/common.ts'
import { defineTool, needsInput, type Profile, type Tool } from '../../src/tools/tool.ts'

const annotations = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false }
const everyone = { profiles: ['agent', 'operator'] as Profile[], role: 'agent' as const, annotations }

const whoAmI = defineTool({
  ...everyone,
  name: 'test_who_am_i',
  title: 'Who am I',
  description: 'Says for whom it was called.',
  input: Strict({ agentId: Type.Optional(AgentId('The agent to act for.')) }),
  output: Strict({ agentId: Type.String(), tokenId: Type.String() }),
  run: async ({ agentId }, { caller }) => ({ agentId: agentId ?? caller.agentId ?? 'none', tokenId: caller.tokenId })
})

const send = defineTool({
  ...everyone,
  name: 'test_send',
  title: 'Send',
  description: 'Takes what a message needs.',
  input: Strict({
    to: Prose(100, 'To whom.'),
    body: Prose(20, 'What to say.'),
    channel: Type.Optional(OneOf(['sms', 'email'], 'How.')),
    urgent: Type.Optional(Type.Boolean())
  }),
  output: Strict({ sent: Type.String() }),
  async run({ body }) {
    if (body === 'refuse me')
      throw new CommsError('rate_limited', 'Too much.', { details: { resetsAt: '2026-06-15T15:00:10.000Z' } })
    if (body === 'break') throw new Error('SECRET boom')
    if (body === 'lie') return { sent: 7 } as never
    return { sent: body }
  }
})

const operatorOnly = defineTool({
  ...everyone,
  name: 'test_operate',
  title: 'Operate',
  description: 'Only for organizations.',
  profiles: ['operator'],
  role: 'org',
  input: Strict({}),
  output: Strict({}),
  run: async () => ({})
})

const steps = defineTool({
  ...everyone,
  name: 'test_steps',
  title: 'Steps',
  description: 'Works in steps and reports each.',
  input: Strict({ steps: Type.Integer({ minimum: 1, maximum: 100 }) }),
  output: Strict({ done: Type.Integer() }),
  async run(input, { progress }) {
    for (let done = 1; done <= input.steps; done++) {
      await progress(done, input.steps, `step ${done}`)
      await turn()
    }
    return { done: input.steps }
  }
})

const summarize = defineTool({
  ...everyone,
  name: 'test_summarize',
  title: 'Summarize',
  description: 'Asks the model of the client.',
  input: Strict({ text: Prose(1000, 'What to sum up.') }),
  output: Strict({ summary: Type.String(), model: Type.String() }),
  async run({ text }, { answers, state }) {
    const reply = answers?.['llm'] as { text: string; model: string } | undefined
    if (!reply) {
      const llm = { kind: 'sample' as const, prompt: `Summarize: ${text}`, maxTokens: 100 }
      return needsInput({ llm }, { round: 1 })
    }
    return { summary: `${(state as { round: number }).round}:${reply.text}`, model: reply.model }
  }
})

/** What a test sees and steers of the tools that wait. */
export interface Gates {
  /** Calls of `test_wait` that have begun. */
  begun: number
  /** Those that were told to come back early. */
  aborted: number
  /** Lets the oldest call of `test_hold` go on. */
  release: (() => void)[]
}

const wait = (gates: Gates) =>
  defineTool({
    ...everyone,
    name: 'test_wait',
    title: 'Wait',
    description: 'Blocks until it is told to come back.',
    input: Strict({}),
    output: Strict({ aborted: Type.Boolean() }),
    async run(_input, { signal, progress }) {
      gates.begun++
      await progress(0)
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
      gates.aborted++
      return { aborted: true }
    }
  })

const hold = (gates: Gates) =>
  defineTool({
    ...everyone,
    name: 'test_hold',
    title: 'Hold',
    description: 'Works until the test lets it go on, whatever its client does.',
    input: Strict({}),
    output: Strict({ finished: Type.Boolean() }),
    async run() {
      await new Promise<void>((resolve) => gates.release.push(resolve))
      return { finished: true }
    }
  })

/** Tools of every kind, and what steers them. */
export function fixtureTools(): { tools: Tool[]; gates: Gates } {
  const gates: Gates = { begun: 0, aborted: 0, release: [] }
  const tools = [whoAmI, send, operatorOnly, steps, summarize, wait(gates), hold(gates)]
  return { tools: tools as unknown as Tool[], gates }
}
