import { expect, test } from 'vitest'
import type { Caller, Deps } from '../../src/deps.ts'
import { Toolbox } from '../../src/tools/call.ts'
import { tools } from '../../src/tools/index.ts'
import { agentCaller, orgCaller, superCaller } from '../helpers/callers.ts'
import { seedAgent, seedOrganization, testDeps } from '../helpers/test-deps.ts'

const toolbox = new Toolbox(tools)

async function house() {
  const { deps } = await testDeps()
  const orgId = await seedOrganization(deps)
  const agent = await seedAgent(deps, orgId)
  return { deps, orgId, agent, call: callAs(deps) }
}

/** Calls a tool as every door does: its input and its output are checked against its schemas. */
const callAs = (deps: Deps) => async (caller: Caller, name: string, args: object) => {
  const outcome = await toolbox.call(name, args, { deps, caller, log: deps.log })
  if (outcome.kind === 'question') throw new Error(`${name} asked a question`)
  return outcome.kind === 'result' ? outcome.output : { refused: outcome.failure.code, why: outcome.failure.message }
}

test('an owner leads an agent from its first to its last day, every answer in the shape that is published', async () => {
  const { orgId, call } = await house()
  const owner = orgCaller(orgId)
  const wish = { agentId: 'ada', displayName: 'Ada', capabilities: { phone: true, email: true, voiceAi: true } }

  const made = await call(owner, 'comms_provision_channels', wish)
  expect(made).toMatchObject({ agentId: 'ada', poolSlotsRemaining: 4, securityToken: expect.any(String) })
  expect(await call(owner, 'comms_get_channel_status', { agentId: 'ada' })).toMatchObject({
    channels: { email: { address: 'ada@agents.example.com' } },
    pool: { used: 1 }
  })
  expect(
    await call(owner, 'comms_update_agent', { agentId: 'ada', greeting: 'Hi', callbackUrl: 'https://ada.example.com' })
  ).toMatchObject({ greeting: 'Hi', callbackSecret: expect.stringMatching(/^whsec_/) })
  const issued = await call(owner, 'comms_issue_token', { scope: 'agent', agentId: 'ada', expiresInDays: 30 })
  const rotated = await call(owner, 'comms_rotate_token', { tokenId: 'tokenId' in issued && issued['tokenId'] })
  expect(rotated).toMatchObject({ agentId: 'ada', scope: 'agent', expiresAt: '2026-07-15T15:00:00.000Z' })
  const { tokenId } = rotated as { tokenId: string }
  expect(await call(owner, 'comms_revoke_token', { tokenId })).toEqual({ tokenId, revoked: true })
  expect(await call(owner, 'comms_get_usage_dashboard', { period: 'all' })).toMatchObject({
    globalTotals: { activeAgents: 2, totalActions: 0 }
  })
  expect(await call(superCaller(orgId), 'comms_expand_agent_pool', { maxAgents: 9 })).toEqual({
    pool: { maxAgents: 9, used: 1, remaining: 8 }
  })
  expect(await call(owner, 'comms_deprovision_channels', { agentId: 'ada' })).toEqual({
    released: true,
    poolSlotsRemaining: 9
  })
})

test('an agent asks about itself without saying who it is', async () => {
  const { agent, call } = await house()
  const self = agentCaller(agent)

  expect(await call(self, 'comms_get_me', {})).toMatchObject({ role: 'agent', agent: { agentId: agent.id } })
  expect(await call(self, 'comms_get_channel_status', {})).toMatchObject({
    channels: { phone: { number: agent.phoneNumber } }
  })
  expect(await call(self, 'comms_get_usage_dashboard', {})).toMatchObject({ agents: [{ agentId: agent.id }] })
  expect(await call(self, 'comms_update_agent', { displayName: 'Myself' })).toMatchObject({ displayName: 'Myself' })
})

test('a ping returns the message and the time without asking the database', async () => {
  const { deps, agent } = await house()
  const call = callAs({ ...deps, db: null as never })

  expect(await call(agentCaller(agent), 'comms_ping', { message: 'hello' })).toEqual({
    pong: true,
    message: 'hello',
    at: '2026-06-15T15:00:00.000Z'
  })
  expect(await call(agentCaller(agent), 'comms_ping', {})).toEqual({ pong: true, at: '2026-06-15T15:00:00.000Z' })
})

test.each([
  'comms_provision_channels',
  'comms_deprovision_channels',
  'comms_issue_token',
  'comms_rotate_token',
  'comms_revoke_token',
  'comms_expand_agent_pool'
])('%s is not for agents', async (name) => {
  const { agent, call } = await house()

  expect(await call(agentCaller(agent), name, {})).toMatchObject({ refused: 'forbidden' })
})

test('an organization does not enlarge its own pool', async () => {
  const { orgId, call } = await house()

  expect(await call(orgCaller(orgId), 'comms_expand_agent_pool', { maxAgents: 100 })).toMatchObject({
    refused: 'forbidden'
  })
})

test.each([
  ['displayName', { displayName: 'A\r\nBcc: eve@example.com' }],
  ['displayName', { displayName: '' }],
  ['displayName', { displayName: 'x'.repeat(101) }],
  ['country', { country: 'usa' }],
  ['agentId', { agentId: '../admin' }],
  ['agentId', { agentId: "x'; DROP TABLE agents" }],
  ['emailDomain', { emailDomain: 'a@b.example.com' }],
  ['emailDomain', { emailDomain: 'example' }],
  ['callbackUrl', { callbackUrl: 'file:///etc/passwd' }],
  ['greeting', { greeting: 'a\0b' }],
  ['capabilities.phone', { capabilities: { phone: 'yes' } }],
  ['capabilities.fax', { capabilities: { fax: true } }],
  ['colour', { colour: 'red' }]
])('a bad %s is refused by name, and nothing is provisioned', async (field, change) => {
  const { orgId, call } = await house()
  const wish = { displayName: 'Ada', capabilities: { phone: true }, ...change }

  const answer = await call(orgCaller(orgId), 'comms_provision_channels', wish)

  expect(answer).toMatchObject({ refused: 'invalid_input', why: expect.stringContaining(field) })
  expect(await call(superCaller(orgId), 'comms_get_me', {})).toMatchObject({ pool: { used: 0 } })
})

test('a name that looks like SQL or HTML is a name', async () => {
  const { orgId, call } = await house()
  const displayName = `Robert'); DROP TABLE agents;-- <b>"x"</b> ${'é'}`

  const made = await call(orgCaller(orgId), 'comms_provision_channels', {
    agentId: 'bobby',
    displayName,
    capabilities: { email: true }
  })

  expect(made).toMatchObject({
    channels: { email: { address: 'robert-drop-table-agents-b-x-b-e@agents.example.com' } }
  })
  expect(await call(orgCaller(orgId), 'comms_get_me', { agentId: 'bobby' })).toMatchObject({ agent: { displayName } })
})
