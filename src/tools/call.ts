import Type, { type TObject } from 'typebox'
import type { Caller, Deps, Log } from '../deps.ts'
import { CommsError, type Failure, toFailure } from '../errors.ts'
import { brokenText } from '../lib/broken-text.ts'
import { compile, type Verdict } from '../lib/validate.ts'
import { AgentId, Strict } from '../schemas/common.ts'
import { idFor, resolveAgent } from '../services/agents.ts'
import { answersAsCalls, callsFailure } from './calls-answer.ts'
import { type OnGone, type RunningCall, RunningCalls } from './running-calls.ts'
import { isNeedsInput, type NeedsInput, type Profile, type Tool, type ToolContext } from './tool.ts'

/** Names of the lists of tools; `all` is every tool that the role may call. */
export const PROFILES = ['agent', 'operator', 'calls', 'all'] as const
/** Name of one list of tools. */
export type ProfileName = Profile | 'all'

/** What a door knows of one call. */
export interface CallContext {
  deps: Deps
  caller: Caller
  log: Log
  /** Asked for only by a tool that watches its signal. */
  onGone?: OnGone | undefined
  progress?: ToolContext['progress'] | undefined
  answers?: Record<string, unknown> | undefined
  state?: unknown
}

/** How a call ended: a result that fits the tool's schema, a refusal, or a question to the client. */
export type Outcome =
  | { kind: 'result'; output: Record<string, unknown> }
  | { kind: 'failure'; failure: Failure }
  | { kind: 'question'; ask: NeedsInput }

interface Entry {
  /** As doors show it: every tool takes `agentId`. */
  tool: Tool
  takesAgentId: boolean
  run: (input: unknown, context: ToolContext) => Promise<unknown>
  checkInput(raw: unknown): Verdict<unknown>
  checkOutput(raw: unknown): Verdict<unknown>
}

const RANK = { agent: 0, org: 1, super: 2 } as const
const noProgress = async () => undefined

/** All tools, compiled once; every door lists and calls them through this one object, so that all give the same verdicts. */
export class Toolbox {
  /** Calls in progress. */
  readonly running = new RunningCalls()
  readonly #entries: Map<string, Entry>
  readonly #lists = new Map<string, readonly Tool[]>()

  /** @throws Error when two tools share a name. */
  constructor(tools: readonly Tool[]) {
    this.#entries = new Map(tools.map((tool) => [tool.name, entryOf(tool)]))
    if (this.#entries.size !== tools.length) throw new Error('two tools share a name')
  }

  /** Every tool with the schemas that doors publish. */
  get tools(): readonly Tool[] {
    return [...this.#entries.values()].map(({ tool }) => tool)
  }

  /** Whether there is a tool of this name. */
  has(name: string): boolean {
    return this.#entries.has(name)
  }

  /** A failure as the tool answers it: tools of the profile `calls` have a shape of their own. */
  shownFailure(name: string, failure: Failure, now: Date): object {
    const tool = this.#entries.get(name)?.tool
    return tool && answersAsCalls(tool) ? callsFailure(failure, now) : failure
  }

  /** The tools of a profile that this role may call; without a profile those that the role works with. */
  list(role: Caller['role'], profile: ProfileName = role === 'agent' ? 'agent' : 'operator'): readonly Tool[] {
    const key = `${role} ${profile}`
    const known = this.#lists.get(key)
    if (known) return known
    const shown = (tool: Tool) => profile === 'all' || tool.profiles.includes(profile)
    const list = this.tools.filter((tool) => RANK[role] >= RANK[tool.role] && shown(tool))
    this.#lists.set(key, list)
    return list
  }

  /** Runs one call and never throws: bad input and refusals are explained, the message of a bug stays in the log. */
  async call(name: string, args: unknown, context: CallContext): Promise<Outcome> {
    const { caller, log } = context
    const started = performance.now()
    const call = this.running.begin(caller.tokenId, context.onGone)
    const outcome = await this.#settle(name, args, context, call)
    this.running.end(call)
    const code = outcome.kind === 'failure' ? outcome.failure.code : outcome.kind
    const durationMs = Math.round(performance.now() - started)
    log.debug({ event: 'tool.called', action: name, agentId: caller.agentId, outcome: code, durationMs }, 'tool called')
    return outcome
  }

  async #settle(name: string, args: unknown, context: CallContext, call: RunningCall): Promise<Outcome> {
    try {
      const result = await this.#run(name, args, context, call)
      if (isNeedsInput(result)) return { kind: 'question', ask: result }
      return { kind: 'result', output: result as Record<string, unknown> }
    } catch (error) {
      const failure = toFailure(error)
      if (failure.code === 'internal' && !call.aborted)
        context.log.error({ err: error, event: 'tool.failed', action: name }, 'tool failed')
      return { kind: 'failure', failure }
    }
  }

  async #run(name: string, args: unknown, context: CallContext, call: RunningCall): Promise<unknown> {
    const { deps, caller, log, progress = noProgress, answers, state } = context
    const entry = this.#entries.get(name)
    if (!entry)
      throw new CommsError('not_found', `There is no tool ${name}.`, {
        nextAction: 'List the tools for their names; some are of certain editions only.'
      })
    const { role } = entry.tool
    if (RANK[caller.role] < RANK[role])
      throw new CommsError('forbidden', `${name} needs a token of role ${role}; yours has role ${caller.role}.`)
    const input = entry.checkInput(withoutSecurityToken(args === undefined ? {} : args))
    if (!input.ok) throw new CommsError('invalid_input', `Invalid arguments for ${name}: ${input.problem}`)
    const broken = brokenText(input.value)
    if (broken !== undefined)
      throw new CommsError('invalid_input', `${broken}: holds a NUL or half a character, which no text may`)
    const { agentId, ...rest } = input.value as { agentId?: string }
    if (!entry.takesAgentId && agentId !== undefined) await requireAgent(agentId, context)
    const result = await entry.run(entry.takesAgentId ? input.value : rest, {
      deps,
      caller,
      log,
      progress,
      answers,
      state,
      get signal() {
        return call.signal
      }
    })
    if (isNeedsInput(result)) return result
    const output = entry.checkOutput(result)
    if (!output.ok) throw new Error(`output of ${name} breaks its schema: ${output.problem}`)
    return result
  }
}

function entryOf(tool: Tool): Entry {
  const takesAgentId = 'agentId' in tool.input.properties
  const input = takesAgentId ? tool.input : withAgentId(tool.input)
  return {
    tool: { ...tool, input },
    takesAgentId,
    run: (checked, context) => tool.run(checked as never, context),
    checkInput: compile(input),
    checkOutput: compile(tool.output)
  }
}

const withAgentId = (input: TObject): TObject =>
  Strict({
    ...input.properties,
    agentId: Type.Optional(AgentId('The agent to act for; by default that of the token.'))
  })

/** Old clients repeat their token as an argument; it is not looked at. */
function withoutSecurityToken(args: unknown): unknown {
  if (typeof args !== 'object' || args === null || !('securityToken' in args)) return args
  const { securityToken: _, ...rest } = args
  return rest
}

/** @throws CommsError `not_found` when the agent that is named is none that the caller may act for. */
async function requireAgent(agentId: string, { deps, caller }: CallContext): Promise<void> {
  if (idFor(caller, agentId) !== caller.agentId) await resolveAgent(deps, caller, agentId)
}
