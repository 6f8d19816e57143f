import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { agents, contactAttempts, decisions, messages, organizations } from '../../src/db/schema/index.ts'
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
import { ARRANGE, type Extra, type GateWorld, gateWorld } from './gate-world.ts'

/** A check refuses with this code, or it has nothing to say of this tool and channel, for a reason. */
type Applies = keyof typeof ERROR_CODES | { never: string }

interface Outward {
  args(world: GateWorld, channel: 'sms' | 'email'): Extra
  channels: Partial<Record<'sms' | 'email', Record<string, Applies>>>
}

const NO_CALL = { never: 'it counts calls' }
const NO_WHATSAPP = { never: 'it is a rule of WhatsApp' }
const NO_NUMBER = { never: 'an email address belongs to no country' }

/** Every tool with an effect on people, the channels that it takes, and what each check says of it. */
const OUTWARD_TOOLS: Record<string, Outward> = {
  comms_send_message: {
    args: ({ number, address }, channel) =>
      channel === 'sms'
        ? { channel, to: number, body: 'Hello' }
        : { channel, to: address, subject: 'Hello', body: 'How are you?' },
    channels: {
      sms: {
        'blocked-channel': 'channel_blocked',
        'organization-mode': 'organization_not_active',
        content: 'content_blocked',
        'toll-fraud': 'destination_blocked',
        'country-rules': 'destination_blocked',
        dnc: 'recipient_opted_out',
        'national-dnc': 'recipient_opted_out',
        consent: 'consent_missing',
        'quiet-hours': 'quiet_hours',
        frequency: NO_CALL,
        'window-24h': NO_WHATSAPP,
        'email-identity': { never: 'it is a rule of email' },
        'price-cap': 'price_cap_exceeded',
        limits: 'rate_limited',
        spend: 'rate_limited'
      },
      email: {
        'blocked-channel': 'channel_blocked',
        'organization-mode': 'organization_not_active',
        content: 'content_blocked',
        'toll-fraud': NO_NUMBER,
        'country-rules': NO_NUMBER,
        dnc: 'recipient_opted_out',
        'national-dnc': { never: 'registries list numbers' },
        consent: 'consent_missing',
        'quiet-hours': { never: 'email waits until it is read' },
        frequency: NO_CALL,
        'window-24h': NO_WHATSAPP,
        'email-identity': 'identity_missing',
        'price-cap': 'price_cap_exceeded',
        limits: 'rate_limited',
        spend: 'rate_limited'
      }
    }
  }
}

/** Tools that reach beyond the server, but no person. */
const REACH_NOBODY: Record<string, string> = {
  comms_wait_for_events: 'takes what people wrote',
  comms_get_waiting_messages: 'takes what people wrote',
  comms_provision_channels: 'buys at the vendor',
  comms_deprovision_channels: 'gives back at the vendor',
  comms_onboard_customer: 'buys at the vendor',
  comms_register_provider: 'asks the vendor',
  comms_create_organization: 'may open an account at the vendor'
}

/** Checks that judge channels which no tool takes yet; their decisions are made by hand. */
const NO_TOOL_YET: Record<string, { channel: Channel; code: string }> = {
  frequency: { channel: 'voice', code: 'too_frequent' },
  'window-24h': { channel: 'whatsapp', code: 'window_closed' }
}

const GATE = [...CHECKS.map(({ name }) => name), 'limits', 'spend']
const cases = Object.entries(OUTWARD_TOOLS).flatMap(([tool, { channels }]) =>
  Object.entries(channels).flatMap(([channel, checks]) =>
    Object.entries(checks).flatMap(([check, says]) =>
      typeof says === 'string' ? [{ tool, channel: channel as 'sms' | 'email', check, code: says }] : []
    )
  )
)

let t: TestApp
beforeAll(async () => {
  t = await openTestApp()
  t.simulator.behave({ replies: false })
})
afterAll(() => t.close())

/** Everything that the carrier was given for a person. */
const carried = ({ number, address }: GateWorld, to: unknown = number) => [
  ...t.simulator.texts({ direction: 'outbound' }).filter((text) => text.to === number || text.to === to),
  ...t.simulator.emails({ direction: 'outbound' }).filter((email) => email.to.includes(address))
]

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

  expect(Object.keys(channels).sort()).toEqual(known?.enum?.toSorted())
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
    Object.keys(channels).map((channel) => ({ tool, channel: channel as 'sms' | 'email' }))
  )
)('$tool by $channel', ({ tool, channel }) => {
  test('is carried out where no check refuses', async () => {
    const world = await gateWorld(t)
    const args = OUTWARD_TOOLS[tool]?.args(world, channel) ?? {}

    const asked = await t.must<{ dryRun: { verdict: string } }>(tool, { ...args, dryRun: true }, world.token)
    expect(asked.dryRun.verdict).toBe('allowed')
    expect(carried(world)).toEqual([])
    await t.must(tool, args, world.token)
    expect(carried(world)).toHaveLength(1)
  })

  const mine = cases.filter((each) => each.tool === tool && each.channel === channel)
  test.each(mine)('is refused by $check, asked and in earnest, and nothing leaves', async ({ check, code }) => {
    const world = await gateWorld(t)
    const before = OUTWARD_TOOLS[tool]?.args(world, channel) ?? {}
    const args: Extra = { ...before, ...(await ARRANGE[check]?.(world, channel)) }

    const { dryRun } = await t.must<{ dryRun: Extra }>(tool, { ...args, dryRun: true }, world.token)
    const refused = await t.call(tool, args, world.token)

    expect(dryRun).toMatchObject({ verdict: 'refused', check, code })
    expect(refused).toMatchObject({ status: ERROR_CODES[code].status, body: { code, details: { check } } })
    expect(withoutTimes(refused.body['message'])).toBe(withoutTimes((dryRun['reasons'] as string[])[0]))
    expect(carried(world, args['to'])).toEqual([])
    expect(await t.app.db.$count(messages, eq(messages.agentId, world.agentId))).toBe(0)
    const stored = await t.app.db
      .select()
      .from(decisions)
      .where(eq(decisions.agentId, world.agentId))
      .orderBy(decisions.id)
    expect(stored.map((row) => [row.dryRun, row.verdict, row.check, row.code])).toEqual([
      [true, 'refused', check, code],
      [false, 'refused', check, code]
    ])
    const { decisionId } = refused.body['details'] as { decisionId: string }
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
    const judged = refused.filter(({ check }) => check !== 'limits' && check !== 'spend')
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
