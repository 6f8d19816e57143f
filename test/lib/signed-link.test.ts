import { expect, test } from 'vitest'
import { linkSigner } from '../../src/lib/signed-link.ts'

const SECRET = 'a secret of the server, long enough'
const links = linkSigner(SECRET, 'unsubscribe')
const TEXTS = ['org_1', 'agt_1', 'ada+x@exämple.com']

test('a link says what was put into it, the same each time, and shows nobody else', () => {
  const token = links.sign(TEXTS)

  expect(links.read(token)).toEqual(TEXTS)
  expect(links.sign(TEXTS)).toBe(token)
  expect(links.sign(['org_1', 'agt_1', 'bob@example.com'])).not.toBe(token)
  expect(token).toMatch(/^[\w-]+$/)
  expect(Buffer.from(token, 'base64url').toString('latin1')).not.toMatch(/org_1|ada|com/)
})

test('a link with the longest address still fits into a path and a header', () => {
  const token = links.sign([`org_${'0'.repeat(26)}`, `agt_${'0'.repeat(60)}`, `${'ä'.repeat(120)}@${'b'.repeat(133)}`])

  expect(token.length).toBeLessThanOrEqual(800)
  expect(links.read(token)).toHaveLength(3)
})

test('a link that was changed, cut, lengthened or spelled otherwise is not read', () => {
  const token = links.sign(TEXTS)
  const bytes = Buffer.from(token, 'base64url')
  const flipped = Array.from(bytes, (byte, index) => {
    const copy = Buffer.from(bytes)
    copy[index] = byte ^ 1
    return copy.toString('base64url')
  })
  const forged = [
    ...flipped,
    ...Array.from({ length: token.length }, (_, length) => token.slice(0, length)),
    ...[`${token}A`, `${token}=`, ` ${token}`, `${token}\n`, token.replace(/.$/, (last) => (last === 'B' ? 'C' : 'B'))],
    ...['', 'null', 'a'.repeat(5000), '../../etc/passwd', '\u0000']
  ]

  for (const one of forged) expect([one, links.read(one)]).toEqual([one, undefined])
})

test('a link of another server or of another kind is not read', () => {
  expect(linkSigner('another secret, as long as the first', 'unsubscribe').read(links.sign(TEXTS))).toBeUndefined()
  expect(linkSigner(SECRET, 'confirm').read(links.sign(TEXTS))).toBeUndefined()
})
