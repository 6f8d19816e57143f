import { expect, test } from 'vitest'
import { messages } from '../../src/db/schema/index.ts'
import { conversationIdOf, newId } from '../../src/lib/ids.ts'
import { type HistoryQuery, readHistory } from '../../src/services/history.ts'
import { inboxHouse } from '../helpers/inbox-house.ts'

const ANN = '+14155550101'
const MINUTE_MS = 60_000

type Row = Partial<typeof messages.$inferInsert>

async function historyHouse() {
  const house = await inboxHouse()
  const { deps, clock, orgId, agent } = house
  const add = async (rows: Row[]) => {
    const whole = rows.map((row) => rowOf({ orgId, agentId: agent.id, ...row }, clock.now()))
    for (let from = 0; from < whole.length; from += 500)
      await deps.db.insert(messages).values(whole.slice(from, from + 500))
    return whole.map(({ id }) => id)
  }
  const read = (query: Partial<HistoryQuery> = {}) => readHistory(deps, agent.id, { limit: 50, ...query })
  const ids = async (query: Partial<HistoryQuery> = {}) => (await read(query)).messages.map(({ id }) => id)
  return { ...house, add, read, ids }
}

function rowOf(row: Row & { orgId: string; agentId: string }, now: Date): typeof messages.$inferInsert {
  const contact = row.contact ?? ANN
  return {
    ...{ id: newId('msg', now), channel: 'sms', direction: 'inbound', contact, ownAddress: '+14155550100' },
    ...{ conversationId: conversationIdOf(row.agentId, contact), status: 'received', purpose: 'conversational' },
    ...{ provider: 'twilio', segments: 1, costMicroUsd: 0, attempts: 0, createdAt: now, updatedAt: now },
    ...row
  }
}

test('messages come newest first, with what is still stored of them', async () => {
  const { write, read } = await historyHouse()
  await write(ANN, 'first')
  await write(ANN, 'second')

  const { messages: page, totalCount, cursor } = await read()

  expect(page).toMatchObject([
    { direction: 'inbound', from: ANN, body: 'second', status: 'received', untrusted: true },
    { body: 'first' }
  ])
  expect(totalCount).toBe(2)
  expect(cursor).toBeUndefined()
})

test('a message whose content is wiped is still listed', async () => {
  const { add, read } = await historyHouse()
  await add([{ direction: 'outbound', status: 'failed', errorCode: '30003' }])

  const [message] = (await read()).messages
  expect(message).toMatchObject({ direction: 'outbound', from: '+14155550100', to: ANN, errorCode: '30003' })
  expect(message).not.toHaveProperty('body')
  expect(message).not.toHaveProperty('untrusted')
})

test('every filter, alone and with others, finds what it says and nothing else', async () => {
  const { add, read, agent } = await historyHouse()
  const channels = ['sms', 'email', 'whatsapp'] as const
  const contacts = [ANN, '+14155550102', 'ben@example.com']
  const all = [...Array(36).keys()].map((n) => ({
    channel: channels[n % 3] ?? 'sms',
    direction: n % 2 ? ('inbound' as const) : ('outbound' as const),
    contact: contacts[Math.floor(n / 4) % 3] ?? ANN
  }))
  const ids = await add(all)
  const optional = <T>(values: readonly T[]) => [undefined, ...values]

  for (const channel of [...optional(channels), 'all' as const])
    for (const direction of optional(['inbound', 'outbound'] as const))
      for (const contact of optional(['Ben@Example.com', ANN]))
        for (const conversationId of optional([conversationIdOf(agent.id, ANN)])) {
          const expected = ids.filter((_, n) => {
            const row = all[n]
            return (
              (channel === undefined || channel === 'all' || row?.channel === channel) &&
              (direction === undefined || row?.direction === direction) &&
              (contact === undefined || row?.contact === contact.toLowerCase()) &&
              (conversationId === undefined || row?.contact === ANN)
            )
          })
          const page = await read({ channel, direction, contact, conversationId })
          expect(page.messages.map(({ id }) => id)).toEqual(expected.reverse())
          expect(page.totalCount).toBe(expected.length)
        }
  expect(await read({ channel: 'voice' })).toEqual({ messages: [], totalCount: 0 })
})

test.each<[string, Partial<HistoryQuery>]>([
  ['all messages', {}],
  ['one direction', { direction: 'inbound' }],
  ['one contact', { contact: ANN }]
])('pages of %s follow each other without a gap, a repeat or an end too early', async (_name, filter) => {
  const { add, read } = await historyHouse()
  const ids = await add([...Array(25).keys()].map((n) => ({ channel: n % 2 ? 'sms' : 'email' })))
  const seen: string[] = []

  let cursor: string | undefined
  do {
    const page = await read({ ...filter, limit: 5, cursor })
    seen.push(...page.messages.map(({ id }) => id))
    expect(page.totalCount).toBe(25)
    cursor = page.cursor
  } while (cursor !== undefined)

  expect(seen).toEqual(ids.reverse())
})

test('only messages from an instant on are listed when it is asked for', async () => {
  const { add, ids, read, clock } = await historyHouse()
  await add([{}])
  await clock.advance(MINUTE_MS)
  const since = clock.now()
  const later = await add([{}, { channel: 'email' }])

  expect(await ids({ since })).toEqual(later.reverse())
  expect((await read({ since, direction: 'inbound' })).totalCount).toBe(2)
  expect(await ids({ since: new Date(since.getTime() + 1) })).toEqual([])
})

test('the count is exact up to ten thousand and stays there', async () => {
  const { add, read } = await historyHouse()
  await add(Array.from({ length: 9999 }, () => ({})))
  expect((await read({ limit: 1 })).totalCount).toBe(9999)

  await add(Array.from({ length: 20 }, () => ({ channel: 'email' as const })))
  expect((await read({ limit: 1 })).totalCount).toBe(10_000)
  expect((await read({ limit: 1, direction: 'inbound' })).totalCount).toBe(10_000)
})

test('an agent never sees the messages of another', async () => {
  const { deps, write } = await historyHouse()
  await write(ANN, 'one')

  expect(await readHistory(deps, 'agt_other', { limit: 50, contact: ANN })).toEqual({ messages: [], totalCount: 0 })
})
