import Type, { type Static } from 'typebox'
import { type Exchange, httpClient } from '../../lib/http.ts'
import { compile } from '../../lib/validate.ts'
import type { ContactDirectory, DirectoryEntry } from '../contracts.ts'
import { checkCredential } from '../credential.ts'
import { answerFailure, exchangeFailure, unreadableAnswer, type VendorName } from '../failures.ts'
import type { DirectoryCredential } from '../handle.ts'

const DIRECTORY: VendorName = { provider: 'directory', label: 'The contact directory' }

/** Source: docs/compliance.md, "Contact directory": the wire is ours. */
const AnswerSchema = Type.Object({
  timeZone: Type.Optional(Type.String({ maxLength: 64 })),
  region: Type.Optional(Type.String({ pattern: '^[A-Z]{2}-[A-Z0-9]{1,3}$' })),
  lead: Type.Optional(Type.Boolean()),
  validSeconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 31_536_000 })),
  consents: Type.Optional(
    Type.Array(
      Type.Object({
        channel: Type.Enum(['any', 'sms', 'whatsapp', 'email', 'voice']),
        purpose: Type.Enum(['any', 'marketing', 'conversational', 'transactional']),
        kind: Type.Enum(['express', 'implied', 'transactional']),
        grantedAt: Type.String({ maxLength: 40 }),
        expiresAt: Type.Optional(Type.String({ maxLength: 40 })),
        proof: Type.Optional(Type.String({ maxLength: 2000 }))
      }),
      { maxItems: 20 }
    )
  )
})
const checkAnswer = compile(AnswerSchema)
const DEFAULT_VALID_SECONDS = 3600

/** Asks a contact directory (a CRM, say) over HTTP what it knows of a person. */
export function httpDirectory({ url, token }: DirectoryCredential, timeoutMs: number): ContactDirectory {
  checkCredential(DIRECTORY, 'CONTACT_DIRECTORY_TOKEN', token)
  const exchange = httpClient({ timeoutMs: Math.min(timeoutMs, 3000), answerBytesMax: 64 * 1024, connections: 16 })
  return { name: 'directory', lookUp: (contact) => lookUp(exchange, { url, token }, contact) }
}

async function lookUp(exchange: Exchange, { url, token }: DirectoryCredential, contact: string) {
  const request = {
    method: 'GET',
    url: `${url.replace(/\/+$/, '')}/contacts/${encodeURIComponent(contact)}`,
    headers: { authorization: `Bearer ${token}`, accept: 'application/json' }
  }
  const answer = await exchange(request).catch((error: unknown) => {
    throw exchangeFailure(DIRECTORY, error, true)
  })
  if (answer.status === 404) return undefined
  if (answer.status !== 200)
    throw answerFailure(DIRECTORY, answer, true, { providerCode: String(answer.status), meaning: 'it gave no answer' })
  return entryOf(parse(answer.text))
}

function parse(text: string): Static<typeof AnswerSchema> {
  try {
    const verdict = checkAnswer(JSON.parse(text))
    if (verdict.ok) return verdict.value
  } catch {
    // Falls through to the same refusal.
  }
  throw unreadableAnswer(DIRECTORY, true)
}

function entryOf({ timeZone, region, lead = false, validSeconds, consents = [] }: Static<typeof AnswerSchema>) {
  const dated = consents.map(({ grantedAt, expiresAt, ...consent }) => ({
    ...consent,
    grantedAt: new Date(grantedAt),
    expiresAt: expiresAt === undefined ? undefined : new Date(expiresAt)
  }))
  const wrong = dated.some(({ grantedAt, expiresAt }) => Number.isNaN(grantedAt.getTime()) || badDate(expiresAt))
  if (wrong || (timeZone !== undefined && !isZone(timeZone))) throw unreadableAnswer(DIRECTORY, true)
  return {
    ...{ timeZone, region, lead, consents: dated },
    validMs: (validSeconds ?? DEFAULT_VALID_SECONDS) * 1000
  } satisfies DirectoryEntry
}

const badDate = (at: Date | undefined) => at !== undefined && Number.isNaN(at.getTime())

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
