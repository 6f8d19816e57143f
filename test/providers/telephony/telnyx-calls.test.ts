import { expect, test } from 'vitest'
import { openTelnyx, TELNYX_ACCOUNT } from '../stage.ts'
import { CALL } from '../telephony.contract.ts'
import { refusal, telnyxWire } from '../telnyx-wire.ts'
import type { WireAnswer } from '../wire-server.ts'

const PATH = `/v2/texml/Accounts/${TELNYX_ACCOUNT.accountId}/Calls`
const record = (fields: object = {}) => ({
  ...{
    sid: 'v3:1',
    from: CALL.from,
    to: CALL.to,
    status: 'completed',
    duration: '61',
    price: '0.0123',
    price_unit: 'USD'
  },
  ...{ date_created: '2026-11-20T12:00:00Z', ...fields }
})

test('a call leaves once, as JSON under the application, with every report and both bounds', async () => {
  const wire = await telnyxWire()

  await (await openTelnyx('telephony', wire.url)).call({ ...CALL, ringSeconds: 200, limitSeconds: 10 })

  expect(wire.requests).toHaveLength(1)
  expect(wire.requests[0]?.headers['content-type']).toBe('application/json')
  expect(JSON.parse(wire.requests[0]?.body ?? '')).toEqual({
    ...{ ApplicationSid: TELNYX_ACCOUNT.connectionId, From: CALL.from, To: CALL.to },
    ...{ Url: CALL.answerUrl, UrlMethod: 'POST', StatusCallback: CALL.statusUrl, StatusCallbackMethod: 'POST' },
    ...{ StatusCallbackEvent: 'initiated ringing answered completed', Timeout: 120, TimeLimit: 30 },
    ...{ MachineDetection: 'DetectMessageEnd', AsyncAmd: true, AsyncAmdStatusCallback: CALL.machineDetectionUrl },
    ...{ AsyncAmdStatusCallbackMethod: 'POST' },
    ...{ CancelPlaybackOnDetectMessageEnd: false, CancelPlaybackOnMachineDetection: false }
  })
})

test.each<[string, WireAnswer, object]>([
  [
    'with no more than who calls whom',
    { body: { from: CALL.from, to: CALL.to, status: 'queued' } },
    { code: 'provider_timeout' }
  ],
  ['with half an answer', { body: '{"sid": "v3' }, { code: 'provider_timeout' }],
  ['with a refusal', refusal(20100), { code: 'provider_rejected', details: { providerCode: 'telnyx_20100' } }]
])('a call that is answered %s is never taken for one that has an id', async (_name, answer, error) => {
  const wire = await telnyxWire({ [`POST ${PATH}`]: () => answer })

  await expect((await openTelnyx('telephony', wire.url)).call(CALL)).rejects.toMatchObject(error)
  expect(wire.requests).toHaveLength(1)
})

test('a call on record lasted and cost what Telnyx says', async () => {
  const wire = await telnyxWire({ [`GET ${PATH}/*`]: () => ({ body: record() }) })

  expect(await (await openTelnyx('telephony', wire.url)).fetchCall('v3:1')).toEqual({
    ...{ ref: 'v3:1', state: 'completed', from: CALL.from, to: CALL.to, durationSeconds: 61, costMicroUsd: 12_300 },
    createdAt: new Date('2026-11-20T12:00:00Z')
  })
})

test('a call without a date is never taken for one that was not placed', async () => {
  const wire = await telnyxWire({
    [`GET ${PATH}`]: () => ({ body: { calls: [record({ date_created: 'yesterday' })] } })
  })
  const telephony = await openTelnyx('telephony', wire.url)

  await expect(telephony.listCalls({ from: CALL.from, to: CALL.to, since: new Date(0) })).rejects.toMatchObject({
    code: 'provider_unavailable'
  })
})

test('the record is read over all its pages, newest first, up to the second asked for', async () => {
  const at = (sid: string, second: number, fields = {}) =>
    record({ sid, date_created: `2026-11-20T12:00:0${second}Z`, ...fields })
  const wire = await telnyxWire({
    [`GET ${PATH}`]: ({ query }) => ({
      body: query.get('PageToken')
        ? { calls: [at('B', 4), at('C', 2), at('D', 1)], next_page_uri: null }
        : {
            calls: [at('A', 3), at('X', 4, { to: '+14155550111' })],
            next_page_uri: 'https://elsewhere.example/Calls.json?Page=1&PageToken=t'
          }
    })
  })
  const since = new Date('2026-11-20T12:00:02.900Z')

  const found = await (await openTelnyx('telephony', wire.url)).listCalls({ from: CALL.from, to: CALL.to, since })

  expect(found.map(({ ref }) => ref)).toEqual(['B', 'A', 'C'])
  expect(wire.requests[0]?.query.get('From')).toBe(CALL.from)
})

test('a live call is given the document itself, as a form', async () => {
  const wire = await telnyxWire({ [`POST ${PATH}/*`]: () => ({ body: record() }) })
  const telephony = await openTelnyx('telephony', wire.url)
  const document = telephony.answer([{ do: 'say', text: 'Bye & thanks', language: 'en-US' }])

  await telephony.redirectCall('v3:1', document)

  expect(wire.requests[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded')
  expect(Object.fromEntries(new URLSearchParams(wire.requests[0]?.body))).toEqual({ Texml: document.payload })
})

test.each([refusal(90018), refusal(10005, 404), { status: 404, body: { errors: [{ detail: 'gone' }] } }])(
  'ending what is over is no error: %j',
  async (answer) => {
    const wire = await telnyxWire({ [`POST ${PATH}/*`]: () => answer })
    const telephony = await openTelnyx('telephony', wire.url)

    await expect(telephony.endCall('v3:1')).resolves.toBeUndefined()
    await expect(telephony.redirectCall('v3:1', telephony.answer([]))).rejects.toMatchObject({
      code: 'provider_rejected'
    })
  }
)

test('an end that fails otherwise is told', async () => {
  const wire = await telnyxWire({ [`POST ${PATH}/*`]: () => refusal(10009, 401) })

  await expect((await openTelnyx('telephony', wire.url)).endCall('v3:1')).rejects.toMatchObject({
    message: 'Telnyx refused: the API key is not valid.'
  })
})
