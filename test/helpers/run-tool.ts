import type { Static, TObject } from 'typebox'
import type { Caller, Deps } from '../../src/deps.ts'
import { compile } from '../../src/lib/validate.ts'
import { isNeedsInput, type Tool } from '../../src/tools/tool.ts'

/** Runs a tool as the dispatcher does, and checks what it takes and what it returns against its schemas. */
export async function runTool<I extends TObject, O extends TObject>(
  tool: Tool<I, O>,
  deps: Deps,
  caller: Caller,
  input: Static<I>,
  signal = new AbortController().signal
): Promise<Static<O>> {
  const asked = compile(tool.input)(input)
  if (!asked.ok) throw new Error(`${tool.name} was given what it does not take: ${asked.problem}`)
  const result = await tool.run(input, { deps, caller, log: deps.log, signal, progress: async () => undefined })
  if (isNeedsInput(result)) throw new Error(`${tool.name} asks back`)
  const answered = compile(tool.output)(result)
  if (!answered.ok) throw new Error(`${tool.name} answers what it does not promise: ${answered.problem}`)
  return result
}
