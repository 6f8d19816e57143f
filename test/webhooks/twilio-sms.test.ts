import { expect, test } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { dialect } from '../../src/db/dialect.ts'
import { doorHouse, smsFields } from '../helpers/door-house.ts'

const house = await doorHouse()
const { agentId, smsUrl, token, signed, stored } = house
const path = `/webhooks/${agentId}/sms`

test('a signed SMS is answered with an empty document and is there for the agent', async () => {
  const answer = await fetch(smsUrl, signed(smsFields('from the door')))

  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toContain('text/xml')
  expect(await answer.text()).toContain('<Response/>')
  const { events } = await house.must<{ events: unknown[] }>('comms_wait_for_events', { waitSeconds: 10 }, token)
  expect(events).toMatchObject([{ kind: 'message.received', body: 'from the door', untrusted: true }])
})

test('a message brings its pictures with it', async () => {
  const picture = { NumMedia: '1', MediaUrl0: 'https://media.example/1', MediaContentType0: 'image/png' }
  await fetch(smsUrl, signed(smsFields('look', picture)))

  const { messages } = await house.must<{ messages: unknown[] }>('comms_get_messages', { limit: 1 }, token)
  expect(messages).toMatchObject([{ body: 'look', mediaUrl: 'https://media.example/1', mediaType: 'image/png' }])
})

test('a message has one effect however many copies of it come at once, and each copy is taken', async () => {
  const before = await stored()
  const request = signed(smsFields('copied'))

  const answers = await Promise.all(Array.from({ length: 10 }, () => fetch(smsUrl, request)))

  expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200))
  const after = await stored()
  expect(after.messages - before.messages).toBe(1)
  expect(after.events - before.events).toBe(1)
  expect(after.receipts - before.receipts).toBe(1)
})

test('a copy that comes after a restart has no effect and is taken', async () => {
  const request = signed(smsFields('before the restart'))
  await fetch(smsUrl, request)
  const before = await stored()

  const restarted = await replica()
  const { statusCode } = await restarted.inject({ url: path, ...injected(request) })
  await restarted.close()

  expect(statusCode).toBe(200)
  expect(await stored()).toEqual(before)
})

test.runIf(dialect === 'postgres')('a message has one effect when its copies come in at two replicas', async () => {
  const before = await stored()
  const other = await replica()
  const requests = Array.from({ length: 5 }, (_, n) => signed(smsFields(`twice ${n}`)))

  const answers = await Promise.all(
    requests.flatMap((request) => [
      fetch(smsUrl, request).then(({ status }) => status),
      other.inject({ url: path, ...injected(request) }).then(({ statusCode }) => statusCode)
    ])
  )
  await other.close()

  expect(answers).toEqual(Array(10).fill(200))
  expect((await stored()).messages - before.messages).toBe(5)
})

test('a signed message that is none is refused for good, and says why', async () => {
  const { MessageSid: _gone, ...rest } = smsFields()
  const answer = await fetch(smsUrl, signed(rest))

  expect(answer.status).toBe(400)
  expect(await answer.json()).toMatchObject({
    code: 'malformed_request',
    message: expect.stringContaining('MessageSid'),
    retryable: false
  })
})

test('the signature is checked over the configured public URL, whatever host the request names', async () => {
  const headers = { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' }
  const send = (request: ReturnType<typeof signed>) =>
    house.app.inject({ url: path, ...injected({ ...request, headers: { ...request.headers, ...headers } }) })

  expect((await send(signed(smsFields()))).statusCode).toBe(200)
  expect((await send(signed(smsFields(), `https://evil.example${path}`))).statusCode).toBe(403)
})

test('a failure of ours is answered so that the carrier tries again, and then it works', async () => {
  const request = signed(smsFields('while the disk was full'))
  const { together } = house.app.db
  house.app.db.together = () => Promise.reject(new Error('SQLITE_FULL'))
  const failed = await fetch(smsUrl, request).finally(() => {
    house.app.db.together = together
  })
  const before = await stored()

  expect(failed.status).toBe(500)
  expect(await failed.text()).not.toContain('SQLITE_FULL')
  expect((await fetch(smsUrl, request)).status).toBe(200)
  expect((await stored()).messages - before.messages).toBe(1)
})

test('a body over one megabyte is refused', async () => {
  const answer = await fetch(smsUrl, { ...signed(smsFields()), body: 'x'.repeat(1_100_000) })

  expect(answer.status).toBe(413)
})

test('text of any kind arrives as it was written', async () => {
  const text = "'; DROP TABLE messages; -- <script>alert(1)</script> %00 \u202e ﷽ 👩‍👩‍👧 a+b=c&d=e\r\nBcc: x@y.example"
  await fetch(smsUrl, signed(smsFields(text)))

  const { messages } = await house.must<{ messages: unknown[] }>('comms_get_messages', { limit: 1 }, token)
  expect(messages).toMatchObject([{ body: text }])
})

/** Another process on the same database, under the same public URL. */
const replica = () => buildApp({ config: { ...house.config, webhookBaseUrl: house.base } })
const injected = ({ headers, body }: ReturnType<typeof signed>) => ({ method: 'POST' as const, headers, payload: body })
