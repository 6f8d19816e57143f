import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { calls, reservations } from '../../src/db/schema/index.ts'
import { callSid, carrierHouse, order } from '../helpers/carrier-house.ts'

const house = await carrierHouse()
const { app, comesIn, row, socketOver, talking, placed, post } = house

const LOST = { SessionStatus: 'failed', ErrorCode: '64105', ErrorMessage: 'Websocket ended' }

test('when a socket was lost the call goes on over another one, without a greeting', async () => {
  const { text } = await socketOver(await talking(), LOST)

  expect(order(text)).toEqual(['ConversationRelay'])
  expect(text).not.toContain('welcomeGreeting=')
  expect(text).toContain('&amp;n=2')
})

test('when a socket never opened the caller is greeted over the next one', async () => {
  const sid = callSid()
  await comesIn(sid)
  const { text } = await socketOver(sid, { SessionStatus: 'failed', ErrorCode: '64102' })

  expect(text).toContain('welcomeGreeting=')
})

test('when a socket is lost for the sixth time the caller hears an apology and the call ends', async () => {
  const sid = await talking()
  expect(order((await socketOver(sid, LOST, 5)).text)).toEqual(['ConversationRelay'])
  const { text } = await socketOver(sid, LOST, 6)

  expect(order(text)).toEqual(['Say', 'Hangup'])
  expect((await row(sid)).endedBy).toBe('error')
})

test('when we ended the conversation the call is hung up', async () => {
  expect(order((await socketOver(await talking(), { SessionStatus: 'ended' })).text)).toEqual(['Hangup'])
})

test('when our row says that the call was ended it is hung up, whatever the carrier says of the socket', async () => {
  const sid = await talking()
  await app.db.update(calls).set({ endedBy: 'agent' }).where(eq(calls.providerRef, sid))

  expect(order((await socketOver(sid, LOST)).text)).toEqual(['Hangup'])
})

test('when the caller hung up the call is over and settled, once', async () => {
  const sid = await talking()
  const over = { SessionStatus: 'completed', CallStatus: 'completed' }
  const answers = await Promise.all([socketOver(sid, over), socketOver(sid, over)])

  for (const { text } of answers) expect(order(text)).toEqual([])
  const call = await row(sid)
  expect(call).toMatchObject({ state: 'completed', endedBy: 'caller', endedAt: expect.any(Date) })
  const [hold] = await app.db.select().from(reservations).where(eq(reservations.actionId, call.id))
  expect(hold?.state).toBe('estimated')
})

test('who asks for a call of another agent is told nothing but to hang up', async () => {
  const foreign = await placed(callSid(), { agentId: 'agt_other', generation: 1 })
  const { text } = await post(`voice?c=${foreign.id}&step=relay&n=1`, {
    ...{ CallSid: foreign.providerRef ?? '', CallStatus: 'in-progress' },
    ...LOST
  })

  expect(order(text)).toEqual(['Hangup'])
})

test('how often a socket was lost is not for others to say: the number is part of what is signed', async () => {
  const sid = await talking()
  const { id } = await row(sid)
  const signed = house.signed(
    { CallSid: sid, CallStatus: 'in-progress', ...LOST },
    house.webhook(`voice?c=${id}&step=relay&n=6`)
  )

  expect((await fetch(house.webhook(`voice?c=${id}&step=relay&n=1`), signed)).status).toBe(403)
})
