import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { agents, contactConsent, endpoints, messageBodies, providerCredentials } from '../../src/db/schema/index.ts'
import type { Deps } from '../../src/deps.ts'
import { newId } from '../../src/lib/ids.ts'
import { keyRing } from '../../src/lib/key-ring.ts'
import { sealCredential } from '../../src/pipeline/own-accounts.ts'
import { rotateKeys } from '../../src/services/key-rotation.ts'
import { keepsPseudonymKey } from '../../src/services/pseudonym-key.ts'
import { seedAgent, seedOrganization, testDeps } from '../helpers/test-deps.ts'

const NEXT = 'the key that takes over from the first one'
const BODIES = 450

/** A database with something sealed in every place where something is sealed, and the ring after a change of keys. */
async function sealedHouse() {
  const { deps, clock } = await testDeps()
  const orgId = await seedOrganization(deps)
  const agent = await seedAgent(deps, orgId)
  const now = clock.now()
  const [endpointId, consentId, credentialId] = [newId('end'), newId('cns'), newId('crd')]
  const held = { mode: 'production', credential: { apiKey: 're_sealed' } } as const
  await deps.db.insert(endpoints).values([
    {
      id: endpointId,
      orgId,
      provider: 'resend',
      account: 'a',
      url: 'u',
      secret: deps.sealer.seal('whsec', endpointId),
      createdAt: now
    },
    { id: newId('end'), orgId, provider: 'resend', account: 'being made', url: 'u', secret: '', createdAt: now }
  ])
  const consent = {
    orgId,
    contact: '+14155550123',
    channel: 'any',
    purpose: 'any',
    kind: 'express',
    source: 'form'
  } as const
  await deps.db.insert(contactConsent).values([
    {
      ...consent,
      id: consentId,
      proof: deps.sealer.seal('signed paper', consentId),
      recordedBy: 'x',
      grantedAt: now,
      createdAt: now
    },
    { ...consent, id: newId('cns'), proof: null, recordedBy: 'x', grantedAt: now, createdAt: now }
  ])
  await deps.db.insert(providerCredentials).values({
    ...{ id: credentialId, orgId, agentId: '', provider: 'resend', keyId: deps.sealer.keyId, status: 'active' },
    ...{ sealed: sealCredential(deps, orgId, credentialId, held), capabilities: [], createdAt: now, updatedAt: now }
  })
  const bodies = Array.from({ length: BODIES }, () => newId('msg'))
  for (const messageId of bodies)
    await deps.db.insert(messageBodies).values({ messageId, orgId, sealed: deps.sealer.seal(messageId, messageId) })
  const sealer = keyRing(NEXT, [deps.config.secrets.encryptionKey])
  return { deps, orgId, agent, endpointId, consentId, credentialId, bodies, next: { ...deps, sealer } satisfies Deps }
}

const one = <T>(rows: T[]): T => {
  const [row] = rows
  if (row === undefined) throw new Error('the row is gone')
  return row
}

test('a rotation seals everything with the current key, and a second one finds nothing to do', async () => {
  const t = await sealedHouse()

  expect(await rotateKeys(t.next)).toEqual([
    { table: 'provider_credentials', resealed: 1, unreadable: 0 },
    { table: 'endpoints', resealed: 1, unreadable: 0 },
    { table: 'agents', resealed: 1, unreadable: 0 },
    { table: 'contact_consent', resealed: 1, unreadable: 0 },
    { table: 'message_bodies', resealed: BODIES, unreadable: 0 }
  ])
  expect((await rotateKeys(t.next)).map(({ resealed }) => resealed)).toEqual([0, 0, 0, 0, 0])
})

test('after it the former key opens nothing and the new one alone everything', async () => {
  const t = await sealedHouse()
  await rotateKeys(t.next)
  const alone = keyRing(NEXT)
  const { db } = t.deps
  const credential = one(await db.select().from(providerCredentials))
  const endpoint = one(await db.select().from(endpoints).where(eq(endpoints.id, t.endpointId)))
  const agent = one(await db.select().from(agents))
  const consent = one(await db.select().from(contactConsent).where(eq(contactConsent.id, t.consentId)))
  const bodies = await db.select().from(messageBodies)

  expect(JSON.parse(alone.of(t.orgId).open(credential.sealed, credential.id))).toMatchObject({ mode: 'production' })
  expect(credential.keyId).toBe(alone.keyId)
  expect(alone.open(endpoint.secret, endpoint.id)).toBe('whsec')
  expect(alone.open(agent.callbackSecret, agent.id)).toMatch(/^whsec_/)
  expect(alone.open(consent.proof ?? '', consent.id)).toBe('signed paper')
  expect(bodies.map(({ sealed, messageId }) => alone.open(sealed, messageId)).sort()).toEqual([...t.bodies].sort())
  for (const { sealed, messageId } of bodies) expect(() => t.deps.sealer.open(sealed, messageId)).toThrow()
})

test('one that was interrupted goes on where it ended, and what no key opens is counted and left', async () => {
  const t = await sealedHouse()
  const { db } = t.deps
  const [first = '', second = ''] = t.bodies
  await db
    .update(messageBodies)
    .set({ sealed: t.next.sealer.seal(first, first) })
    .where(eq(messageBodies.messageId, first))
  const lost = keyRing('a key that nobody has any more').seal('gone', second)
  await db.update(messageBodies).set({ sealed: lost }).where(eq(messageBodies.messageId, second))

  const done = await rotateKeys(t.next)

  expect(done.at(-1)).toEqual({ table: 'message_bodies', resealed: BODIES - 2, unreadable: 1 })
  const left = one(await db.select().from(messageBodies).where(eq(messageBodies.messageId, second)))
  expect(left.sealed).toBe(lost)
})

test('a row that is changed meanwhile keeps the change', async () => {
  const t = await sealedHouse()
  const [first = ''] = t.bodies
  const isFirst = eq(messageBodies.messageId, first)
  const sealed = t.next.sealer.seal('written meanwhile', first)
  const batch: Deps['db']['batch'] = async (statements) => {
    // Bodies alone are so many: they were read a moment ago.
    if (statements.length > 1) await t.deps.db.update(messageBodies).set({ sealed }).where(isFirst)
    return t.deps.db.batch(statements)
  }
  const done = await rotateKeys({ ...t.next, db: Object.assign(Object.create(t.deps.db), { batch }) })

  expect(done.at(-1)).toMatchObject({ resealed: BODIES - 1 })
  expect(one(await t.deps.db.select().from(messageBodies).where(isFirst)).sealed).toBe(sealed)
})

test('pseudonyms keep their key: a server that has another one is told', async () => {
  const { deps } = await testDeps()
  const withKey = (pseudonymKey: string) => ({
    ...deps,
    config: { ...deps.config, secrets: { ...deps.config.secrets, pseudonymKey } }
  })

  expect(await keepsPseudonymKey(deps)).toBe(true)
  expect(await keepsPseudonymKey(deps)).toBe(true)
  expect(await keepsPseudonymKey(withKey(NEXT))).toBe(false)
  expect(await keepsPseudonymKey(deps)).toBe(true)
})
