import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { idempotencyKeys } from '../../src/db/schema/index.ts'
import { Toolbox } from '../../src/tools/call.ts'
import { tools as registry } from '../../src/tools/index.ts'
import { openTestApp, type TestApp } from '../helpers/test-app.ts'
import { seedOrganization } from '../helpers/test-deps.ts'
import { badTokens } from './bad-tokens.ts'
import { callOverMcp } from './mcp-call.ts'
import { makeThings, rowsAbout, type Things } from './things.ts'
import { TOOL_CASES } from './tool-cases.ts'

const tools = new Toolbox(registry).tools
const RANK = { agent: 0, org: 1, super: 2 }
const DOORS = ['REST', 'MCP'] as const

/** Arguments that name something, and what of the victim's they are given; `null`: what they name is not ours. */
const NAMES: Record<string, keyof Things | null> = {
  agentId: 'agentId',
  toAgentId: 'agentId',
  to: 'agentId',
  tokenId: 'tokenId',
  replyToMessageId: 'messageId',
  conversationId: 'conversationId',
  contact: null,
  contactNumber: null,
  contactAddress: null,
  decisionId: 'decisionId',
  callId: 'callId',
  ack: 'ack',
  cursor: 'messageId',
  idempotencyKey: 'idempotencyKey',
  voiceId: null,
  leadId: 'leadId',
  commsAgentId: 'agentId',
  fallbackAgentId: 'voiceAgentId'
}
const namesSomething = (argument: string) => /(?:Id|Ids|Key|Ref)$|^(?:to|ack|cursor|contact.*)$/.test(argument)
/** Within the caller's own agent these select or settle nothing that is somebody else's. */
const SELECT_NOTHING = ['conversationId', 'ack', 'cursor', 'idempotencyKey']

/** Within an organization a colleague may be written to, and leads and agents of ElevenLabs are everybody's. */
const SHARED = ['to', 'toAgentId', 'leadId', 'fallbackAgentId']

interface Attacker {
  who: string
  role: 'agent' | 'org'
  token: string
  own: Things
}

let t: TestApp
let victim: Things
let attackers: Record<(typeof DOORS)[number], Attacker[]>
let refused: Awaited<ReturnType<typeof badTokens>>

beforeAll(async () => {
  t = await openTestApp()
  const other = await seedOrganization(t.app)
  victim = await makeThings(t)
  attackers = { REST: await attackersFrom(other), MCP: await attackersFrom(other) }
  refused = await badTokens(t, victim)
})
afterAll(() => t.close())

/** Attackers with agents of their own, so that one attempt does not stand in the way of the next. */
async function attackersFrom(orgId: string): Promise<Attacker[]> {
  const [neighbour, stranger, subject] = [await makeThings(t), await makeThings(t, orgId), await makeThings(t, orgId)]
  return [
    { who: 'another agent of the organization', role: 'agent', token: neighbour.token, own: neighbour },
    { who: 'an agent of another organization', role: 'agent', token: stranger.token, own: stranger },
    { who: 'another organization', role: 'org', token: await t.orgToken(orgId), own: subject }
  ]
}

const post = (path: string, body: object, authorization: string | undefined) =>
  fetch(t.base + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(authorization !== undefined && { authorization }) },
    body: JSON.stringify(body)
  })

/** The code of a failure as every other tool gives it: the profile `calls` has its own, and keeps that one in the details. */
function unwrapped(answer: Record<string, unknown>): Record<string, unknown> {
  if (answer['success'] !== false) return answer
  const { details } = answer['error'] as { details: { cause: string } }
  return { ...answer, ...(answer['error'] as object), code: details.cause }
}

/** One call through one of the doors, as the failure or the result says. */
async function attempt(door: (typeof DOORS)[number], name: string, args: object, token: string) {
  if (door === 'MCP') {
    const { failed, answer } = await callOverMcp(t.base, name, args, token)
    return { failed, answer: unwrapped(answer) }
  }
  const { status, body } = await t.call(name, args, token)
  return { failed: status !== 200, answer: unwrapped(body) }
}

test('every tool has its role declared, here as in the tool', () => {
  const declared = Object.fromEntries(Object.entries(TOOL_CASES).map(([name, { role }]) => [name, role]))
  expect(Object.fromEntries(tools.map(({ name, role }) => [name, role]))).toEqual(declared)
})

test('of every argument that names something it is known what', () => {
  const found = tools.flatMap(({ input }) => Object.keys(input.properties)).filter(namesSomething)
  expect(found.length).toBeGreaterThan(10)
  expect([...new Set(found)].filter((argument) => !(argument in NAMES))).toEqual([])
})

test('only a super-admin may act for another organization by naming it', async () => {
  const as = (orgId: string) => ({ 'x-organization-id': orgId })
  const before = await rowsAbout(t, victim.agentId)

  for (const { who, token, own } of attackers.REST.filter((each) => each.own.orgId !== victim.orgId)) {
    const there = await t.call('comms_get_me', { agentId: victim.agentId }, token, as(victim.orgId))
    expect(there, who).toMatchObject({ status: 404, body: { code: 'not_found' } })
    const here = await t.call('comms_get_me', { agentId: own.agentId }, token, as(own.orgId))
    expect(here, who).toMatchObject({ status: 200, body: { organizationId: own.orgId } })
  }

  expect(await t.call('comms_ping', {}, t.master, as('org_nobody'))).toMatchObject({ status: 404 })
  expect(await t.call('comms_get_me', {}, t.master, as(victim.orgId))).toMatchObject({ status: 200 })
  expect(await rowsAbout(t, victim.agentId)).toEqual(before)
})

describe.each(tools.map(({ name, role, input }) => ({ name, role, arguments: Object.keys(input.properties) })))(
  '$name',
  ({ name, role, arguments: known }) => {
    const args = (own: Things) => TOOL_CASES[name]?.args(own) ?? {}

    test('is refused without a valid token, whatever is wrong with it, and has no effect', async () => {
      const before = await rowsAbout(t, victim.agentId)

      for (const [what, authorization] of refused) {
        const body = { ...args(victim), securityToken: victim.token }
        const response = await post(`/v1/tools/${name}?token=${victim.token}`, body, authorization)
        expect(response.status, what).toBe(401)
        const answer = unwrapped((await response.json()) as Record<string, unknown>)
        expect(answer, what).toMatchObject({ code: 'unauthorized', retryable: false })
        expect(response.headers.get('www-authenticate'), what).toContain('Bearer')
      }

      expect(await rowsAbout(t, victim.agentId)).toEqual(before)
    })

    if (role !== 'agent')
      test(`is refused to roles below ${role}`, async () => {
        const lesser = [victim.token, ...(role === 'super' ? [await t.orgToken()] : [])]
        const before = await rowsAbout(t, victim.agentId)

        for (const door of DOORS)
          for (const token of lesser)
            expect(await attempt(door, name, args(victim), token)).toMatchObject({
              failed: true,
              answer: { code: 'forbidden' }
            })

        expect(await rowsAbout(t, victim.agentId)).toEqual(before)
      })

    test.each(DOORS)('neither shows nor changes what is somebody else’s, over %s', async (door) => {
      const before = await rowsAbout(t, victim.agentId)

      for (const { who, role: as, token, own } of attackers[door])
        for (const argument of known.filter((each) => NAMES[each])) {
          const sameOrganization = own.orgId === victim.orgId
          if (sameOrganization && SHARED.includes(argument)) continue
          const theirs = victim[NAMES[argument] as keyof Things]
          const { to: _to, ...rest } = args(own)
          const base = argument === 'toAgentId' ? rest : args(own)
          // What the attacker did under the key with another tool is his own affair.
          await t.app.db.delete(idempotencyKeys).where(eq(idempotencyKeys.agentId, own.agentId))
          const { failed, answer } = await attempt(door, name, { ...base, [argument]: theirs }, token)

          const what = `${argument} by ${who}`
          const shown = JSON.stringify(answer)
          for (const secret of [victim.secret, victim.displayName, victim.number, victim.address])
            expect(shown, what).not.toContain(secret)
          if (RANK[as] < RANK[role]) expect(answer, what).toMatchObject({ code: 'forbidden' })
          else if (SELECT_NOTHING.includes(argument)) expect({ failed, answer }, what).toMatchObject({ failed: false })
          else if (argument === 'to' && !name.startsWith('comms_'))
            expect(answer, what).toMatchObject({ code: 'invalid_recipient' }) // the profile `calls` takes numbers alone
          else if (name === 'comms_provision_channels') expect(answer, what).toMatchObject({ code: 'conflict' })
          else expect(answer, what).toMatchObject({ code: 'not_found' })
        }

      expect(await rowsAbout(t, victim.agentId)).toEqual(before)
    })

    test.each(DOORS)('works for its own, over %s', async (door) => {
      const own = await makeThings(t)
      const token = { agent: own.token, org: await t.orgToken(), super: t.master }[role]

      expect(await attempt(door, name, args(own), token)).toMatchObject({ failed: false })
    })
  }
)
