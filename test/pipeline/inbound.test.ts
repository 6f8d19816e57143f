import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { openContent } from '../../src/db/content.ts'
import {
  dncList,
  inboxEvents,
  messageBodies,
  messages,
  usageDaily,
  webhookReceipts
} from '../../src/db/schema/index.ts'
import { receiveMessage } from '../../src/pipeline/inbound.ts'
import { sendKeywordReplies } from '../../src/pipeline/inbound-replies.ts'
import { keywordIn } from '../../src/pipeline/keywords.ts'
import { drainOutbound } from '../../src/pipeline/worker.ts'
import { COUNTRIES } from '../../src/policy/countries/index.ts'
import { arrivingSms } from '../helpers/arriving.ts'
import { PERSON, sendingHouse, sms } from '../helpers/sending-house.ts'

const everything = async ({ deps }: Awaited<ReturnType<typeof sendingHouse>>) => ({
  receipts: await deps.db.select().from(webhookReceipts),
  messages: await deps.db.select().from(messages).where(eq(messages.direction, 'inbound')),
  bodies: await deps.db.select().from(messageBodies),
  events: await deps.db.select().from(inboxEvents),
  listed: await deps.db.select().from(dncList),
  usage: await deps.db.select().from(usageDaily)
})

test('a message is stored whole, with its event and its count, when it is accepted', async () => {
  const house = await sendingHouse()
  const { deps, agent } = house

  const received = await receiveMessage(deps, arrivingSms(agent, 'Hi "there" \u0000 é 🎉'))

  expect(received).toMatchObject({ outcome: 'accepted', replyDue: false, fetchDue: false })
  const { messages: rows, bodies, events, usage, receipts } = await everything(house)
  expect(rows).toMatchObject([{ status: 'received', contact: PERSON, agentId: agent.id, dueAt: null }])
  const [body] = bodies
  expect(body?.sealed).not.toContain('there')
  expect(openContent(deps.sealer, rows[0]?.id ?? '', body?.sealed ?? '')).toEqual({ body: 'Hi "there" \u0000 é 🎉' })
  expect(events).toMatchObject([{ kind: 'message.received', state: 'pending', messageId: rows[0]?.id, dueAt: null }])
  expect(usage).toMatchObject([{ channel: 'sms', inbound: 1, actions: 0 }])
  expect(receipts).toHaveLength(1)
})

test('copies of one event have one effect, at once in parallel and later', async () => {
  const house = await sendingHouse()
  const event = arrivingSms(house.agent, 'STOP')

  const first = await Promise.all(Array.from({ length: 8 }, () => receiveMessage(house.deps, event)))
  const later = await receiveMessage(house.deps, event)
  const sameMessage = await receiveMessage(house.deps, { ...event, eventKey: 'another event about it' })

  expect(first.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(1)
  expect([later.outcome, sameMessage.outcome]).toEqual(['duplicate', 'duplicate'])
  const { messages: rows, events, usage, receipts, bodies } = await everything(house)
  expect([rows.length, events.length, receipts.length, bodies.length]).toEqual([1, 2, 1, 1])
  expect(usage).toMatchObject([{ inbound: 1 }])
})

test('a message whose event cannot be stored leaves nothing behind', async () => {
  const house = await sendingHouse()
  const broken = arrivingSms(house.agent, 'STOP', { from: null as unknown as string })

  await expect(receiveMessage(house.deps, broken)).rejects.toThrow()

  const { messages: rows, events, receipts, bodies, listed } = await everything(house)
  expect([rows, events, receipts, bodies, listed]).toEqual([[], [], [], [], []])
})

describe('keywords', () => {
  test.each([
    ...['STOP', 'stop', ' Stop\n', 'STOP.', 'STOP!!!', '"STOP"', 'S T O P', 'ＳＴＯＰ', '🛑 stop'].map(
      (text) => [text, 'stop'] as const
    ),
    ...['STOPALL', 'Unsubscribe', 'CANCEL', 'end', 'Quit', 'revoke', 'OPT OUT', 'opt-out', 'OPTOUT', 'REMOVE'].map(
      (text) => [text, 'stop'] as const
    ),
    ...[
      'ARRET',
      'Arrêt',
      'TD',
      'ALTO',
      'BAJA',
      'PARAR',
      'CANCELAR',
      'SAIR',
      'PARE',
      'STOPP',
      'ABMELDEN',
      'הסר',
      'הסרה'
    ].map((text) => [text, 'stop'] as const),
    ...['START', 'yes', 'Unstop'].map((text) => [text, 'start'] as const),
    ...['HELP', 'info', 'AYUDA'].map((text) => [text, 'help'] as const),
    ...['please STOP me if I am wrong', '', '🛑', 'yes please', 'helpful', 'the end', 'no'].map(
      (text) => [text, undefined] as const
    )
  ])('%j is %s', (text, keyword) => {
    expect(keywordIn(text)).toBe(keyword)
  })

  test('a word by which people of a country with rules of its own opt out is understood', () => {
    for (const { optOutWords } of COUNTRIES)
      for (const word of optOutWords) expect([word, keywordIn(word)]).toEqual([word, 'stop'])
  })

  test('STOP keeps everybody of the organization from texting, and is confirmed once', async () => {
    const house = await sendingHouse()
    const { deps, agent, texts } = house

    await receiveMessage(deps, arrivingSms(agent, ' stop '))
    await sendKeywordReplies(deps)
    await receiveMessage(deps, arrivingSms(agent, 'STOP'))
    await sendKeywordReplies(deps)

    await expect(house.send(sms(PERSON, 'still there?'))).rejects.toMatchObject({ code: 'recipient_opted_out' })
    expect(texts().map(({ body, to }) => [to, /unsubscribed/.test(body)])).toEqual([[PERSON, true]])
    const { listed, events } = await everything(house)
    expect(listed).toMatchObject([{ contact: PERSON, orgId: agent.orgId, source: 'keyword' }])
    expect(events.map(({ kind }) => kind).filter((kind) => kind !== 'message.status')).toEqual([
      'message.received',
      'contact.opted_out',
      'message.received',
      'contact.opted_out'
    ])
  })

  test('START lets who texted STOP be texted again, and tells the agent', async () => {
    const house = await sendingHouse()
    const { deps, agent, clock } = house
    await receiveMessage(deps, arrivingSms(agent, 'STOP'))

    await clock.advance(1000)
    await receiveMessage(deps, arrivingSms(agent, 'start'))
    await sendKeywordReplies(deps)

    expect(await house.send(sms(PERSON, 'welcome back'))).toMatchObject({ status: 'sent' })
    expect((await everything(house)).events.map(({ kind }) => kind)).toContain('contact.opted_in')
    expect(house.texts().some(({ body }) => body.includes('subscribed again'))).toBe(true)
  })

  test('START does not undo what others have decided', async () => {
    const house = await sendingHouse()
    const { deps, agent } = house
    const entry = { orgId: agent.orgId, contact: PERSON, reason: 'asked by phone', createdAt: deps.clock.now() }
    await deps.db.insert(dncList).values({ ...entry, source: 'manual' })

    await receiveMessage(deps, arrivingSms(agent, 'START'))

    await expect(house.send(sms(PERSON, 'hello'))).rejects.toMatchObject({ code: 'recipient_opted_out' })
  })

  test('YES from somebody who never opted out is an ordinary answer', async () => {
    const house = await sendingHouse()

    expect(await receiveMessage(house.deps, arrivingSms(house.agent, 'Yes'))).toMatchObject({ replyDue: false })
    expect((await everything(house)).events.map(({ kind }) => kind)).toEqual(['message.received'])
  })

  test('HELP is answered once, also to who has opted out', async () => {
    const house = await sendingHouse()
    const { deps, agent } = house

    await receiveMessage(deps, arrivingSms(agent, 'help'))
    await Promise.all([sendKeywordReplies(deps), sendKeywordReplies(deps)])

    expect(house.texts().map(({ body }) => body)).toEqual([
      'Test Agent: reply STOP to get no more messages, START to resume.'
    ])
  })

  test('a keyword that the carrier has answered is not answered again', async () => {
    const house = await sendingHouse()
    const { deps, agent } = house

    await receiveMessage(deps, arrivingSms(agent, 'ARRET', { answeredKeyword: 'stop' }))
    await receiveMessage(deps, arrivingSms(agent, 'AIDE', { answeredKeyword: 'help' }))
    await sendKeywordReplies(deps)

    expect(house.texts()).toEqual([])
    await expect(house.send(sms(PERSON, 'hello'))).rejects.toMatchObject({ code: 'recipient_opted_out' })
  })

  test('an answer outlives a crash before and a crash after it was sent', async () => {
    const house = await sendingHouse()
    const { deps, agent, clock, simulator } = house
    await receiveMessage(deps, arrivingSms(agent, 'STOP'))
    const dies = new Proxy(deps.db, {
      get: (db, key) =>
        key === 'batch' || key === 'together' ? () => Promise.reject(new Error('killed')) : db[key as 'select']
    })
    await sendKeywordReplies({ ...deps, db: dies })
    expect(house.texts()).toEqual([])

    await clock.advance(120_000)
    await sendKeywordReplies(deps)
    await deps.db.update(messages).set({ dueAt: clock.now() }).where(eq(messages.direction, 'inbound'))
    await clock.advance(120_000)
    await sendKeywordReplies(deps)

    expect(house.texts()).toHaveLength(1)
    expect(simulator.counts().texts).toBe(1)
  })

  test('a carrier that blocks the confirmation has the last word', async () => {
    const house = await sendingHouse()
    const { deps, agent, clock, simulator } = house
    simulator.fault({ operation: 'CreateMessage', status: 400, code: 21610 })
    await receiveMessage(deps, arrivingSms(agent, 'STOP'))

    await sendKeywordReplies(deps)
    await clock.advance(7_200_000)
    const due = await sendKeywordReplies(deps)

    expect(due).toBe(0)
    expect(house.texts()).toEqual([])
  })

  test('an answer that the carrier cannot take now goes out later', async () => {
    const house = await sendingHouse()
    const { deps, agent, clock, simulator } = house
    simulator.fault({ operation: 'CreateMessage', status: 429, code: 20429 })
    await receiveMessage(deps, arrivingSms(agent, 'HELP'))

    await sendKeywordReplies(deps)
    expect(house.texts()).toEqual([])
    await clock.advance(60_000)
    await drainOutbound(deps)

    expect(house.texts()).toHaveLength(1)
  })
})
