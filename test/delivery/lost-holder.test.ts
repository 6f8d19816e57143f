import { expect, test } from 'vitest'
import { nextTurn, speak } from '../../src/delivery/line.ts'
import { openCall } from '../../src/services/call-sessions.ts'
import { answer, holding, lineHouse, listening, saying } from '../helpers/line-house.ts'

test('an answer that has begun is written down, so that whoever holds the call next does not ask for it again', async () => {
  const { deps, call, turnRows } = await lineHouse()
  const first = holding(deps, call)
  await first.line.offer(saying(call.id, 1, 'Are you open?'))
  await nextTurn(deps, call, listening())
  await speak(deps, call.id, answer('tok_a', 'We are.'))

  await first.line.begun(1, { reply: 'We are.', way: 'tool' })

  expect(await turnRows()).toMatchObject([{}, { number: 1, state: 'answered', takenBy: 'tok_a' }])
  expect((await openCall(deps, call.id))?.turns).toMatchObject([{ number: 1, reply: 'We are.', answered: true }])
})

test('what was said is not said again to somebody who lost the word that it was, and more is', async () => {
  const { deps, call } = await lineHouse()
  const first = holding(deps, call)
  await first.line.offer(saying(call.id, 1, 'Are you open?'))
  await nextTurn(deps, call, listening())
  await speak(deps, call.id, answer('tok_a', 'We are.'))
  await first.line.begun(1, { reply: 'We are.', way: 'tool' })
  first.line.close()
  const second = holding(deps, { ...call, generation: 2 })

  for (const text of ['We are.', 'Until nine.'])
    expect(await speak(deps, call.id, answer('tok_a', text))).toBe('accepted')

  expect(second.spoken).toEqual([])
  expect(second.commands).toEqual([{ do: 'say', text: 'Until nine.', interruptible: true }])
})

test('what the answering machine has said last is followed by nobody on the line, also after the socket was lost', async () => {
  const { deps, call } = await lineHouse()
  const first = holding(deps, call)
  await first.line.offer(saying(call.id, 1, 'hello'))
  await nextTurn(deps, call, listening())
  await first.line.begun(1, { reply: 'I take a message.', way: 'machine' })
  first.line.close()
  const second = holding(deps, { ...call, generation: 2 })

  expect(await speak(deps, call.id, answer('tok_a', 'Here I am!'))).toBe('late')
  expect(second.commands).toEqual([])
})
