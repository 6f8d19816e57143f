import { expect, test } from 'vitest'
import { whoIsPresent } from '../../src/delivery/presence.ts'
import type { CallView, Next } from '../../src/schemas/call.ts'
import { callHouse } from '../helpers/call-house.ts'
import { until } from '../helpers/until.ts'

const MENU = '+15550100012'
const SCREENED = '+15550100008'

/** An agent that has called this number, and hears what is said there. */
async function calling(to: string, more: object = {}) {
  const t = await callHouse()
  const { securityToken: token } = await t.provision()
  const wish = { to, context: 'Find out when they open.', greeting: 'Good day.', ...more }
  const { callId } = await t.must<{ callId: string }>('comms_make_call', wish, token)
  const reply = async (text: string) =>
    (await t.must<{ next?: Next }>('comms_reply_to_caller', { callId, text, listenSeconds: 20 }, token)).next
  const view = () => t.must<CallView>('comms_get_call', { callId }, token)
  return { ...t, token, callId, reply, view, call: await t.placed(to) }
}

test('an agent finds its way through a menu by keys, and the log tells that it was one', async () => {
  const { must, token, callId, reply, view, call, violations } = await calling(MENU)
  expect(await reply('')).toMatchObject({ kind: 'utterance', text: expect.stringContaining('press 1') })

  await must('comms_send_digits', { callId, digits: 'w1' }, token)

  expect((await reply(''))?.text).toContain('We are open from nine to five.')
  expect(await view()).toMatchObject({ answeredBy: 'ivr', terminal: false })
  await must('comms_end_call', { callId }, token)
  await call.over()
  expect(violations()).toEqual([])
})

test('an agent that has just called is waited for when somebody answers', async () => {
  const t = await callHouse()
  const { agentId, securityToken } = await t.provision()
  expect(await whoIsPresent(t.app, agentId)).toEqual([])

  await t.must('comms_make_call', { to: '+15550100011', context: 'Nobody answers.' }, securityToken)

  expect(await whoIsPresent(t.app, agentId)).toEqual(['tool'])
})

test('call screening is told who calls, and is no machine that is hung up on', async () => {
  const { reply, view, callId, token, must, call } = await calling(SCREENED, { whenVoicemail: 'hangup' })
  expect((await reply(''))?.text).toContain('say your name')

  const next = await reply('This is the agent of the front desk, about your order.')

  expect(next?.text).toContain('one moment please')
  await until(async () => (await view()).answeredBy === 'screening', 'the screening is known')
  await until(() => call.course<string>('said').includes('Hello?'), 'the person answers')
  await must('comms_end_call', { callId }, token)
  await call.over()
})
