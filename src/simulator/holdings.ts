import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import Type, { type Static } from 'typebox'
import { compile } from '../lib/validate.ts'
import { OneOf, Strict } from '../schemas/common.ts'

const HeldAccountSchema = Strict({
  sid: Type.String(),
  authToken: Type.String(),
  friendlyName: Type.String(),
  status: OneOf(['active', 'closed']),
  createdAt: Type.String()
})
const HeldNumberSchema = Strict({
  sid: Type.String(),
  /** The subaccount that holds it; absent: the account itself. */
  accountSid: Type.Optional(Type.String()),
  number: Type.String(),
  kind: OneOf(['local', 'mobile', 'tollFree']),
  friendlyName: Type.String(),
  sms: Type.Boolean(),
  voice: Type.Boolean(),
  smsUrl: Type.String(),
  voiceUrl: Type.String(),
  statusCallback: Type.String(),
  createdAt: Type.String(),
  updatedAt: Type.String()
})
const HeldWebhookSchema = Strict({
  id: Type.String(),
  endpoint: Type.String(),
  events: Type.Array(Type.String()),
  signingSecret: Type.String(),
  createdAt: Type.String()
})
const HeldDomainSchema = Strict({
  id: Type.String(),
  name: Type.String(),
  region: Type.String(),
  status: OneOf(['not_started', 'pending', 'verified']),
  createdAt: Type.String()
})
const checkSaved = compile(
  Strict({
    accounts: Type.Optional(Type.Array(HeldAccountSchema)),
    numbers: Type.Array(HeldNumberSchema),
    webhooks: Type.Array(HeldWebhookSchema),
    domains: Type.Array(HeldDomainSchema)
  })
)

/** An account within the simulated one. */
export type HeldAccount = Static<typeof HeldAccountSchema>
/** A number that the simulated account holds. */
export type HeldNumber = Static<typeof HeldNumberSchema>
/** An endpoint that gets the email events. */
export type HeldWebhook = Static<typeof HeldWebhookSchema>
/** An email domain of the simulated account. */
export type HeldDomain = Static<typeof HeldDomainSchema>

/** What the simulated accounts hold: it outlives a restart when there is a state file. */
export interface Holdings {
  /** By sid, oldest first. */
  accounts: Map<string, HeldAccount>
  /** By E.164 number. */
  numbers: Map<string, HeldNumber>
  /** By id, oldest first. */
  webhooks: Map<string, HeldWebhook>
  /** By lower-case name. */
  domains: Map<string, HeldDomain>
  /** Writes all of it to the state file, whole or not at all. */
  save(): void
}

/** Opens the holdings kept in a file, or empty ones. @throws Error when the file holds something else. */
export function openHoldings(stateFile?: string): Holdings {
  const saved = stateFile === undefined ? undefined : readSaved(stateFile)
  const accounts = new Map(saved?.accounts?.map((held) => [held.sid, held]))
  const numbers = new Map(saved?.numbers.map((held) => [held.number, held]))
  const webhooks = new Map(saved?.webhooks.map((held) => [held.id, held]))
  const domains = new Map(saved?.domains.map((held) => [held.name, held]))
  return {
    accounts,
    numbers,
    webhooks,
    domains,
    save() {
      if (stateFile === undefined) return
      const content = {
        accounts: [...accounts.values()],
        numbers: [...numbers.values()],
        webhooks: [...webhooks.values()],
        domains: [...domains.values()]
      }
      mkdirSync(dirname(stateFile), { recursive: true, mode: 0o700 })
      writeFileSync(`${stateFile}.new`, JSON.stringify(content), { mode: 0o600 })
      renameSync(`${stateFile}.new`, stateFile)
    }
  }
}

function readSaved(stateFile: string) {
  try {
    const verdict = checkSaved(JSON.parse(readFileSync(stateFile, 'utf8')))
    if (verdict.ok) return verdict.value
    throw new Error(`The state file of the simulator is not readable: ${verdict.problem}`)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
