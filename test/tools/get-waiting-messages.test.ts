import { expect, test } from 'vitest'
import { wipeDue } from '../../src/delivery/retention.ts'
import getWaitingMessages from '../../src/tools/get-waiting-messages.ts'
import { agentCaller } from '../helpers/callers.ts'
import { inboxHouse } from '../helpers/inbox-house.ts'
import { runTool } from '../helpers/run-tool.ts'

const ANN = '+14155550101'
const HOUR_MS = 3_600_000

async function house(values: Parameters<typeof inboxHouse>[1] = {}) {
  const opened = await inboxHouse({}, values)
  const get = async (input: Parameters<typeof getWaitingMessages.run>[0] = {}) => {
    const { messages, remaining } = await runTool(getWaitingMessages, opened.deps, agentCaller(opened.agent), input)
    return { texts: messages.map(({ body }) => body), remaining }
  }
  return { ...opened, get }
}

test('waiting messages are handed out once, oldest first, with how many remain', async () => {
  const { write, get } = await house()
  for (const text of ['one', 'two', 'three']) await write(ANN, text)

  expect(await get({ limit: 2 })).toEqual({ texts: ['one', 'two'], remaining: 1 })
  expect(await get()).toEqual({ texts: ['three'], remaining: 0 })
  expect(await get()).toEqual({ texts: [], remaining: 0 })
})

test('two who fetch at once share the messages', async () => {
  const { write, get } = await house()
  for (const text of ['one', 'two', 'three']) await write(ANN, text)

  const both = await Promise.all([get(), get()])
  const rest = await get()

  expect([...both, rest].flatMap(({ texts }) => texts).sort()).toEqual(['one', 'three', 'two'])
})

test('a lost answer can be read again within the hour, and with it what came since', async () => {
  const { clock, write, get, deps } = await house()
  await write(ANN, 'lost')
  await get()
  await write(ANN, 'new')

  expect((await get({ includeAcknowledged: true })).texts).toEqual(['lost', 'new'])
  await clock.advance(HOUR_MS + 1)
  await wipeDue(deps)

  expect((await get({ includeAcknowledged: true })).texts).toEqual([])
})

test('what the owner keeps can be read again as long as it is kept', async () => {
  const { clock, write, get, deps } = await house({ storage: { sms: { bodies: true, retentionDays: 2 } } })
  await write(ANN, 'kept')
  await get()

  await clock.advance(47 * HOUR_MS)
  await wipeDue(deps)
  expect((await get({ includeAcknowledged: true })).texts).toEqual(['kept'])
  await clock.advance(HOUR_MS)
  await wipeDue(deps)

  expect((await get({ includeAcknowledged: true })).texts).toEqual([])
})

test('only the channel that is asked for is fetched and counted', async () => {
  const { write, get } = await house()
  await write(ANN, 'one')

  expect(await get({ channel: 'email' })).toEqual({ texts: [], remaining: 0 })
  expect(await get({ channel: 'sms' })).toEqual({ texts: ['one'], remaining: 0 })
})
