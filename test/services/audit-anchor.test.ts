import { existsSync, readFileSync, statSync } from 'node:fs'
import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { anchorAudit, anchorWebhookSecret, isOwnAnchor, readAnchors } from '../../src/services/audit-anchor.ts'
import { auditHouse } from '../helpers/audit-house.ts'
import { sink } from '../helpers/sink.ts'

test('each head that moved is appended, signed, and none that did not', async () => {
  const { deps, orgId, write, seal, chain, anchorFile } = await auditHouse()
  const { sessionSecret } = deps.config.secrets
  expect(await anchorAudit(deps)).toBe(0)
  expect(existsSync(anchorFile)).toBe(false)
  await write('a', 'b')
  await seal()

  expect([await anchorAudit(deps), await anchorAudit(deps)]).toEqual([1, 0])
  await write('c')
  await seal()
  expect(await anchorAudit(deps)).toBe(1)

  const { anchors } = readAnchors(readFileSync(anchorFile, 'utf8'))
  const hashes = (await chain()).map(({ hash }) => hash)
  const at = deps.clock.now().toISOString()
  expect(anchors).toMatchObject([
    { orgId, seq: 2, hash: hashes[1], at },
    { orgId, seq: 3, hash: hashes[2], at }
  ])
  expect(anchors.map((anchor) => isOwnAnchor(sessionSecret, anchor))).toEqual([true, true])
  expect(isOwnAnchor('another secret', anchors[0]!)).toBe(false)
  expect(statSync(anchorFile).mode & 0o777).toBe(0o600)
})

test('heads are posted as a Standard Webhook, and again when they were not taken', async () => {
  const receiver = await sink()
  receiver.answer(() => (receiver.posts.length === 1 ? 500 : 204))
  const { deps, clock, write, seal } = await auditHouse({ AUDIT_ANCHOR_URL: receiver.url })
  await clock.advance(Math.max(0, Date.now() - clock.now().getTime())) // who verifies looks at the time
  await write('a')
  await seal()

  await expect(anchorAudit(deps)).rejects.toThrow('500')
  expect(await anchorAudit(deps)).toBe(1)

  const post = receiver.posts[1]
  const secret = anchorWebhookSecret(deps.config.secrets.sessionSecret)
  const headers = post?.headers as Record<string, string>
  expect(new Webhook(secret).verify(post?.body ?? '', headers)).toMatchObject({
    type: 'audit.anchored',
    data: { heads: [{ seq: 1 }] }
  })
})

test('a line that a crash cut short is passed over and named', () => {
  const whole = '{"orgId":"org_1","seq":1,"hash":"h","at":"t","signature":"s"}'

  expect(readAnchors(`${whole}\n{"orgId":"or\n\n${whole}\n{"seq":"1"}\n`)).toMatchObject({
    anchors: [{ seq: 1 }, { seq: 1 }],
    unreadable: [2, 5]
  })
})
