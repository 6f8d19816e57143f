import { createCipheriv, createSecretKey, hash, randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { keyRing } from '../../src/lib/key-ring.ts'

const [OLD, NEW, OTHER] = ['the first secret of a server', 'the second secret of a server', 'somebody else entirely!!']
const oldRing = keyRing(OLD)
const newRing = keyRing(NEW, [OLD])

/** As it was sealed before texts named their key. */
function sealFirstFormat(secret: string, plain: string, context: string): string {
  const key = createSecretKey(hash('sha256', `agentos-comms seal\0${secret}`, 'buffer'))
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context))
  const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
  return `v1.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`
}

test('what was sealed opens under its context alone, and looks different each time', () => {
  const sealed = newRing.seal('Grüße 🎉', 'msg_1')

  expect(newRing.open(sealed, 'msg_1')).toBe('Grüße 🎉')
  expect(newRing.seal('Grüße 🎉', 'msg_1')).not.toBe(sealed)
  expect(() => newRing.open(sealed, 'msg_2')).toThrow()
})

test('a text names the key that sealed it, and the key cannot be told from the name', () => {
  expect(oldRing.seal('x', 'a')).toMatch(new RegExp(`^v2\\.${oldRing.keyId}\\.[\\w-]+$`))
  expect(oldRing.keyId).toMatch(/^[0-9a-f]{8}$/)
  expect(newRing.keyId).not.toBe(oldRing.keyId)
  expect(newRing.isCurrent(newRing.seal('x', 'a'))).toBe(true)
  expect(newRing.isCurrent(oldRing.seal('x', 'a'))).toBe(false)
})

describe('after the key was replaced', () => {
  test('former keys open what they sealed, also what does not name its key', () => {
    expect(newRing.open(oldRing.seal('before', 'a'), 'a')).toBe('before')
    expect(newRing.open(sealFirstFormat(OLD, 'before', 'a'), 'a')).toBe('before')
    expect(newRing.open(sealFirstFormat(NEW, 'now', 'a'), 'a')).toBe('now')
    expect(newRing.of('org_a').open(oldRing.of('org_a').seal('before', 'a'), 'a')).toBe('before')
  })

  test('a former key seals nothing, and without it nothing of it opens', () => {
    expect(() => oldRing.open(newRing.seal('now', 'a'), 'a')).toThrow('a key that the server was not given')
    expect(() => keyRing(NEW).open(oldRing.seal('before', 'a'), 'a')).toThrow('a key that the server was not given')
    expect(() => keyRing(OTHER).open(sealFirstFormat(OLD, 'before', 'a'), 'a')).toThrow()
  })
})

test('what is sealed for an organization opens for it alone', () => {
  const sealed = newRing.of('org_a').seal('secret', 'crd_1')

  expect(newRing.of('org_a').open(sealed, 'crd_1')).toBe('secret')
  expect(() => newRing.of('org_b').open(sealed, 'crd_1')).toThrow()
  expect(() => newRing.open(sealed, 'crd_1')).toThrow()
  expect(() => newRing.of('org_a').open(newRing.seal('common', 'a'), 'a')).toThrow()
})

test('a change of any character, a cut and a lengthening are refused', () => {
  const sealed = newRing.seal('some content', 'a')
  const at = (index: number) =>
    `${sealed.slice(0, index)}${sealed[index] === 'A' ? 'B' : 'A'}${sealed.slice(index + 1)}`

  for (let index = 0; index < sealed.length - 1; index++) expect(() => newRing.open(at(index), 'a')).toThrow()
  for (const broken of ['', 'v1.', 'v2.', sealed.slice(0, -4), `${sealed}AAAA`, sealed.slice(0, 20)])
    expect(() => newRing.open(broken, 'a')).toThrow()
})
