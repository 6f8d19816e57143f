import { eq } from 'drizzle-orm'
import { calls } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { CommsError, ERROR_CODES, type ErrorCode } from '../errors.ts'
import { explainVendorCode, knowsVendorCode } from '../schemas/carrier-errors.ts'
import type { CallRow, PlacedCall } from './dial-draft.ts'
import type { AgentRow } from './draft.ts'
import type { FirstAction, IntentKey } from './idempotency.ts'
import { remainingNow } from './limits-left.ts'

/** Calls as the first action under a key. */
export const firstCall = ({ db }: Pick<Deps, 'db'>): FirstAction<CallRow> => ({
  read: async (id) => (await db.select().from(calls).where(eq(calls.id, id)))[0],
  isOpen: ({ state, providerRef }) => state === 'initiated' && providerRef === null
})

/** A call as whoever placed it is told. */
export const resultOf = (row: CallRow, rateLimitRemaining: number): PlacedCall => ({
  callId: row.id,
  ...(row.providerRef !== null && { callSid: row.providerRef }),
  status: row.state,
  from: row.ownAddress,
  to: row.contact,
  costMicroUsd: row.costMicroUsd,
  createdAt: row.createdAt,
  rateLimitRemaining
})

/**
 * The first result of an intent, given again to whoever repeats it.
 * @throws CommsError why nobody was called, when that was the first result
 */
export async function repeatedCall(deps: Deps, agent: AgentRow, row: CallRow, key: IntentKey): Promise<PlacedCall> {
  throwIfUnplaced(row)
  const result = resultOf(row, await remainingNow(deps, agent))
  return { ...result, ...(!key.given && { duplicateOf: row.id }) }
}

/** Lets a call pass that a carrier was given, or may yet be. @throws CommsError why nobody was called */
export function throwIfUnplaced(row: CallRow): void {
  if (row.state === 'failed' && row.providerRef === null) throw storedFailure(row)
}

/** The carrier's refusal as the caller sees it, with the id of the row that records it. */
export const dialFailure = ({ id }: CallRow, error: CommsError): CommsError =>
  new CommsError(error.code, error.message, {
    cause: error,
    details: { ...error.details, callId: id },
    nextAction: error.nextAction
  })

function storedFailure({ id: callId, errorCode, provider }: CallRow): CommsError {
  const code = errorCode ?? 'provider_rejected'
  if (!knowsVendorCode(code) && Object.hasOwn(ERROR_CODES, code))
    return new CommsError(code as ErrorCode, 'Nobody was called, and nothing is repeated under this key.', {
      details: { callId }
    })
  const { meaning, nextAction } = explainVendorCode(code)
  return new CommsError('provider_rejected', `Nobody was called: ${meaning}.`, {
    details: { provider, providerCode: code, callId },
    nextAction
  })
}
