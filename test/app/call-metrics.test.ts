import { expect, onTestFinished, test } from 'vitest'
import { whoIsPresent } from '../../src/delivery/presence.ts'
import { agentLabel, metrics } from '../../src/observability/metrics.ts'
import { callHouse } from '../helpers/call-house.ts'
import { flowing } from '../helpers/flowing.ts'
import { streamAgent } from '../helpers/stream-agent.ts'
import { until } from '../helpers/until.ts'
import { virtualClock } from '../helpers/virtual-clock.ts'

/** From a turn to the hand-over, in milliseconds. */
const HAND_OVER_MS = 8000
const LONG = 'We have rooms with a view of the garden, and a tower.'

test('/metrics tells of each call: first and last words by way, interruptions, fillers, hand-overs, outcomes, refusals', async () => {
  const clock = virtualClock()
  const t = await callHouse({}, clock)
  const passes = flowing(clock)
  const { agentId, channels, securityToken } = await t.provision()
  // Everything below is counted from here on.
  metrics.resetMetrics()
  const agent = await streamAgent(t.base, securityToken, ({ turn }) => {
    t.simulator.behave({ speechMsPerChar: turn === 1 ? 20 : 0 })
    return turn === 1 ? [LONG] : turn === 2 ? ['Room 7.'] : undefined
  })
  onTestFinished(() => agent.kill())
  await until(async () => (await whoIsPresent(t.app, agentId)).includes('stream'), 'the agent is within reach')
  const read = async () => {
    const response = await fetch(`${t.base}/metrics`, { headers: { authorization: `Bearer ${t.adminToken}` } })
    return (await response.text()).split('\n')
  }

  const call = t.ring(channels.phone?.number ?? '', [
    { say: 'What do you have?' },
    { say: 'One room.', interruptAfter: 20 },
    { say: 'And what does it cost?' }
  ])
  await passes(() => agent.asked.length === 3, 'the third turn is thought about')
  expect(await read()).toContain(`comms_active_calls{agent="${agentLabel(agentId)}"} 1`)
  await clock.advance(HAND_OVER_MS)
  await passes(() => call.heard().at(-1)?.includes('cannot go on') === true, 'the machine takes over')
  call.act({ hangup: true })
  await passes(() => call.now().endedAt !== null, 'the call ends')
  await passes(
    async () => (await read()).some((line) => line.startsWith('comms_call_outcomes_total{')),
    'it is counted'
  )
  expect(await t.call('comms_make_call', { to: '+19005550100', context: 'A call.' }, securityToken)).toMatchObject({
    status: 403
  })

  const lines = await read()
  for (const line of [
    'comms_call_first_token_seconds_count{way="stream"} 2',
    'comms_call_last_token_seconds_count{way="stream"} 2',
    'comms_call_first_token_seconds_count{way="machine"} 1',
    'comms_call_last_token_seconds_count{way="machine"} 1',
    'comms_call_events_total{event="interruption"} 1',
    'comms_call_events_total{event="filler"} 1',
    'comms_call_events_total{event="left_stream"} 1',
    'comms_call_outcomes_total{direction="inbound",state="completed",by="caller"} 1',
    `comms_active_calls{agent="${agentLabel(agentId)}"} 0`
  ])
    expect(lines, line).toContain(line)
  expect(
    lines.some((line) => /^comms_decisions_total\{check="[\w-]+",verdict="refused",action="call"\} 1$/.test(line))
  ).toBe(true)
})
