import { and, asc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { agents, calls, contactAttempts, decisions, messages, organizations } from '../../src/db/schema/index.ts'
import { ERROR_CODES } from '../../src/errors.ts'
import { newId } from '../../src/lib/ids.ts'
import { recordDryRun } from '../../src/pipeline/decision.ts'
import { explainFacts } from '../../src/policy/explain.ts'
import { CHECKS, type Facts, judge } from '../../src/policy/index.ts'
import type { Channel } from '../../src/schemas/common.ts'
import { verifyDecisions } from '../../src/services/decisions.ts'
import { tools } from '../../src/tools/index.ts'
import { intent, stranger } from '../helpers/intent.ts'
import { openTestApp, type TestApp } from '../helpers/test-app.ts'
import { failureOf } from './failure-of.ts'
import { ARRANGE, type Extra, type Gated, type GateWorld, gateWorld } from './gate-world.ts'
import { type Applies, OUTWARD_TOOLS, REACH_NOBODY } from './outward-tools.ts'

/** Checks that judge channels which no tool takes yet; their decisions are made by hand. */
const NO_TOOL_YET: Record<string, { channel: Channel; code: string }> = {
  'window-24h': { channel: 'whatsapp', code: 'window_closed' }
}

const GATE = [...CHECKS.map(({ name }) => name), 'limits', 'spend']
const cases = Object.entries(OUTWARD_TOOLS).flatMap(([tool, { channels }]) =>
  Object.entries(channels).flatMap(([channel, checks]) =>
    Object.entries(checks).flatMap(([check, says]) =>
      typeof says === 'string' ? [{ tool, channel: channel as Gated, check, code: says }] : []
    )
  )
)

let t: TestApp
beforeAll(async () => {
  t = await openTestApp()
  t.simulator.behave({ replies: false })
})
afterAll(() => t.close())

/** Everything that the carrier was given for a person, or will be. */
const carried = async ({ number, address, agentId }: GateWorld, to: unknown = number) => [
  ...t.simulator.texts({ direction: 'outbound' }).filter((text) => text.to === number || text.to === to),
  ...t.simulator.emails({ direction: 'outbound' }).filter((email) => email.to.includes(address)),
  ...(
    await t.app.db
      .select()
      .from(calls)
      .where(and(eq(calls.agentId, agentId), eq(calls.direction, 'outbound')))
  ).filter(({ contact }) => contact === number || contact === to)
]

/** The arguments of a tool in a world, with what an arrangement adds to them, under the tool's own names. */
async function argsOf(tool: string, world: GateWorld, channel: Gated, check?: string): Promise<Extra> {
  const { args, arranged, named = {} } = OUTWARD_TOOLS[tool] ?? {}
  const before = (await args?.(world, channel)) ?? {}
  const added = check === undefined ? {} : ((await ARRANGE[check]?.(world, channel)) ?? {})
  if (arranged) return arranged(world, String(added['to'] ?? before['to']), check)
  return { ...before, ...Object.fromEntries(Object.entries(added).map(([key, value]) => [named[key] ?? key, value])) }
}

/** Reasons may name the minute, and one is asked before the other. */
const withoutTimes = (reason: unknown) => String(reason).replaceAll(/\d+/g, '#')

test('every tool that reaches beyond the server is declared, as reaching people or as reaching nobody', () => {
  const open = tools.filter(({ annotations }) => annotations.openWorldHint && !annotations.readOnlyHint)
  const declared = [...Object.keys(OUTWARD_TOOLS), ...Object.keys(REACH_NOBODY)]

  expect(declared.sort()).toEqual(open.map(({ name }) => name).sort())
  expect(new Set(declared).size).toBe(declared.length)
})

test.each(Object.keys(OUTWARD_TOOLS))('%s declares its channels, and what each check says of each', (name) => {
  const channels: Record<string, Record<string, Applies>> = OUTWARD_TOOLS[name]?.channels ?? {}
  const tool = tools.find((each) => each.name === name)
  const known = tool?.input.properties['channel'] as { enum?: string[] } | undefined

  expect(Object.keys(channels).sort()).toEqual(known?.enum?.toSorted() ?? ['voice'])
  for (const checks of Object.values(channels)) expect(Object.keys(checks)).toEqual(GATE)
})

test.each(Object.keys(OUTWARD_TOOLS))('%s lets itself be asked what it would do', (name) => {
  expect(tools.find((each) => each.name === name)?.input.properties).toHaveProperty('dryRun')
})

test('every check refuses some tool, or is declared to have none yet', () => {
  expect([...new Set([...cases.map(({ check }) => check), ...Object.keys(NO_TOOL_YET)])].sort()).toEqual(
    GATE.toSorted()
  )
})

describe.each(
  Object.entries(OUTWARD_TOOLS).flatMap(([tool, { channels }]) =>
    Object.keys(channels).map((channel) => ({ tool, channel: channel as Gated }))
  )
)('$tool by $channel', ({ tool, channel }) => {
  test('is carried out where no check refuses', async () => {
    const world = await gateWorld(t)
    const args = await argsOf(tool, world, channel)

    const asked = await t.must<{ dryRun: { verdict: string } }>(tool, { ...args, dryRun: true }, world.token)
    expect(asked.dryRun.verdict).toBe('allowed')
    expect(await carried(world)).toEqual([])
    await t.must(tool, args, world.token)
    expect(await carried(world)).toHaveLength(1)
  })

  const mine = cases.filter((each) => each.tool === tool && each.channel === channel)
  test.each(mine)('is refused by $check, asked and in earnest, and nothing leaves', async ({ check, code }) => {
    const world = await gateWorld(t)
    const args = await argsOf(tool, world, channel, check)

    const { dryRun } = await t.must<{ dryRun: Extra }>(tool, { ...args, dryRun: true }, world.token)
    const refused = await t.call(tool, args, world.token)

    expect(dryRun).toMatchObject({ verdict: 'refused', check, code })
    const failure = failureOf(tool, refused.body)
    expect([refused.status, failure]).toMatchObject([ERROR_CODES[code].status, { code, details: { check } }])
    expect(withoutTimes(failure['message'])).toBe(withoutTimes((dryRun['reasons'] as string[])[0]))
    expect(await carried(world, args['to'])).toEqual([])
    expect(await t.app.db.$count(messages, eq(messages.agentId, world.agentId))).toBe(0)
    const ofAgent = eq(decisions.agentId, world.agentId)
    const stored = await t.app.db.select().from(decisions).where(ofAgent).orderBy(asc(decisions.id))
    expect(stored.map((row) => [row.dryRun, row.verdict, row.check, row.code])).toEqual([
      [true, 'refused', check, code],
      [false, 'refused', check, code]
    ])
    const { decisionId } = failure['details'] as { decisionId: string }
    expect(stored.map(({ id }) => id)).toContain(decisionId)
    expect(JSON.stringify(stored)).not.toMatch(new RegExp(`${world.number.slice(2)}|${world.address}`))
  })
})

describe('the decisions that are stored', () => {
  test.each(Object.entries(NO_TOOL_YET))('%s refuses what no tool does yet', async (check, { channel, code }) => {
    const { orgId, agentId, number: contact } = await gateWorld(t)
    const [org] = await t.app.db.select().from(organizations).where(eq(organizations.id, orgId))
    const [agent] = await t.app.db.select().from(agents).where(eq(agents.id, agentId))
    if (!org || !agent) throw new Error('the world is not whole')
    const grantedAt = new Date('2026-01-01T00:00:00Z')
    const consents = [
      { channel: 'any', purpose: 'any', kind: 'express', source: 'test', grantedAt, expiresAt: null } as const
    ]
    const of = { org, agent, contact, channel, standing: stranger({ consents }), maxCostMicroUsd: 1_000_000 }
    const wanted = intent({ ...of, action: channel === 'voice' ? 'call' : 'message' })
    const attempt = { id: newId('att'), orgId, agentId, contact, createdAt: new Date(wanted.at.getTime() - 60_000) }
    await t.app.db.insert(contactAttempts).values(attempt)

    const verdict = await judge(t.app.db, wanted)
    await recordDryRun(t.app, wanted, verdict)

    expect(verdict.refusal).toMatchObject({ check, code })
  })

  test('hold refusals of every check, and what was let pass', async () => {
    const rows = await t.app.db.select().from(decisions)

    expect([...new Set(rows.flatMap(({ check }) => check ?? []))].sort()).toEqual(GATE.toSorted())
    expect(rows.filter(({ verdict }) => verdict === 'allowed').length).toBeGreaterThan(3)
  })

  test('are judged again as they were judged', async () => {
    const { judged, differing } = await verifyDecisions(t.app)

    expect(judged).toBeGreaterThan(2 * cases.length)
    expect(differing).toEqual([])
  })

  test('can all be told in words, fact by fact', async () => {
    for (const { facts } of await t.app.db.select().from(decisions)) {
      const { contact: _, ...known } = facts
      const told = explainFacts(known as Facts)
      expect(told.map(({ check }) => check).sort()).toEqual(Object.keys(known).sort())
      for (const { check, says } of told) expect(says.length, check).toBeGreaterThan(0)
    }
  })

  test('give themselves away when one is changed', async () => {
    const refused = await t.app.db.select().from(decisions).where(eq(decisions.verdict, 'refused'))
    const counted = (check: string | null) => check === 'limits' || check === 'spend'
    // No more than are shown: of what was asked and done, what was done.
    const judged = refused.filter(
      ({ check, dryRun, channel }) => !counted(check) && (!dryRun || channel === 'whatsapp')
    )
    for (const { id, facts, check } of judged) {
      const without = { ...facts, [String(check)]: {} }
      await t.app.db.update(decisions).set({ facts: without }).where(eq(decisions.id, id))
    }

    const { differ, differing } = await verifyDecisions(t.app)

    const unnoticed = judged.filter(({ id }) => differing.every(({ decisionId }) => decisionId !== id))
    expect(differ).toBe(judged.length - unnoticed.length)
    // Without any fact these refuse all the same: nothing is on record.
    expect(new Set(unnoticed.map(({ check }) => check))).toEqual(new Set(['consent', 'window-24h']))
  })
})
