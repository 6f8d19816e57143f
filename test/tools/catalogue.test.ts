import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Log } from '../../src/deps.ts'
import { principalOf } from '../../src/mcp/principal.ts'
import { ToolList } from '../../src/mcp/tool-list.ts'
import { Toolbox } from '../../src/tools/call.ts'
import { tools } from '../../src/tools/index.ts'
import type { Tool } from '../../src/tools/tool.ts'
import { ROOT } from '../helpers/cruise.ts'

type Schema = Record<string, unknown>

const SNAPSHOTS = join(ROOT, 'test/fixtures/tool-snapshots')
const log: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }
const superAdmin = { role: 'super', orgId: 'org_default', tokenId: 'master' } as const
const published = new ToolList(new Toolbox(tools)).of(
  principalOf(superAdmin, { profile: 'all', log, stillValid: async () => true })
)

const FOLDER = join(ROOT, 'src/tools')
// The profile `calls` has names of its own, some of which are those of files here: it has a folder to itself.
const CALLS = 'calls'
const filesIn = (folder: string) =>
  readdirSync(join(FOLDER, folder)).filter((name) => name.endsWith('.ts') && name !== 'index.ts')
const sources = [...filesIn('.'), ...filesIn(CALLS).map((name) => join(CALLS, name))]
const modules = await Promise.all(
  sources.map(async (file) => ({
    file: file.startsWith(CALLS) ? basename(file, '.ts') : `comms-${basename(file, '.ts')}`,
    tool: ((await import(/* @vite-ignore */ join(FOLDER, file))) as { default?: Tool }).default
  }))
)
const toolFiles = modules.flatMap(({ file, tool }) => (tool === undefined ? [] : [{ file, tool }]))

/** Every schema within a schema, with the path to it. */
function parts(schema: unknown, path = ''): { path: string; schema: Schema }[] {
  if (typeof schema !== 'object' || schema === null) return []
  if (Array.isArray(schema)) return schema.flatMap((each, index) => parts(each, `${path}[${index}]`))
  const within = Object.entries(schema).flatMap(([key, value]) => parts(value, `${path}.${key}`))
  return [{ path, schema: schema as Schema }, ...within]
}
const objectsIn = (schema: unknown) => parts(schema).filter((part) => part.schema['type'] === 'object')

test('every tool file is in the registry, once, under the name of its file', () => {
  expect(toolFiles.length).toBeGreaterThan(0)
  expect(tools.map(({ name }) => name).sort()).toEqual(toolFiles.map(({ tool }) => tool.name).sort())
  for (const { file, tool } of toolFiles) expect(tool.name).toBe(file.replaceAll('-', '_'))
})

test('every tool is published, and nothing else', () => {
  expect(published.map(({ name }) => name)).toEqual(tools.map(({ name }) => name))
})

test('the snapshots are those of the tools', () => {
  expect(readdirSync(SNAPSHOTS).sort()).toEqual(tools.map(({ name }) => `${name}.json`).sort())
})

test('a profile lists what its role may call, and every tool is in one', () => {
  const toolbox = new Toolbox(tools)
  for (const { name, profiles } of tools) expect(profiles.length, name).toBeGreaterThan(0)
  for (const role of ['agent', 'org', 'super'] as const) {
    const names = toolbox.list(role, 'all').map(({ name }) => name)
    for (const profile of ['agent', 'operator', 'calls'] as const)
      for (const { name } of toolbox.list(role, profile)) expect(names).toContain(name)
  }
  expect(toolbox.list('agent').every(({ role }) => role === 'agent')).toBe(true)
})

describe.each(published)('$name', (tool) => {
  test('says what it does in 20 to 600 characters, under a title', () => {
    expect(tool.description?.length).toBeGreaterThanOrEqual(20)
    expect(tool.description?.length).toBeLessThanOrEqual(600)
    expect(tool.title?.length).toBeGreaterThan(2)
  })

  test('states all four hints, and none contradicts another', () => {
    const { readOnlyHint, destructiveHint, idempotentHint, openWorldHint } = tool.annotations ?? {}
    for (const hint of [readOnlyHint, destructiveHint, idempotentHint, openWorldHint])
      expect(hint).toBeTypeOf('boolean')
    if (readOnlyHint)
      expect({ destructiveHint, idempotentHint }).toEqual({ destructiveHint: false, idempotentHint: true })
  })

  test('knows every argument: none is let through unchecked, none is filled in', () => {
    const objects = objectsIn(tool.inputSchema)

    expect(objects[0]?.path).toBe('')
    for (const { path, schema } of objects) expect(schema, path).toMatchObject({ additionalProperties: false })
    for (const { path, schema } of parts(tool.inputSchema))
      if ('type' in schema || 'anyOf' in schema) expect(schema, path).not.toHaveProperty('default')
  })

  test('describes each of its arguments', () => {
    for (const [name, schema] of Object.entries(tool.inputSchema.properties ?? {}))
      expect(
        parts(schema).some((part) => typeof part.schema['description'] === 'string'),
        name
      ).toBe(true)
  })

  test('takes the agent it acts for', () => {
    expect(tool.inputSchema.properties).toHaveProperty('agentId')
  })

  test('promises what it answers', () => {
    expect(tool.outputSchema).toMatchObject({ type: 'object', additionalProperties: false })
    expect(Object.keys(tool.outputSchema?.properties ?? {}).length).toBeGreaterThan(0)
  })

  test('is published as committed', async () => {
    await expect(`${JSON.stringify(tool, null, 2)}\n`).toMatchFileSnapshot(join(SNAPSHOTS, `${tool.name}.json`))
  })
})
