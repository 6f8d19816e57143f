import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Toolbox } from '../../src/tools/call.ts'
import { tools as registry } from '../../src/tools/index.ts'
import { openTestApp, type TestApp } from '../helpers/test-app.ts'
import { failureOf } from './failure-of.ts'
import type { JsonSchema } from './schema-faults.ts'
import { makeThings, type Things } from './things.ts'
import { TOOL_CASES } from './tool-cases.ts'

const tools = new Toolbox(registry).tools.map(({ name, input }) => ({ name, schema: input as unknown as JsonSchema }))
const LONGEST = 200
/** Arguments with which nobody waits for what does not come. */
const QUICK: Record<string, (own: Things) => object> = {
  comms_wait_for_events: () => ({ waitSeconds: 0 }),
  comms_reply_to_caller: () => ({ listenSeconds: 0 }),
  comms_attend_calls: ({ callId }) => ({ callId })
}

let t: TestApp
let own: Things
beforeAll(async () => {
  t = await openTestApp()
  own = await makeThings(t)
})
afterAll(() => t.close())

/** Any value that fits a schema; addresses of the web stay within this machine. */
function valuesOf(schema: JsonSchema): fc.Arbitrary<unknown> {
  const { type, anyOf, properties, required = [], items } = schema
  if (schema.enum) return fc.constantFrom<unknown[]>(...schema.enum)
  if (anyOf) return fc.oneof(...anyOf.map(valuesOf))
  if (type === 'boolean') return fc.boolean()
  if (type === 'null') return fc.constant(null)
  if (type === 'integer') return fc.integer({ min: schema.minimum ?? -1000, max: schema.maximum ?? 1000 })
  if (type === 'number') return fc.double({ noNaN: true, noDefaultInfinity: true })
  if (type === 'array' && items)
    return fc.array(valuesOf(items), { minLength: schema.minItems ?? 0, maxLength: Math.min(schema.maxItems ?? 3, 3) })
  if (type === 'object' && properties) {
    const fields = Object.entries(properties).map(([name, each]) => [name, valuesOf(each)])
    return fc.record(Object.fromEntries(fields) as Record<string, fc.Arbitrary<unknown>>, { requiredKeys: required })
  }
  return textsOf(schema)
}

function textsOf({ pattern = '', minLength = 0, maxLength = LONGEST }: JsonSchema): fc.Arbitrary<string> {
  if (pattern.startsWith('^https?:')) return fc.constantFrom('http://127.0.0.1:9/', 'http://127.0.0.1:9/ü?a=b#c')
  const lawful = new RegExp(pattern, 'u')
  const fits = (text: string) => text.length >= minLength && text.length <= maxLength && lawful.test(text)
  const free = fc.string({ unit: 'grapheme', minLength, maxLength: Math.min(maxLength, LONGEST) })
  const narrow = pattern.includes('[^') || pattern === '' ? free : fc.stringMatching(lawful)
  return (pattern.includes('@') ? fc.emailAddress() : narrow).filter(fits)
}

test.each(tools)('$name never fails on arguments that fit its schema', async ({ name, schema }) => {
  const quick = QUICK[name]?.(own) ?? {}
  const mine = TOOL_CASES[name]?.args(own)['agentId']

  await fc.assert(
    fc.asyncProperty(valuesOf(schema), fc.boolean(), async (given, named) => {
      const args = {
        ...(given as object),
        ...quick,
        ...(named && mine !== undefined && name !== 'comms_deprovision_channels' && { agentId: mine })
      }
      const { status, body } = await t.call(name, args)
      expect(failureOf(name, body)['code'], JSON.stringify({ args, body })).not.toBe('internal')
      expect(status, JSON.stringify({ args, body })).not.toBe(500)
    }),
    { numRuns: 25 }
  )
})
