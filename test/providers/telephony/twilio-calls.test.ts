import { expect, test } from 'vitest'
import { openAt } from '../stage.ts'
import { CALL } from '../telephony.contract.ts'
import { refusal, twilioWire } from '../twilio-wire.ts'
import type { WireAnswer } from '../wire-server.ts'

const REF = `CA${'5'.repeat(32)}`
const record = (fields: object = {}) => ({
  ...{ sid: REF, from: CALL.from, to: CALL.to, status: 'completed', duration: '61', price: '-0.11000' },
  ...{ price_unit: 'USD', date_created: 'Fri, 20 Nov 2026 12:00:00 +0000' },
  ...fields
})
const created = (fields: object) => ({ 'POST /Calls.json': (): WireAnswer => ({ status: 201, body: record(fields) }) })

test('a call leaves once, as the form that Twilio documents, with every report and both bounds', async () => {
  const wire = await twilioWire(created({ status: 'queued' }))
  const telephony = await openAt('telephony', wire.url)

  await telephony.call(CALL)

  expect(wire.requests).toHaveLength(1)
  const form = new URLSearchParams(wire.requests[0]?.body)
  expect(form.getAll('StatusCallbackEvent')).toEqual(['initiated', 'ringing', 'answered', 'completed'])
  form.delete('StatusCallbackEvent')
  expect(Object.fromEntries(form)).toEqual({
    ...{ From: CALL.from, To: CALL.to, Url: CALL.answerUrl, Method: 'POST' },
    ...{ StatusCallback: CALL.statusUrl, StatusCallbackMethod: 'POST', Timeout: '30', TimeLimit: '660' },
    ...{ MachineDetection: 'DetectMessageEnd', AsyncAmd: 'true' },
    ...{ AsyncAmdStatusCallback: CALL.machineDetectionUrl, AsyncAmdStatusCallbackMethod: 'POST' }
  })
})

test('nobody listens for a machine where none is asked for', async () => {
  const wire = await twilioWire(created({ status: 'queued' }))

  await (await openAt('telephony', wire.url)).call({ ...CALL, machineDetectionUrl: undefined })

  expect(wire.requests[0]?.body).not.toMatch(/Machine|Amd/)
})

test.each<[string, WireAnswer, object]>([
  ['without an id', { status: 201, body: { status: 'queued' } }, { code: 'provider_timeout' }],
  ['with half an answer', { status: 201, body: '{"sid": "CA' }, { code: 'provider_timeout' }],
  ['with a refusal', refusal(21215), { code: 'provider_rejected', details: { providerCode: '21215' } }]
])('a call that is answered %s is never taken for placed', async (_name, answer, error) => {
  const wire = await twilioWire({ 'POST /Calls.json': () => answer })

  await expect((await openAt('telephony', wire.url)).call(CALL)).rejects.toMatchObject(error)
  expect(wire.requests).toHaveLength(1)
})

test.each([
  ['queued', 'initiated'],
  ['initiated', 'initiated'],
  ['ringing', 'ringing'],
  ['in-progress', 'in-progress'],
  ['completed', 'completed'],
  ['busy', 'busy'],
  ['no-answer', 'no-answer'],
  ['failed', 'failed'],
  ['canceled', 'canceled'],
  ['something new', 'unknown']
])('what Twilio calls %s is %s', async (status, state) => {
  const wire = await twilioWire({ 'GET /Calls/*': () => ({ body: record({ status }) }) })

  expect(await (await openAt('telephony', wire.url)).fetchCall(REF)).toMatchObject({ state })
})

test.each([
  [{}, { durationSeconds: 61, costMicroUsd: 110_000 }],
  [
    { price: null, duration: null },
    { durationSeconds: null, costMicroUsd: null }
  ],
  [{ price: '-0.09', price_unit: 'EUR' }, { costMicroUsd: null }],
  [
    { price: '0', duration: '0' },
    { durationSeconds: 0, costMicroUsd: 0 }
  ]
])('a call on record with %j lasted and cost %j', async (fields, known) => {
  const wire = await twilioWire({ 'GET /Calls/*': () => ({ body: record(fields) }) })

  expect(await (await openAt('telephony', wire.url)).fetchCall(REF)).toMatchObject({
    ...{ ref: REF, createdAt: new Date('2026-11-20T12:00:00Z') },
    ...known
  })
})

test('the record is read over all its pages, newest first, up to the second asked for', async () => {
  const at = (sid: string, second: number) =>
    record({ sid, date_created: `Fri, 20 Nov 2026 12:00:0${second} +0000`, status: 'busy' })
  const next = `/2010-04-01/Accounts/AC${'0'.repeat(32)}/Calls.json?Page=1`
  const wire = await twilioWire({
    'GET /Calls.json': ({ query }) => ({
      body: query.get('Page')
        ? { calls: [at('C', 2), at('D', 1)] }
        : { calls: [at('A', 3), at('B', 4)], next_page_uri: next }
    })
  })
  const since = new Date('2026-11-20T12:00:02.900Z')

  const found = await (await openAt('telephony', wire.url)).listCalls({ from: CALL.from, to: CALL.to, since })

  expect(found.map(({ ref }) => ref)).toEqual(['B', 'A', 'C'])
})

test('a call of others, whatever Twilio lists, is not taken for ours', async () => {
  const others = [record({ to: '+14155550111' }), record({ from: '+14155550122' })]
  const wire = await twilioWire({ 'GET /Calls.json': () => ({ body: { calls: others, next_page_uri: null } }) })
  const telephony = await openAt('telephony', wire.url)

  expect(await telephony.listCalls({ from: CALL.from, to: CALL.to, since: new Date(0) })).toEqual([])
})

test('a live call is given the document itself', async () => {
  const wire = await twilioWire({ 'POST /Calls/*': () => ({ body: record() }) })
  const telephony = await openAt('telephony', wire.url)
  const document = telephony.answer([{ do: 'say', text: 'Bye & thanks', language: 'en-US' }, { do: 'hangup' }])

  await telephony.redirectCall(REF, document)

  expect(Object.fromEntries(new URLSearchParams(wire.requests[0]?.body))).toEqual({ Twiml: document.payload })
})

test('a call that is over takes no document, and ending it again is no error', async () => {
  const wire = await twilioWire({ 'POST /Calls/*': () => refusal(21220) })
  const telephony = await openAt('telephony', wire.url)

  await expect(telephony.redirectCall(REF, telephony.answer([]))).rejects.toMatchObject({
    code: 'provider_rejected',
    message: 'Twilio refused: the call is over.'
  })
  await expect(telephony.endCall(REF)).resolves.toBeUndefined()
})

test('an end that fails otherwise is told', async () => {
  const wire = await twilioWire({ 'POST /Calls/*': () => refusal(20003, 401) })

  await expect((await openAt('telephony', wire.url)).endCall(REF)).rejects.toMatchObject({ code: 'provider_rejected' })
})
