import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { explainVendorCode } from '../schemas/carrier-errors.ts'
import type { AgentRow, MessageRow, SendResult } from './draft.ts'
import type { IntentKey } from './idempotency.ts'
import { remainingNow } from './limits-left.ts'

/**
 * The first result of an intent, given again to whoever repeats it.
 * @throws CommsError the refusal of the vendor, when that was the first result
 */
export async function repeatOf(deps: Deps, agent: AgentRow, row: MessageRow, key: IntentKey): Promise<SendResult> {
  if (row.status === 'failed') throw storedFailure(row)
  return {
    messageId: row.id,
    channel: row.channel as SendResult['channel'],
    status:
      row.status === 'queued' ? 'queued' : row.status === 'sending' || row.status === 'unknown' ? 'unknown' : 'sent',
    costMicroUsd: row.costMicroUsd,
    createdAt: row.createdAt,
    rateLimitRemaining: await remainingNow(deps, agent),
    ...(!key.given && { duplicateOf: row.id })
  }
}

/** The vendor's refusal as the caller sees it, with the id of the row that records it. */
export function failureOf(row: MessageRow, error: CommsError): CommsError {
  const optedOut = error.details?.['optedOut'] === true
  return new CommsError(optedOut ? 'recipient_opted_out' : error.code, error.message, {
    cause: error,
    details: { ...error.details, messageId: row.id },
    ...(!optedOut && { nextAction: error.nextAction }),
    retryable: false
  })
}

function storedFailure(row: MessageRow): CommsError {
  const providerCode = row.errorCode ?? 'unknown'
  const known = explainVendorCode(providerCode)
  return new CommsError(
    known.optedOut ? 'recipient_opted_out' : 'provider_rejected',
    `Nothing was sent: ${known.meaning}`,
    {
      details: { provider: row.provider, providerCode, messageId: row.id },
      nextAction: known.nextAction
    }
  )
}
