import type { Static, TObject } from 'typebox'
import type { Caller, Deps, Log } from '../deps.ts'
import type { Edition } from '../schemas/edition.ts'

/** Lists of tools that a client may ask for; an agent sees the short one. */
export type Profile = 'agent' | 'operator' | 'calls'

/** What a tool is run with. */
export interface ToolContext {
  deps: Deps
  caller: Caller
  /** Carries the request's correlation id. */
  log: Log
  /** Aborts when the client hangs up or cancels. */
  signal: AbortSignal
  /** Tells the client how far a long call is; does nothing where the client did not ask. */
  progress(done: number, total?: number, message?: string): Promise<void>
  /** What the client answered to an earlier `needsInput`, by key. */
  answers?: Record<string, unknown> | undefined
  /** What the tool kept in the earlier round, verified. */
  state?: unknown
}

/** Asks the client's model or person before the tool can go on; mcp/ maps it to each protocol era, REST refuses it. */
export interface NeedsInput {
  readonly needsInput: Record<string, InputRequest>
  /** Comes back as `state` of the next round; signed, not encrypted. */
  readonly state?: unknown
}

/** One question to the client: a sampling request or a form for its person. */
export type InputRequest =
  | { kind: 'sample'; prompt: string; systemPrompt?: string; maxTokens: number }
  | { kind: 'form'; message: string; schema: Record<string, unknown> }

/** Ends this round of a tool with questions; the tool is run again with the answers. */
export const needsInput = (questions: Record<string, InputRequest>, state?: unknown): NeedsInput => ({
  needsInput: questions,
  ...(state !== undefined && { state })
})

/** Whether a tool's result is a question. */
export const isNeedsInput = (result: unknown): result is NeedsInput =>
  typeof result === 'object' && result !== null && 'needsInput' in result

/** One tool: what it takes, what it returns, who may call it, what it does. The schemas are the contract on every door. */
export interface Tool<I extends TObject = TObject, O extends TObject = TObject> {
  name: string
  title: string
  description: string
  /** Lists in which it appears; every tool is in `all`. */
  profiles: readonly Profile[]
  /** Least role that may call it. */
  role: 'agent' | 'org' | 'super'
  /** Editions that have it; every edition when absent. */
  editions?: readonly Edition[]
  annotations: { readOnlyHint: boolean; destructiveHint: boolean; idempotentHint: boolean; openWorldHint: boolean }
  input: I
  output: O
  /** Runs once per call with checked input. */
  run(input: Static<I>, context: ToolContext): Promise<Static<O> | NeedsInput>
}

/** Keeps the schema types of a tool definition. */
export const defineTool = <I extends TObject, O extends TObject>(tool: Tool<I, O>): Tool<I, O> => tool
