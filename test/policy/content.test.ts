import { describe, expect, test } from 'vitest'
import { decisions } from '../../src/db/schema/index.ts'
import type { OutboundDraft } from '../../src/pipeline/draft.ts'
import { content } from '../../src/policy/content.ts'
import { intent } from '../helpers/intent.ts'
import { PERSON, sendingHouse, sms } from '../helpers/sending-house.ts'
import { subject } from '../helpers/subject.ts'

const CARD = '4242 4242 4242 4242'
const email = (values: Partial<OutboundDraft>): OutboundDraft => ({
  channel: 'email',
  to: 'dana@example.org',
  subject: 'Your order',
  body: 'It is on its way.',
  ...values
})

test.each<[Partial<OutboundDraft>, string, string]>([
  [{ subject: `Card ${CARD}` }, 'subject', 'card_number'],
  [{ body: `Card ${CARD}` }, 'body', 'card_number'],
  [{ html: `<p>Card <b>4242</b> 4242&nbsp;4242 4242</p>` }, 'html', 'card_number'],
  [{ body: 'I will kill you' }, 'body', 'threat']
])('an email with %j is not sent, and is told where and what it has', async (values, part, category) => {
  const house = await sendingHouse()

  await expect(house.send(email(values))).rejects.toMatchObject({
    code: 'content_blocked',
    message: expect.stringContaining(`the ${part} has a`),
    details: { findings: { [part]: [category] }, check: 'content' }
  })
  expect(house.emails()).toEqual([])
})

test('the verdict repeats nothing of the text, neither to the caller nor in the decision', async () => {
  const house = await sendingHouse()
  const error = await house.send(sms(PERSON, `Take ${CARD} and fuck off`)).catch((thrown: unknown) => thrown)
  const rows = await house.deps.db.select().from(decisions)

  expect(rows).toMatchObject([
    {
      verdict: 'refused',
      check: 'content',
      code: 'content_blocked',
      facts: { content: { body: ['card_number', 'profanity'] } }
    }
  ])
  expect(JSON.stringify([error, String(error), rows])).not.toMatch(/4242 ?4242|fuck/)
  expect(house.texts()).toEqual([])
})

test('lawful text leaves as it was written', async () => {
  const house = await sendingHouse()
  const body = 'See ../menu\r\nOR 1=1 in Scunthorpe; call +1 415 555 0123'
  await house.send(sms(PERSON, body))

  expect(house.texts()).toMatchObject([{ body }])
})

test('what is no HTML is read as it is, and what has nothing leaves no facts', () => {
  const found = (said: { body: string; html?: string }) => content.load({} as never, intent({ said }))

  expect(found({ body: '<!-- I will kill you -->' })).toEqual({ body: ['threat'] })
  expect(found({ body: 'hello', html: '<!-- I will kill you -->' })).toStrictEqual({})
})

describe('judging', () => {
  test('names every part and every kind', () => {
    const found = { subject: ['threat' as const], body: ['api_key' as const, 'hate' as const] }

    expect(content.judge(subject(), found)?.message).toBe(
      'Nothing was sent: the subject has a threat, the body has an API key and hate speech.'
    )
  })

  test('passes what has nothing', () => {
    expect(content.judge(subject(), {})).toBeUndefined()
  })
})

test.each(['opt_out_confirmation', 'help_reply'] as const)(
  'a %s, which the server writes, is not read',
  async (purpose) => {
    const house = await sendingHouse()

    await house.send(sms(PERSON, `Card ${CARD}`, { purpose }))
    expect(house.texts()).toHaveLength(1)
  }
)
