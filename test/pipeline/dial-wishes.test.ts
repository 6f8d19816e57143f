import { expect, test } from 'vitest'
import { calls } from '../../src/db/schema/index.ts'
import { diallingHouse } from '../helpers/dialling-house.ts'

test.each(['greeting', 'voicemailText'] as const)(
  'a %s that may not be said is refused before anybody is called',
  async (said) => {
    const t = await diallingHouse()

    await expect(t.call({ [said]: 'My card is 4111 1111 1111 1111.' })).rejects.toMatchObject({
      code: 'content_blocked'
    })

    expect([t.placed(), await t.callRows(), await t.holds()]).toEqual([[], [], []])
  }
)

test('a call that is over has its end told again under its key, and is not placed again', async () => {
  const t = await diallingHouse()
  const { callId } = await t.call({ idempotencyKey: 'once' })
  await t.deps.db.update(calls).set({ state: 'failed', errorCode: '13227' })

  expect(await t.call({ idempotencyKey: 'once' })).toMatchObject({ callId, status: 'failed' })
  expect(t.placed()).toHaveLength(1)
})

test('what a call is for, in which voice and whether it is recorded is what was asked, and else what its owner set', async () => {
  const t = await diallingHouse({ DEFAULT_MAX_CALLS_PER_DAY_SAME_NUMBER: '10' })
  const agent = { ...t.agent, routeDuplication: { liveCall: { alsoRecord: true } }, voiceId: 'ada', language: 'de-DE' }

  await t.callAs(t.deps, { idempotencyKey: '1' }, agent)
  await t.callAs(t.deps, { idempotencyKey: '2', recorded: false, voiceId: 'bob', language: 'fr-FR' }, agent)
  await t.callAs(t.deps, { idempotencyKey: '3', voicemailText: 'Call me.' }, agent)
  await t.callAs(t.deps, { idempotencyKey: '4', voicemailText: 'Call me.', whenVoicemail: 'hangup' }, agent)

  expect(await t.callRows()).toMatchObject([
    { recorded: true, voiceId: 'ada', language: 'de-DE', whenVoicemail: 'hangup' },
    { recorded: false, voiceId: 'bob', language: 'fr-FR', whenVoicemail: 'hangup' },
    { whenVoicemail: 'leaveMessage' },
    { whenVoicemail: 'hangup' }
  ])
})
