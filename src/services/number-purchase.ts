import { and, eq, isNotNull, isNull } from 'drizzle-orm'
import { numberPool } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { newId } from '../lib/ids.ts'
import type { AgentRow } from '../pipeline/draft.ts'
import { orgVendors } from '../pipeline/vendors.ts'
import type { AvailableNumber, NumberProvider } from '../providers/contracts.ts'
import { openProvider } from '../providers/index.ts'
import { numberWebhooks } from './number-webhooks.ts'
import { ensureSubaccount } from './subaccounts.ts'

/** A number that an agent has now. */
export type AcquiredNumber = Pick<NumberRow, 'id' | 'number' | 'providerRef'>
type NewOwner = Pick<AgentRow, 'id' | 'orgId' | 'country'>
interface Bought {
  providerRef: string
  number: string
  webhookBase: string
}
type NumberRow = typeof numberPool.$inferSelect

/** How many numbers are tried when others buy them first. */
const MAX_TRIES = 3
/** Source: https://www.twilio.com/docs/api/errors/21422 (the number is no longer available). */
const TAKEN = '21422'
/** Answers that say for certain that nothing was bought. */
const NOT_BOUGHT: ReadonlySet<string> = new Set(['provider_rejected', 'provider_unavailable'])

/**
 * A number for an agent: one that the organization kept, else a new one. Its row is there before the vendor is asked,
 * and the row's id is its label at the vendor, so that a purchase whose answer was lost can be found.
 * @throws CommsError `no_number_available`, and what the vendor answers.
 */
export async function acquireNumber(deps: Deps, agent: NewOwner): Promise<AcquiredNumber> {
  await ensureSubaccount(deps, agent)
  const port = await openProvider(deps.providers, 'numbers', await orgVendors(deps, agent.orgId, agent.id))
  return (await takeKept(deps, port, agent)) ?? (await buyNew(deps, port, agent))
}

async function takeKept(deps: Deps, port: NumberProvider, agent: NewOwner): Promise<NumberRow | undefined> {
  const kept = and(
    eq(numberPool.orgId, agent.orgId),
    isNull(numberPool.agentId),
    eq(numberPool.status, 'active'),
    eq(numberPool.country, agent.country),
    eq(numberPool.provider, port.name),
    isNotNull(numberPool.providerRef)
  )
  const candidates = await deps.db.select().from(numberPool).where(kept).limit(MAX_TRIES)
  for (const { id, providerRef } of candidates) {
    const claim = { agentId: agent.id, webhookBase: deps.publicUrl(), updatedAt: deps.clock.now() }
    const free = and(eq(numberPool.id, id), isNull(numberPool.agentId), eq(numberPool.status, 'active'))
    const [row] = await deps.db.update(numberPool).set(claim).where(free).returning()
    if (row && providerRef !== null && (await configured(deps, port, row, providerRef))) return row
  }
  return undefined
}

async function configured(deps: Deps, port: NumberProvider, row: NumberRow, ref: string): Promise<boolean> {
  try {
    await port.configure(ref, numberWebhooks(deps, row.agentId ?? ''))
    return true
  } catch (error) {
    if (!(error instanceof CommsError) || error.code !== 'provider_rejected') throw error
    // The account no longer has it: it was released at the vendor, or belongs to another account.
    await deps.db.update(numberPool).set({ status: 'released' }).where(eq(numberPool.id, row.id))
    return false
  }
}

async function buyNew(deps: Deps, port: NumberProvider, agent: NewOwner): Promise<AcquiredNumber> {
  const offers = await port.search({ country: agent.country, sms: true, voice: true, limit: MAX_TRIES })
  for (const offer of offers) {
    const bought = await buyOffer(deps, port, agent, offer)
    if (bought) return bought
  }
  throw new CommsError('no_number_available', `No phone number for SMS and calls is for sale in ${agent.country}.`)
}

/** Undefined when somebody else was faster. */
async function buyOffer(deps: Deps, port: NumberProvider, agent: NewOwner, offer: AvailableNumber) {
  const now = deps.clock.now()
  const id = newId('num', now)
  await deps.db.insert(numberPool).values({
    id,
    orgId: agent.orgId,
    number: offer.number,
    provider: port.name,
    country: agent.country,
    capabilities: offer.capabilities,
    agentId: agent.id,
    status: 'buying',
    monthlyMicroUsd: 0,
    createdAt: now,
    updatedAt: now
  })
  try {
    const { ref, number } = await port.buy(offer.number, numberWebhooks(deps, agent.id), id)
    await keep(deps, port, id, { providerRef: ref, number, webhookBase: deps.publicUrl() })
    return { id, number, providerRef: ref }
  } catch (error) {
    if (!(error instanceof CommsError) || !NOT_BOUGHT.has(error.code)) throw error
    await deps.db.delete(numberPool).where(and(eq(numberPool.id, id), eq(numberPool.status, 'buying')))
    if (error.details?.['providerCode'] === TAKEN) return undefined
    throw error
  }
}

async function keep(deps: Deps, port: NumberProvider, id: string, bought: Bought) {
  const stillBuying = and(eq(numberPool.id, id), eq(numberPool.status, 'buying'))
  const change = { ...bought, updatedAt: deps.clock.now() }
  const [row] = await deps.db.update(numberPool).set(change).where(stillBuying).returning({ id: numberPool.id })
  if (row) return
  await port.release(bought.providerRef)
  throw new CommsError('unavailable', 'The vendor took too long to sell a number; it was given back.')
}
