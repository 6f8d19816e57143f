import { expect, test } from 'vitest'
import { newId } from '../../src/lib/ids.ts'
import { compile } from '../../src/lib/validate.ts'
import getMessages from '../../src/tools/get-messages.ts'
import { agentCaller } from '../helpers/callers.ts'
import { inboxHouse } from '../helpers/inbox-house.ts'
import { runTool } from '../helpers/run-tool.ts'

const ANN = '+14155550101'

async function house() {
  const opened = await inboxHouse()
  const get = (input: Parameters<typeof getMessages.run>[0] = {}) =>
    runTool(getMessages, opened.deps, agentCaller(opened.agent), input)
  return { ...opened, get }
}

test('messages are listed newest first, under the names that clients know', async () => {
  const { write, get, clock } = await house()
  await write(ANN, 'hello')

  expect(await get({ contactNumber: ANN, channel: 'all' })).toEqual({
    messages: [
      {
        id: expect.stringMatching(/^msg_/),
        channel: 'sms',
        direction: 'inbound',
        from: ANN,
        to: expect.any(String),
        conversationId: expect.stringMatching(/^con_/),
        body: 'hello',
        timestamp: clock.now().toISOString(),
        status: 'received',
        untrusted: true
      }
    ],
    totalCount: 1
  })
})

test('reading history takes nothing out of the inbox', async () => {
  const { write, get, take } = await house()
  await write(ANN, 'hello')
  await get()

  expect((await take()).events).toHaveLength(1)
})

test('a page is continued by its cursor', async () => {
  const { write, get } = await house()
  for (const text of ['one', 'two', 'three']) await write(ANN, text)

  const first = await get({ limit: 2 })
  const second = await get({ limit: 2, cursor: first.cursor ?? '' })

  expect([...first.messages, ...second.messages].map(({ body }) => body)).toEqual(['three', 'two', 'one'])
  expect(second.cursor).toBeUndefined()
})

test('an instant with any time zone is understood, and one that does not exist is refused', async () => {
  const { write, get } = await house()
  await write(ANN, 'hello')

  expect((await get({ since: '2026-06-15T17:00:00+02:00' })).totalCount).toBe(1)
  expect((await get({ since: '2026-06-15T15:00:00.001Z' })).totalCount).toBe(0)
  expect((await get({ since: '2026-06-15' })).totalCount).toBe(1)
  await expect(get({ since: '2026-13-45' })).rejects.toMatchObject({ code: 'invalid_input' })
})

test.each([
  { since: 'yesterday' },
  { cursor: newId('evt') },
  { cursor: "msg_' OR 1=1 --" },
  { limit: 0 },
  { limit: 201 },
  { channel: 'fax' },
  { contact: ANN }
])('%j is refused before anything is read', (input) => {
  expect(compile(getMessages.input)(input).ok).toBe(false)
})
