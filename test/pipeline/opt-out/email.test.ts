import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { dncList, messages } from '../../../src/db/schema/index.ts'
import { takeEvents } from '../../../src/delivery/inbox.ts'
import { newId } from '../../../src/lib/ids.ts'
import { fetchDue } from '../../../src/pipeline/fetch-email.ts'
import { receiveEmailEvent } from '../../../src/pipeline/inbound-email.ts'
import { sendKeywordReplies } from '../../../src/pipeline/inbound-replies.ts'
import { askedInEmail, askedInSubject } from '../../../src/pipeline/keywords.ts'
import { ownWords } from '../../../src/pipeline/opt-out/own-words.ts'
import { sendingHouse } from '../../helpers/sending-house.ts'

const BOB = 'bob@example.com'

async function mailHouse() {
  const house = await sendingHouse()
  const { deps, agent, simulator } = house
  /** An email that Bob writes to the agent, received but not fetched. */
  const writes = async (subject: string, text: string) => {
    const to = agent.emailAddress ?? ''
    const { emailId } = simulator.email({ from: `Bob <${BOB}>`, to, subject, text })
    const { messageId } = simulator.emails().find(({ id }) => id === emailId) ?? expect.fail()
    const data = { email_id: emailId, from: `Bob <${BOB}>`, to: [to], message_id: messageId, subject }
    return receiveEmailEvent(deps, {
      orgId: agent.orgId,
      eventId: newId('evt'),
      event: { type: 'email.received', data }
    })
  }
  return {
    ...house,
    writes,
    listed: () => deps.db.select().from(dncList).where(eq(dncList.contact, BOB)),
    write: (subject: string) => house.send({ channel: 'email', to: BOB, subject, body: 'How are you?' }),
    kinds: async () => (await takeEvents(deps, agent, { max: 10 })).events.map(({ kind }) => kind)
  }
}

test('an email whose subject asks is obeyed before its content is there, and confirmed once in its thread', async () => {
  const house = await mailHouse()

  await house.writes('Unsubscribe', 'please stop sending me emails')

  expect(await house.listed()).toMatchObject([{ source: 'keyword' }])
  await expect(house.write('Hello')).rejects.toMatchObject({ code: 'recipient_opted_out' })
  await fetchDue(house.deps)
  await sendKeywordReplies(house.deps)
  await sendKeywordReplies(house.deps)
  const [received] = await house.deps.db.select().from(messages).where(eq(messages.direction, 'inbound'))
  expect(house.emails()).toMatchObject([
    { to: [BOB], subject: 'You are unsubscribed', headers: { 'in-reply-to': received?.emailMessageId } }
  ])
  expect((await house.kinds()).sort()).toEqual(['contact.opted_out', 'message.received'])
})

test('an email whose first own words ask is obeyed when its content is fetched', async () => {
  const house = await mailHouse()

  await house.writes(
    'Re: Our offer',
    'Hi,\n\nplease take me off\nyour list.\n\nBob\n\nOn Monday Ada wrote:\n> Hello Bob'
  )
  expect(await house.listed()).toEqual([])
  await fetchDue(house.deps)
  await sendKeywordReplies(house.deps)

  expect(await house.listed()).toMatchObject([{ source: 'free_text' }])
  expect(house.emails()).toMatchObject([{ to: [BOB], subject: 'You are unsubscribed' }])
  expect((await house.kinds()).sort()).toEqual(['contact.opted_out', 'message.received'])
})

test('START by email lets the person be written to again', async () => {
  const house = await mailHouse()
  await house.writes('Unsubscribe', '')
  await fetchDue(house.deps)
  await house.clock.advance(1000)

  await house.writes('Re: You are unsubscribed', 'START\n\nOn Monday Ada wrote:\n> Reply START to resume.')
  await fetchDue(house.deps)

  expect(await house.listed()).toEqual([])
  expect(await house.write('Hello again')).toMatchObject({ status: 'sent' })
})

test('YES in an email is an answer to something else, also of who has unsubscribed', async () => {
  const house = await mailHouse()
  await house.writes('Unsubscribe', '')
  await fetchDue(house.deps)
  await house.clock.advance(1000)

  await house.writes('Re: Tuesday?', 'Yes')
  await fetchDue(house.deps)

  expect(await house.listed()).toHaveLength(1)
})

test('what an email repeats of another asks for nothing', async () => {
  const house = await mailHouse()

  await house.writes(
    'Re: Stop paying too much',
    'Sounds good, tell me more.\n\nOn Mon, 1 Jun 2026 Ada wrote:\n> Unsubscribe'
  )
  await fetchDue(house.deps)

  expect(await house.listed()).toEqual([])
  expect(await house.kinds()).toEqual(['message.received'])
})

describe('a subject', () => {
  test.each(['unsubscribe', 'STOP', 'Please remove me from your mailing list', 'Abmelden', 'désinscription'])(
    'that asks is understood: %s',
    (subject) => expect(askedInSubject(subject)?.keyword).toBe('stop')
  )
  test.each(['Re: Unsubscribe', 'AW: STOP', 'Fwd: stop', 'Cancel', 'End', 'Order 12', 'Start', 'Help', ''])(
    'that answers, or means something else more often, asks for nothing: %s',
    (subject) => expect(askedInSubject(subject)).toBeUndefined()
  )
})

describe('own words', () => {
  test.each([
    ['quoted lines', '> stop\n> unsubscribe\nYes, please.'],
    [
      'what stands below "wrote:"',
      'Yes, please.\n\nOn Mon, Jun 1, 2026 at 9:00 AM Ada <a@example.com> wrote:\nunsubscribe'
    ],
    ['German', 'Yes, please.\n\nAm 01.06.2026 um 09:00 schrieb Ada:\nabmelden'],
    ['French', 'Yes, please.\n\nLe lun. 1 juin 2026 à 09:00, Ada a écrit :\nstop'],
    ['Spanish', 'Yes, please.\n\nEl lun, 1 jun 2026, Ada escribió:\nbaja'],
    ['Portuguese', 'Yes, please.\n\nEm seg., 1 de jun. de 2026, Ada escreveu:\nsair'],
    ['Hebrew', 'Yes, please.\n\nבתאריך יום ב׳ 1 ביוני 2026 מאת Ada כתב:\nהסר'],
    ['an original message', 'Yes, please.\n-----Original Message-----\nstop'],
    ['a line of another program', 'Yes, please.\n________________________________\nFrom: Ada\nstop'],
    ['headers that are repeated', 'Yes, please.\nFrom: Ada <a@example.com>\nSubject: stop'],
    ['our footer', 'Yes, please.\nUnsubscribe: https://comms.example/unsubscribe/abc'],
    ['the signature', 'Yes, please.\n-- \nStop the war'],
    ['a greeting', 'Dear Ada,\n\nYes, please.']
  ])('leave out %s', (_what, body) => expect(ownWords(body)).toBe('Yes, please.'))

  test('join a wrapped line and keep paragraphs apart', () => {
    expect(ownWords('Hi Ada,\nplease take\nme off.\n\nBob')).toBe('please take me off.\n\nBob')
  })

  test('are bounded, whatever stands in them', () => {
    for (const body of ['a'.repeat(1_000_000), 'On '.repeat(300_000), '> '.repeat(500_000), '\n'.repeat(1_000_000)])
      expect(ownWords(body).length).toBeLessThanOrEqual(600)
  })
})

test.each([[{ 'auto-submitted': 'auto-replied' }], [{ precedence: 'bulk' }], [{ 'list-id': '<news.example.com>' }]])(
  'an email that a program wrote asks for nothing: %j',
  (headers) => {
    expect(askedInEmail({ body: 'unsubscribe' }, headers as Record<string, string>)).toBeUndefined()
    expect(askedInEmail({ body: 'unsubscribe' }, { 'auto-submitted': 'No' })).toMatchObject({ keyword: 'stop' })
  }
)
