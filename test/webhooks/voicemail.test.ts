import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { calls } from '../../src/db/schema/index.ts'
import { orgVendors } from '../../src/pipeline/vendors.ts'
import { openProvider } from '../../src/providers/index.ts'
import { callSid, carrierHouse } from '../helpers/carrier-house.ts'
import { until } from '../helpers/until.ts'

const VOICEMAIL = '+15550100007'
const house = await carrierHouse()
const { agent, app, comesIn, placed, row, simulator, webhook } = house
simulator.behave({ speechMsPerChar: 0, ringMs: 5, actionDelayMs: 5, statusDelayMs: 2, patienceMs: 200 })

/** Has the carrier dial the person whose machine answers, and waits until the call is over. */
async function calledMachine(whenVoicemail: 'hangup' | 'leaveMessage') {
  const content = { greeting: 'I am an AI.', voicemailText: 'Please call us back.' }
  const { id } = await placed('', { providerRef: null, contact: VOICEMAIL, whenVoicemail }, content)
  const telephony = await openProvider(app.providers, 'telephony', await orgVendors(app, agent.orgId, agent.id))
  const { ref } = await telephony.call({
    ...{ from: agent.phoneNumber ?? '', to: VOICEMAIL, ringSeconds: 30, limitSeconds: 60 },
    answerUrl: webhook(`voice?c=${id}`),
    statusUrl: webhook(`call-status?c=${id}`),
    machineDetectionUrl: webhook(`call-status?c=${id}&amd=1`)
  })
  const stored = async () => (await app.db.select().from(calls).where(eq(calls.id, id)))[0]
  await until(async () => (await stored())?.state === 'completed', 'the call ends')
  const record = simulator.calls({ to: VOICEMAIL }).find(({ sid }) => sid === ref)
  const heard = record?.course.filter(({ what }) => what === 'heard').map(({ detail }) => JSON.stringify(detail))
  return { call: await stored(), heard: heard?.join(' ') ?? '' }
}

test('a call that a machine takes leaves its message after the tone, once, and ends', async () => {
  const { call, heard } = await calledMachine('leaveMessage')

  expect(call).toMatchObject({ answeredBy: 'machine', endedBy: 'voicemail', state: 'completed' })
  expect(heard.split('Please call us back.')).toHaveLength(2)
})

test('a call that a machine takes says nothing to it where the agent wants none', async () => {
  const { call, heard } = await calledMachine('hangup')

  expect(call).toMatchObject({ answeredBy: 'machine', endedBy: 'voicemail' })
  expect(heard).not.toContain('Please call us back.')
})

describe('who answered a call', () => {
  const amd = (call: { id: string; providerRef: string | null }, heard: string) =>
    house.post(`call-status?c=${call.id}&amd=1`, { CallSid: call.providerRef ?? '', AnsweredBy: heard })
  const live = { state: 'in-progress', answeredAt: new Date() } as const

  test('is written down, and a person is talked to on', async () => {
    const call = await placed(callSid(), live)
    await amd(call, 'human')

    expect(await row(call.providerRef ?? '')).toMatchObject({ answeredBy: 'human', endedBy: null })
  })

  test('does not end a call that goes on whoever answers', async () => {
    const call = await placed(callSid(), { ...live, whenVoicemail: 'ignore' })
    await amd(call, 'machine_start')

    expect(await row(call.providerRef ?? '')).toMatchObject({ answeredBy: 'machine', endedBy: null })
  })

  test('is not believed of a call that came in, or of another agent’s', async () => {
    const sid = callSid()
    await comesIn(sid)
    await amd(await row(sid), 'machine_start')
    const foreign = await placed(callSid(), { ...live, agentId: 'agt_other' })
    await amd(foreign, 'machine_start')

    expect((await row(sid)).answeredBy).toBeNull()
    expect((await row(foreign.providerRef ?? '')).answeredBy).toBeNull()
  })

  test('waits with the message until the machine has finished its greeting', async () => {
    const call = await placed(
      callSid(),
      { ...live, whenVoicemail: 'leaveMessage' },
      { voicemailText: 'Please call back.' }
    )
    await amd(call, 'machine_start')

    expect(await row(call.providerRef ?? '')).toMatchObject({ answeredBy: 'machine', endedBy: null })
  })

  test.each(['ivr', 'screening'] as const)(
    'is %s where its words have told so: only a tone is proof of a machine',
    async (answeredBy) => {
      const call = await placed(callSid(), { ...live, answeredBy, whenVoicemail: 'hangup' })

      for (const heard of ['machine_start', 'human', 'machine_end_silence', 'machine_end_other']) {
        await amd(call, heard)
        expect(await row(call.providerRef ?? '')).toMatchObject({ answeredBy, endedBy: null })
      }
      const toned = await placed(callSid(), { ...live, answeredBy, whenVoicemail: 'hangup' })
      await amd(toned, 'machine_end_beep')
      expect(await row(toned.providerRef ?? '')).toMatchObject({ answeredBy: 'machine', endedBy: 'voicemail' })
    }
  )

  test('leaves a call that the carrier would not end to be looked into', async () => {
    const call = await placed(callSid(), live)
    simulator.fault({ vendor: 'twilio', operation: 'UpdateCall', status: 503 })
    expect((await amd(call, 'machine_start')).status).toBe(200)

    expect(await row(call.providerRef ?? '')).toMatchObject({ endedBy: 'voicemail', dueAt: expect.any(Date) })
  })
})
