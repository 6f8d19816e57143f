import { expect, test } from 'vitest'
import { callHouse } from '../helpers/call-house.ts'
import { until } from '../helpers/until.ts'

async function house() {
  const opened = await callHouse()
  const { channels } = await opened.provision()
  return { ...opened, number: channels.phone?.number ?? '' }
}

test('a call to an agent whom nobody attends is answered, and leaves nothing that the carrier objects to', async () => {
  const { ring, number, violations } = await house()

  const call = ring(number, [{ listen: true }, { say: 'Is anybody there?' }, { hangup: true }])
  const ended = await call.over()

  expect(call.heard()[0]).toContain('Hello.')
  expect(call.heard()).toHaveLength(2)
  expect(ended.status).toBe('completed')
  expect(violations()).toEqual([])
})

test('a caller whose relay socket is lost is not greeted again, and goes on with the same call', async () => {
  const { ring, number } = await house()

  const call = ring(number, [{ listen: true }, { dropSocket: true }, { say: 'Are you still there?' }, { hangup: true }])
  await call.over()

  expect(call.frames('sent').filter(({ type }) => type === 'setup')).toHaveLength(2)
  expect(call.heard().filter((text) => text.includes('Hello.'))).toHaveLength(1)
  expect(call.heard().length).toBeGreaterThan(1)
})

test('a call that an agent places is answered by a person, and ends with their goodbye', async () => {
  const { must, provision, placed, violations } = await callHouse()
  const { securityToken } = await provision()

  const made = await must<{ callId: string }>(
    'comms_make_call',
    { to: '+14155557788', context: 'Ask when they open.', greeting: 'When do you open?' },
    securityToken
  )
  const call = await placed('+14155557788')
  const ended = await call.over()

  expect(ended.status).toBe('completed')
  expect(call.heard()[0]).toContain('When do you open?')
  expect(call.course<string>('said').at(-1)).toMatch(/Goodbye/)
  expect(violations()).toEqual([])
  await until(
    async () => (await must('comms_get_call', { callId: made.callId }, securityToken))['state'] === 'completed',
    'the agent learns that it is over'
  )
})
