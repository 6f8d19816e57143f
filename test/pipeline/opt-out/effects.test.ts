import { and, eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { agents, contactConsent, contactWindows, dncList, inboxEvents, messages } from '../../../src/db/schema/index.ts'
import { newId } from '../../../src/lib/ids.ts'
import { receiveMessage } from '../../../src/pipeline/inbound.ts'
import { sendKeywordReplies } from '../../../src/pipeline/inbound-replies.ts'
import { pseudonymOf } from '../../../src/pipeline/intent.ts'
import { arrivingSms } from '../../helpers/arriving.ts'
import { PERSON, sendingHouse, sms } from '../../helpers/sending-house.ts'
import { seedOrganization } from '../../helpers/test-deps.ts'

type Source = (typeof dncList.$inferSelect)['source']
const ELSE = '+14155550199'

async function house() {
  const base = await sendingHouse()
  const { deps, agent } = base
  const consent = (values: Partial<typeof contactConsent.$inferInsert> = {}) => {
    const now = deps.clock.now()
    const given = {
      channel: 'any',
      purpose: 'any',
      kind: 'express',
      source: 'web form',
      recordedBy: 'org:tok'
    } as const
    const row = { orgId: agent.orgId, contact: PERSON, ...given, grantedAt: now, createdAt: now, ...values }
    return deps.db.insert(contactConsent).values({ id: newId('cns'), ...row })
  }
  const list = (source: Source, contact = PERSON) =>
    deps.db
      .insert(dncList)
      .values({ orgId: agent.orgId, contact, reason: 'a reason', source, createdAt: deps.clock.now() })
  return {
    ...base,
    consent,
    list,
    says: (text: string, more = {}) => receiveMessage(deps, arrivingSms(agent, text, more)),
    listed: () => deps.db.select().from(dncList).where(eq(dncList.orgId, agent.orgId)),
    consents: (contact = PERSON) =>
      deps.db
        .select()
        .from(contactConsent)
        .where(and(eq(contactConsent.orgId, agent.orgId), eq(contactConsent.contact, contact))),
    told: async () =>
      (await deps.db.select().from(inboxEvents))
        .map(({ kind }) => kind)
        .filter((kind) => kind !== 'message.received' && kind !== 'message.status')
  }
}

test('who asks in own words is listed with how he asked, is told so once, and the agent learns of it', async () => {
  const h = await house()

  expect(await h.says('Hi, could you please stop texting me?')).toMatchObject({ replyDue: true })
  expect(await h.says('I said no more texts!')).toMatchObject({ replyDue: false })
  await sendKeywordReplies(h.deps)

  expect(await h.listed()).toMatchObject([{ contact: PERSON, source: 'free_text' }])
  expect(h.texts().map(({ to, body }) => [to, /unsubscribed/.test(body)])).toEqual([[PERSON, true]])
  expect(await h.told()).toEqual(['contact.opted_out', 'contact.opted_out'])
  await expect(h.send(sms(PERSON, 'hello'))).rejects.toMatchObject({ code: 'recipient_opted_out' })
})

test('eight opt-outs of one person at once are all taken, and confirmed once', async () => {
  const h = await house()
  await h.consent()

  const taken = await Promise.all(
    Array.from({ length: 8 }, (_, index) => h.says(index % 2 ? 'STOP' : 'stop texting me'))
  )
  await sendKeywordReplies(h.deps)

  expect(taken.map(({ outcome }) => outcome)).toEqual(Array(8).fill('accepted'))
  expect(await h.listed()).toHaveLength(1)
  expect(h.texts()).toHaveLength(1)
})

test('an opt-out after an opt-in is confirmed again', async () => {
  const h = await house()
  for (const text of ['STOP', 'START', 'STOP']) {
    await h.says(text)
    await sendKeywordReplies(h.deps)
    await h.clock.advance(1000)
  }

  expect(h.texts().filter(({ body }) => /unsubscribed/.test(body))).toHaveLength(2)
})

test('an ordinary text changes nothing', async () => {
  const h = await house()
  await h.consent()

  for (const text of ['Please do not stop sending these', 'I will stop by at 5', 'Can we cancel Friday?', 'yes'])
    expect(await h.says(text)).toMatchObject({ replyDue: false })

  expect([await h.listed(), await h.told()]).toEqual([[], []])
  expect((await h.consents()).map(({ revokedAt }) => revokedAt)).toEqual([null])
})

test('an opt-out revokes every consent of the person in the organization, and nobody else’s', async () => {
  const h = await house()
  const foreign = await seedOrganization(h.deps)
  await h.consent({ channel: 'sms', purpose: 'marketing' })
  await h.consent({ channel: 'email' })
  await h.consent({ contact: ELSE })
  await h.consent({ orgId: foreign })
  await h.says('hello')

  await h.says('STOP')

  const now = h.deps.clock.now()
  expect((await h.consents()).map((row) => [row.revokedAt, row.revokedBecause])).toEqual([
    [now, 'The person sent a stop keyword.'],
    [now, 'The person sent a stop keyword.']
  ])
  expect((await h.consents(ELSE)).map(({ revokedAt }) => revokedAt)).toEqual([null])
  const others = await h.deps.db.select().from(contactConsent).where(eq(contactConsent.orgId, foreign))
  expect(others.map(({ revokedAt }) => revokedAt)).toEqual([null])
  // That the person wrote is implied consent, and is no more.
  expect(await h.deps.db.select().from(contactWindows)).toEqual([])
})

test('when and why an earlier consent was revoked is not written over', async () => {
  const h = await house()
  const before = new Date(h.deps.clock.now().getTime() - 86_400_000)
  await h.consent({ revokedAt: before, revokedBecause: 'asked by phone' })

  await h.says('STOP')

  expect(await h.consents()).toMatchObject([{ revokedAt: before, revokedBecause: 'asked by phone' }])
})

test('the entry of another, or of another organization, neither answers for a person nor is lifted for him', async () => {
  const h = await house()
  await h.list('keyword', ELSE)
  const entry = { contact: PERSON, reason: 'a reason', source: 'keyword', createdAt: h.deps.clock.now() } as const
  await h.deps.db.insert(dncList).values({ ...entry, orgId: await seedOrganization(h.deps) })

  await h.says('START')
  expect(await h.consents()).toEqual([])
  expect(await h.says('STOP')).toMatchObject({ replyDue: true })
  await h.says('START')

  expect(await h.listed()).toMatchObject([{ contact: ELSE }])
  expect(await h.deps.db.select().from(dncList)).toHaveLength(2)
})

test('START is consent of its own on its channel; what STOP revoked stays revoked', async () => {
  const h = await house()
  await h.consent({ purpose: 'marketing' })
  await h.says('STOP')
  await h.clock.advance(1000)

  expect(await h.says('START')).toMatchObject({ replyDue: true })

  const consents = await h.consents()
  expect(consents.filter(({ revokedAt }) => revokedAt !== null)).toMatchObject([{ purpose: 'marketing' }])
  const held = consents.filter(({ revokedAt }) => revokedAt === null)
  expect(held.map(({ channel, purpose, kind, source }) => [channel, purpose, kind, source]).sort()).toEqual([
    ['sms', 'conversational', 'express', 'START keyword'],
    ['sms', 'transactional', 'express', 'START keyword']
  ])
  expect(await h.told()).toEqual(['contact.opted_out', 'contact.opted_in'])
})

test.each<Source>(['keyword', 'free_text', 'carrier', 'unsubscribe'])(
  'START lifts what the person did himself: %s',
  async (source) => {
    const h = await house()
    await h.list(source)

    await h.says('ok you can text me again')

    expect(await h.listed()).toEqual([])
    expect(await h.told()).toEqual(['contact.opted_in'])
  }
)

test.each<Source>(['manual', 'complaint'])('START does not lift what others decided: %s', async (source) => {
  const h = await house()
  await h.list(source)

  expect(await h.says('START')).toMatchObject({ replyDue: false })

  expect(await h.listed()).toMatchObject([{ source }])
  expect([await h.told(), await h.consents()]).toEqual([[], []])
})

test('START of who never opted out records nothing', async () => {
  const h = await house()

  await h.says('START')

  expect([await h.listed(), await h.told(), await h.consents()]).toEqual([[], [], []])
})

test('after an erasure the person can still opt in again, under his pseudonym', async () => {
  const h = await house()
  await h.list('keyword', pseudonymOf(h.deps, PERSON))
  await expect(h.send(sms(PERSON, 'hello'))).rejects.toMatchObject({ code: 'recipient_opted_out' })

  await h.says('START')

  expect(await h.listed()).toEqual([])
  expect(await h.send(sms(PERSON, 'hello'))).toMatchObject({ status: 'sent' })
})

test('an opt-out that cannot be stored leaves neither list nor message', async () => {
  const h = await house()
  await h.consent()
  const event = arrivingSms(h.agent, 'STOP')
  await receiveMessage(h.deps, { ...event, content: { body: 'hello' } })

  expect(await receiveMessage(h.deps, event)).toEqual({ outcome: 'duplicate' })

  expect(await h.listed()).toEqual([])
  expect((await h.consents()).map(({ revokedAt }) => revokedAt)).toEqual([null])
})

describe('the answer to a keyword', () => {
  test.each([
    ['en-US', 'STOP', /you are unsubscribed/],
    ['es-MX', 'STOP', /no recibirá más mensajes/],
    ['fr', 'STOP', /ne recevrez plus/],
    ['de-AT', 'STOP', /keine Nachrichten mehr/],
    ['pt-BR', 'STOP', /não receberá mais/],
    ['he-IL', 'STOP', /START/],
    ['fi-FI', 'STOP', /you are unsubscribed/],
    ['de-DE', 'HELP', /STOP/]
  ])('is in the language of the agent: %s, %s', async (language, keyword, expected) => {
    const h = await house()

    await h.deps.db.update(agents).set({ language }).where(eq(agents.id, h.agent.id))

    await h.says(keyword)
    await sendKeywordReplies(h.deps)

    expect(h.texts().map(({ body }) => expected.test(body))).toEqual([true])
    const [sent] = await h.deps.db.select().from(messages).where(eq(messages.direction, 'outbound'))
    expect(sent?.purpose).toBe(keyword === 'HELP' ? 'help_reply' : 'opt_out_confirmation')
  })
})
