import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestApp, type TestApp } from '../helpers/test-app.ts'
import { callOverMcp } from './mcp-call.ts'
import { HOSTILE_TEXTS } from './schema-faults.ts'
import { makeThings, type Things } from './things.ts'

const BROKEN = ['a NUL', 'a lone surrogate', 'two surrogates the wrong way round']
const LAWFUL = Object.entries(HOSTILE_TEXTS).filter(([what]) => !BROKEN.includes(what))
const DOORS = ['REST', 'MCP'] as const
const PERSON = '+15550100001'
const WRITER = 'silent@people.example.net'

let t: TestApp
let own: Things
beforeAll(async () => {
  t = await openTestApp()
  own = await makeThings(t)
})
afterAll(() => t.close())

type Door = (typeof DOORS)[number]
let sent = 0

/** Sends through one of the doors; each under a key of its own, so that a repeated text is no repeat. */
async function send(draft: object, door: Door = 'REST') {
  const args = { idempotencyKey: `unharmed-${++sent}`, ...draft }
  if (door === 'MCP') return callOverMcp(t.base, 'comms_send_message', args, own.token)
  const { status, body } = await t.call('comms_send_message', args, own.token)
  return { failed: status !== 200, answer: body }
}
const written = () => {
  const { texts, emails } = t.simulator.counts()
  return texts + emails
}
const newestText = () => t.simulator.texts({ to: PERSON, limit: 1 })[0]
const newestEmail = () => t.simulator.emails({ direction: 'outbound', limit: 1 })[0]

describe.each(DOORS)('over %s', (door) => {
  test.each(LAWFUL.filter(([what]) => what !== 'only white space'))(
    '%s reaches a phone as it was written',
    async (_what, text) => {
      const { failed, answer } = await send({ channel: 'sms', to: PERSON, body: text }, door)

      expect({ failed, answer }).toMatchObject({ failed: false })
      expect(newestText()?.body).toBe(text)
    }
  )

  test.each(LAWFUL)('%s reaches a mailbox as it was written', async (_what, text) => {
    const draft = { channel: 'email', to: WRITER, subject: 'Hello', body: text, html: text }

    expect(await send(draft, door)).toMatchObject({ failed: false })
    expect(newestEmail()).toMatchObject({ text, html: text })
  })

  test.each(BROKEN)('%s is refused by the name of its argument, and nothing is sent', async (what) => {
    const before = written()
    const draft = { channel: 'email', to: WRITER, subject: 'Hello', body: 'Hello', html: 'Hello' }

    for (const field of ['body', 'html', 'subject']) {
      const { answer } = await send({ ...draft, [field]: HOSTILE_TEXTS[what] }, door)
      expect(answer).toMatchObject({ code: 'invalid_input', message: expect.stringContaining(`${field}: `) })
    }

    expect(written()).toBe(before)
  })

  test('a line break is refused where it would end a header, and nothing is sent', async () => {
    const before = written()
    const draft = { channel: 'email', to: WRITER, subject: 'Hello', body: 'Hello' }
    const file = { filename: 'a.txt', contentType: 'text/plain', contentBase64: 'aGVsbG8=' }
    for (const breaking of ['\r\nBcc: all@example.com', '\n', '\r', '\u2028', '\u0085\u0000']) {
      const line = `Hello${breaking}`
      const broken = [
        { subject: line },
        { to: line },
        { cc: [`a@example.com${breaking}`] },
        { bcc: [`a@example.com${breaking}`] },
        { attachments: [{ ...file, filename: line }] },
        { attachments: [{ ...file, contentType: line }] }
      ]
      for (const part of broken)
        expect((await send({ ...draft, ...part }, door)).failed, JSON.stringify(part)).toBe(true)
    }
    expect(written()).toBe(before)
  })
})

test.each(LAWFUL.filter(([, text]) => !/[\r\n\t]/.test(text)))(
  '%s is kept as it is in names, subjects and files',
  async (_what, text) => {
    const filename = text.slice(0, 255)
    await t.must(
      'comms_update_agent',
      { displayName: text.slice(0, 100), greeting: text, systemPrompt: text },
      own.token
    )
    const attachments = [{ filename, contentType: 'text/plain', contentBase64: 'aGVsbG8=' }]

    expect(await send({ channel: 'email', to: WRITER, subject: text, body: 'Hello', attachments })).toMatchObject({
      failed: false
    })

    expect(newestEmail()).toMatchObject({ subject: text, files: [{ filename }] })
    expect(await t.must('comms_get_me', {}, own.token)).toMatchObject({
      agent: { displayName: text.slice(0, 100), greeting: text, systemPrompt: text }
    })
  }
)

test('what strangers write reaches the agent as they wrote it', async () => {
  for (const [what, text] of LAWFUL.filter(([each]) => each !== 'only white space')) {
    t.simulator.sms({ from: '+14155550199', to: own.number, body: text })
    const query = { kinds: ['message.received'], contact: '+14155550199' }
    const { events, ack } = await t.must<{ events: unknown[]; ack: string }>('comms_wait_for_events', query, own.token)
    expect(events, what).toMatchObject([{ body: text }])
    await t.must('comms_wait_for_events', { waitSeconds: 0, ack, ...query }, own.token)
  }
})

test('any text whatever reaches a phone as it was written', async () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }).filter((each) => each.trim() !== '')

  await fc.assert(
    fc.asyncProperty(text, async (body) => {
      expect(await send({ channel: 'sms', to: PERSON, body })).toMatchObject({ failed: false })
      expect(newestText()?.body).toBe(body)
    }),
    { numRuns: 40 }
  )
})
