import { expect, test } from 'vitest'
import { contactConsent, contacts, contactWindows, dncList } from '../../src/db/schema/index.ts'
import { standingOf } from '../../src/policy/standing.ts'
import { testDeps } from '../helpers/test-deps.ts'

const ADA = '+14155550123'
const OF = { orgId: 'org_1', contact: ADA, pseudonym: 'h:ada' }
const NOW = new Date('2026-06-15T15:00:00.123Z')
const LATER = new Date('2026-07-15T15:00:00.456Z')

test('nothing on record is nothing', async () => {
  const { deps } = await testDeps()

  expect(await standingOf(deps.db, OF)).toEqual({
    listedBy: null,
    profile: undefined,
    consents: [],
    lastInboundAt: new Map()
  })
})

test('all that is on record of a person is found at once, and nothing of another person or organization', async () => {
  const { deps } = await testDeps()
  const { db } = deps
  const times = { createdAt: NOW, updatedAt: NOW }
  for (const [orgId, contact] of [
    ['org_1', ADA],
    ['org_2', ADA],
    ['org_1', '+14155550124']
  ] as const) {
    const own = orgId === 'org_1' && contact === ADA
    const consent = { orgId, contact, channel: 'sms', source: own ? 'form' : 'other', recordedBy: 'x', ...times }
    const kind = { purpose: 'marketing', kind: 'express', grantedAt: NOW } as const
    await db.insert(dncList).values({ orgId, contact, reason: 'r', source: own ? 'keyword' : 'manual', createdAt: NOW })
    await db.insert(contacts).values({
      orgId,
      contact,
      timeZone: own ? 'Asia/Tokyo' : null,
      lead: own,
      askAgainAt: own ? LATER : null,
      ...times
    })
    await db.insert(contactConsent).values([
      { id: `cns_${orgId}${contact}1`, ...consent, ...kind, expiresAt: own ? LATER : null },
      { id: `cns_${orgId}${contact}2`, ...consent, ...kind, revokedAt: NOW }
    ])
    await db.insert(contactWindows).values({ orgId, contact, channel: own ? 'sms' : 'email', lastInboundAt: NOW })
  }

  expect(await standingOf(db, OF)).toEqual({
    listedBy: 'keyword',
    profile: { timeZone: 'Asia/Tokyo', region: null, lead: true, askAgainAt: LATER },
    consents: [{ channel: 'sms', purpose: 'marketing', kind: 'express', grantedAt: NOW, expiresAt: LATER }],
    lastInboundAt: new Map([['sms', NOW]])
  })
  expect((await standingOf(db, { ...OF, contact: '+14155550124' })).profile).toEqual({
    ...{ timeZone: null, region: null, lead: false, askAgainAt: null }
  })
})

test('who was erased is still on the list, under his pseudonym', async () => {
  const { deps } = await testDeps()
  const row = { orgId: 'org_1', contact: 'h:ada', reason: 'r', source: 'keyword', createdAt: NOW } as const
  await deps.db.insert(dncList).values(row)

  expect((await standingOf(deps.db, OF)).listedBy).toBe('keyword')
})
