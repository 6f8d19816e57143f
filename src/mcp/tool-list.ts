import type { Tool as WireTool } from '@modelcontextprotocol/server'
import type { Toolbox } from '../tools/call.ts'
import type { Tool } from '../tools/tool.ts'
import type { Principal } from './principal.ts'

/** The tools as `tools/list` shows them: those of the caller's role, in the profile that it asked for. */
export class ToolList {
  readonly #toolbox: Toolbox
  readonly #shown = new Map<readonly Tool[], WireTool[]>()

  constructor(toolbox: Toolbox) {
    this.#toolbox = toolbox
  }

  /** The list for this caller; built once for all who see the same. */
  of({ extra: { caller, profile } }: Principal): WireTool[] {
    const tools = this.#toolbox.list(caller.role, profile)
    const known = this.#shown.get(tools)
    if (known) return known
    const list = tools.map(wireTool)
    this.#shown.set(tools, list)
    return list
  }
}

const wireTool = ({ name, title, description, input, output, annotations }: Tool): WireTool => ({
  name,
  title,
  description,
  inputSchema: plain(input) as WireTool['inputSchema'],
  outputSchema: plain(output) as WireTool['outputSchema'],
  annotations
})

/** Sheds what TypeBox keeps beside the JSON Schema. */
const plain = (schema: object): object => JSON.parse(JSON.stringify(schema))
