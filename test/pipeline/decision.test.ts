import { expect, test } from 'vitest'
import { decisionsTotal } from '../../src/observability/metrics.ts'
import { PERSON, sendingHouse, sms } from '../helpers/sending-house.ts'

async function verdictCounts(): Promise<Record<string, number>> {
  const { values } = await decisionsTotal.get()
  return Object.fromEntries(
    values.map(({ labels, value }) => [`${labels['action']} ${labels['verdict']} ${labels['check']}`, value])
  )
}

test('each verdict is counted once: what its limits stop does not count as allowed, and a repeat counts as nothing', async () => {
  const t = await sendingHouse({ DEFAULT_MAX_ACTIONS_PER_MINUTE: '2' })
  decisionsTotal.reset()

  await t.send(sms(PERSON, 'one'))
  await Promise.all([t.send(sms(PERSON, 'two')), t.send(sms(PERSON, 'two'))])
  await expect(t.send(sms(PERSON, 'three'))).rejects.toMatchObject({ code: 'rate_limited' })

  expect(await verdictCounts()).toEqual({ 'message allowed all': 2, 'message refused limits': 1 })
})
