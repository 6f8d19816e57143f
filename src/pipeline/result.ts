import type { Deps } from '../deps.ts'
import { CommsError, ERROR_CODES, type ErrorCode } from '../errors.ts'
import { explainVendorCode, knowsVendorCode } from '../schemas/carrier-errors.ts'
import type { AgentRow, MessageRow, SendResult } from './draft.ts'
import type { IntentKey } from './idempotency.ts'
import { remainingNow } from './limits-left.ts'
import { GIVEN_UP, MAY_HAVE_HAPPENED } from './settle.ts'

/**
 * The first result of an intent, given again to whoever repeats it.
 * @throws CommsError why it failed, when that was the first result
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

/** Why a message failed, as far as its row tells. */
function storedFailure({ id: messageId, errorCode, provider }: MessageRow): CommsError {
  const code = errorCode ?? MAY_HAVE_HAPPENED
  if (code === MAY_HAVE_HAPPENED)
    return new CommsError('provider_timeout', `This was given up: ${GIVEN_UP.meaning}.`, {
      details: { messageId },
      nextAction: GIVEN_UP.nextAction
    })
  const { optedOut, meaning, nextAction } = explainVendorCode(code)
  if (!knowsVendorCode(code) && isErrorCode(code))
    return new CommsError(code, 'Nothing was sent: it had to wait, and was refused then.', {
      details: { messageId },
      retryable: false
    })
  return new CommsError(optedOut ? 'recipient_opted_out' : 'provider_rejected', `Nothing was sent: ${meaning}.`, {
    details: { provider, providerCode: code, messageId },
    nextAction
  })
}

const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(ERROR_CODES, code)
