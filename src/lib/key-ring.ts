import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hash,
  hkdfSync,
  type KeyObject,
  randomBytes
} from 'node:crypto'

/** Encrypts and decrypts with one key, or with the keys that came before it; a changed or truncated text is refused. */
export interface Sealer {
  /** AES-256-GCM with a random nonce; the context must be given again to open. */
  seal(plain: string, context: string): string
  /** @throws Error when the text was changed, or the key or the context is another. */
  open(sealed: string, context: string): string
}

/** A sealer that knows which key sealed a text, so that keys can be replaced while the server runs. */
export interface KeyRing extends Sealer {
  /** Name of the key that seals; the key cannot be told from it. */
  readonly keyId: string
  /** A sealer whose texts open for this organization alone. */
  of(orgId: string): Sealer
  /** Whether the key that seals today sealed a text. */
  isCurrent(sealed: string): boolean
}

/** One secret and what is derived from it. */
interface Key {
  id: string
  /** The AES key of everything that belongs to no organization's own key. */
  common: KeyObject
  ofOrg(orgId: string): KeyObject
}

const ORGANIZATIONS_MAX = 1000

/** Makes a ring of the secret that seals and of former ones, which only open. */
export function keyRing(current: string, former: readonly string[] = []): KeyRing {
  const newest = keyOf(current)
  const keys = [newest, ...former.map(keyOf)]
  const start = `v2.${newest.id}.`
  const sealerWith = (pick: (key: Key) => KeyObject): Sealer => ({
    seal: (plain, context) => `${start}${encrypt(pick(newest), plain, context).toString('base64url')}`,
    open(sealed, context) {
      const [, id, text] = /^(?:v2\.([0-9a-f]{8})|v1)\.([\w-]+)$/.exec(sealed) ?? []
      const able = id === undefined ? keys : keys.filter((key) => key.id === id)
      return openWithAny(able.map(pick), Buffer.from(text ?? '', 'base64url'), context)
    }
  })
  return {
    ...sealerWith(({ common }) => common),
    keyId: newest.id,
    of: (orgId) => sealerWith((key) => key.ofOrg(orgId)),
    isCurrent: (sealed) => sealed.startsWith(start)
  }
}

function keyOf(secret: string): Key {
  const known = new Map<string, KeyObject>()
  return {
    id: hash('sha256', `agentos-comms key id\0${secret}`, 'hex').slice(0, 8),
    common: createSecretKey(hash('sha256', `agentos-comms seal\0${secret}`, 'buffer')),
    ofOrg(orgId) {
      const key = known.get(orgId) ?? derive(secret, `agentos-comms organization\0${orgId}`)
      if (known.size >= ORGANIZATIONS_MAX) known.clear()
      known.set(orgId, key)
      return key
    }
  }
}

/** Source: RFC 5869, HKDF. */
const derive = (secret: string, purpose: string): KeyObject =>
  createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', purpose, 32)))

function encrypt(key: KeyObject, plain: string, context: string): Buffer {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context))
  const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), body])
}

/** Texts of the first format do not name their key. */
function openWithAny([key, ...others]: KeyObject[], raw: Buffer, context: string): string {
  if (key === undefined) throw new Error('This was sealed with a key that the server was not given.')
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, raw.subarray(0, 12), { authTagLength: 16 })
    decipher.setAAD(Buffer.from(context)).setAuthTag(raw.subarray(12, 28))
    return Buffer.concat([decipher.update(raw.subarray(28)), decipher.final()]).toString('utf8')
  } catch (error) {
    if (others.length === 0) throw error
    return openWithAny(others, raw, context)
  }
}
