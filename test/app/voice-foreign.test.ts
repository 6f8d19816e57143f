import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Toolbox } from '../../src/tools/call.ts'
import { tools as registry } from '../../src/tools/index.ts'
import { openTestApp, type TestApp } from '../helpers/test-app.ts'
import { seedOrganization } from '../helpers/test-deps.ts'
import { callOverMcp } from './mcp-call.ts'
import { makeThings, rowsAbout, type Things } from './things.ts'
import { TOOL_CASES } from './tool-cases.ts'

/** Arguments that name a call. */
const NAMES = ['callId', 'callSid'] as const
const takers = new Toolbox(registry).tools.flatMap(({ name, input }) =>
  NAMES.filter((argument) => argument in input.properties).map((argument) => ({ name, argument }))
)

let t: TestApp
let victim: Things
let attackers: { who: string; own: Things; token: string }[]

beforeAll(async () => {
  t = await openTestApp()
  const other = await seedOrganization(t.app)
  victim = await makeThings(t)
  const [neighbour, stranger] = [await makeThings(t), await makeThings(t, other)]
  attackers = [
    { who: 'another agent of the organization', own: neighbour, token: neighbour.token },
    { who: 'an agent of another organization', own: stranger, token: stranger.token },
    { who: 'another organization', own: stranger, token: await t.orgToken(other) }
  ]
})
afterAll(() => t.close())

test('tools that name a call are known, those of the older product too', () => {
  expect(takers.length).toBeGreaterThan(12)
  expect(takers.map(({ argument }) => argument)).toEqual(expect.arrayContaining([...NAMES]))
})

describe.each(takers)('$name with a foreign $argument', ({ name, argument }) => {
  test('finds no call, tells nothing of it, and changes nothing', async () => {
    const before = await rowsAbout(t, victim.agentId)
    const foreign =
      argument === 'callId' ? [victim.callId, victim.liveCallId] : [victim.liveCallSid, victim.ringingCallSid]

    for (const { who, own, token } of attackers)
      for (const id of foreign) {
        const { callId: _callId, callSid: _callSid, ...rest } = TOOL_CASES[name]?.args(own) ?? {}
        const args = { ...rest, [argument]: id }
        const overRest = await t.call(name, args, token)
        const overMcp = await callOverMcp(t.base, name, args, token)
        expect(overRest.status, who).not.toBe(200)
        expect(overMcp.failed, who).toBe(true)
        for (const answer of [overRest.body, overMcp.answer]) {
          const shown = JSON.stringify(answer)
          expect(shown, who).toMatch(/not_found|CALL_NOT_FOUND/)
          for (const secret of [victim.secret, victim.number, victim.displayName]) expect(shown).not.toContain(secret)
        }
      }

    expect(await rowsAbout(t, victim.agentId)).toEqual(before)
  })
})

test('nobody speaks on a foreign call over REST, nor without a token', async () => {
  const before = await rowsAbout(t, victim.agentId)
  const speak = (callId: string, token?: string) =>
    fetch(`${t.base}/v1/calls/${callId}/speech`, {
      method: 'POST',
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      body: '{"token":"I am your agent.","last":true}\n'
    })

  for (const callId of [victim.liveCallId, victim.callId, victim.liveCallSid]) {
    expect((await speak(callId)).status).toBe(401)
    for (const { token, who } of attackers) expect((await speak(callId, token)).status, who).toBe(404)
  }

  expect(await rowsAbout(t, victim.agentId)).toEqual(before)
})

test('the links of sounds open with nothing but what was handed out', async () => {
  for (const kind of ['speech', 'recordings'])
    for (const token of [victim.liveCallId, victim.liveCallSid, 'a'.repeat(120), '%00', '..%2f..%2fetc%2fpasswd'])
      expect((await fetch(`${t.base}/v1/media/${kind}/${token}`)).status, `${kind} ${token}`).toBe(404)
})
