import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { calls } from '../../src/db/schema/index.ts'
import { orgVendors } from '../../src/pipeline/vendors.ts'
import { openProvider } from '../../src/providers/index.ts'
import { carrierHouse } from '../helpers/carrier-house.ts'
import { until } from '../helpers/until.ts'

const VOICEMAIL = '+15550100007'
const house = await carrierHouse()
const { agent, app, placed, simulator, webhook } = house
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
  const row = async () => (await app.db.select().from(calls).where(eq(calls.id, id)))[0]
  await until(async () => (await row())?.state === 'completed', 'the call ends')
  const call = simulator.calls({ to: VOICEMAIL }).find(({ sid }) => sid === ref)
  const heard = call?.course.filter(({ what }) => what === 'heard').map(({ detail }) => JSON.stringify(detail))
  return { row: await row(), heard: heard?.join(' ') ?? '' }
}

test('a call that a machine takes leaves its message after the tone, once, and ends', async () => {
  const { row, heard } = await calledMachine('leaveMessage')

  expect(row).toMatchObject({ answeredBy: 'machine', endedBy: 'voicemail', state: 'completed' })
  expect(heard.split('Please call us back.')).toHaveLength(2)
})

test('a call that a machine takes says nothing to it where the agent wants none', async () => {
  const { row, heard } = await calledMachine('hangup')

  expect(row).toMatchObject({ answeredBy: 'machine', endedBy: 'voicemail' })
  expect(heard).not.toContain('Please call us back.')
})
