import { expect, test } from 'vitest'
import type { Queries } from '../../src/db/open.ts'
import type { Intent } from '../../src/policy/check.ts'
import { tollFraud } from '../../src/policy/toll-fraud.ts'
import { subject } from '../helpers/subject.ts'

const none = {} as Queries
const judged = async (contact: string, channel: Intent['channel'] = 'sms') =>
  tollFraud.judge(subject({ channel }), await tollFraud.load(none, { ...subject({ channel }), contact } as Intent))

test.each([
  ['+19005550123', 'premium'],
  ['+14159765500', 'premium'],
  ['+448712345678', 'premium'],
  ['+449098765432', 'premium'],
  ['+33891234567', 'premium'],
  ['+4918012345678', 'shared-cost'],
  ['+81570123456', undefined],
  ['+447010123456', 'personal'],
  ['+447640123456', 'pager'],
  ['+15002345678', 'personal'],
  ['+15215550123', 'personal'],
  ['+15335550123', 'personal'],
  ['+15885550123', 'personal'],
  ['+15205550123', undefined],
  ['+15305550123', undefined],
  ['+870776123456', 'satellite'],
  ['+881612345678', 'satellite'],
  ['+8784412345678', 'global-network'],
  ['+882161234567', 'global-network'],
  ['+88299123456', 'global-network'],
  ['+883510012345', 'global-network'],
  ['+888123456789', 'global-network'],
  ['+979123456789', 'premium'],
  ['+19115551234', 'service-code'],
  ['+14115551234', 'service-code'],
  ['+999123456789', 'unassigned'],
  ['+808123456789', 'unassigned'],
  ['+155501000012', 'unassigned'],
  ['+1555010000', 'unassigned'],
  ['+44123456', 'unassigned'],
  ['+14155550123', undefined],
  ['+18005550123', undefined],
  ['+15005550006', undefined],
  ['+15550100001', undefined],
  ['+447400123456', undefined],
  ['+493012345678', undefined],
  ['+972502123456', undefined],
  ['+447700900123', undefined],
  ['+12025551234', undefined]
])('%s is judged %s, on a text and on a call', async (contact, range) => {
  for (const channel of ['sms', 'voice'] as const) {
    const refusal = await judged(contact, channel)

    expect([refusal?.code, refusal?.details?.['range']]).toEqual([range && 'destination_blocked', range])
    expect(JSON.stringify(refusal ?? {})).not.toContain(contact.slice(1))
  }
})

test.each(['whatsapp', 'email'] as const)('a premium range is no matter on %s', async (channel) => {
  expect(await judged('+19005550123', channel)).toBeUndefined()
})
