import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import type { TelephonyProvider } from '../providers/contracts.ts'
import { openProvider } from '../providers/index.ts'
import type { CallState } from '../schemas/call.ts'
import type { CallRow } from './dial-draft.ts'
import { orgVendors } from './vendors.ts'

/** How long a called telephone rings, in seconds: a little less than most voicemail takes to answer. */
export const RING_SECONDS = 30

/**
 * Longest that carriers let a call last unless they are told otherwise, in seconds. Source:
 * twilio.com/docs/voice/twiml/dial, timeLimit: four hours; Telnyx, TeXML Initiate Call, TimeLimit: 14400 at most.
 */
const CARRIER_SECONDS = 14_400

/** What is known after asking the carrier once. */
export type Dialled =
  | { kind: 'placed'; ref: string; state: CallState }
  /** Nobody was called. */
  | { kind: 'refused'; error: CommsError }
  /** Somebody may have been called. */
  | { kind: 'unknown'; error: unknown }

/** Asks the carrier once to place a call; never throws. */
export async function askCarrier(deps: Deps, row: CallRow, answerStep: string | undefined): Promise<Dialled> {
  let telephony: TelephonyProvider
  try {
    telephony = await openProvider(deps.providers, 'telephony', await orgVendors(deps, row.orgId, row.agentId))
  } catch (error) {
    return error instanceof CommsError ? { kind: 'refused', error } : { kind: 'unknown', error }
  }
  try {
    const placed = await telephony.call({ from: row.ownAddress, to: row.contact, ...urlsOf(deps, row, answerStep) })
    return { kind: 'placed', ...placed }
  } catch (error) {
    if (!(error instanceof CommsError) || error.code === 'provider_timeout') return { kind: 'unknown', error }
    return { kind: 'refused', error }
  }
}

/** All of them carry the id of the row, so that the carrier's word finds it although the answer to the call was lost. */
function urlsOf(deps: Pick<Deps, 'publicUrl'>, row: CallRow, answerStep: string | undefined) {
  const base = `${deps.publicUrl()}/webhooks/${row.agentId}`
  const step = answerStep === undefined ? '' : `&step=${encodeURIComponent(answerStep)}`
  return {
    answerUrl: `${base}/voice?c=${row.id}${step}`,
    statusUrl: `${base}/call-status?c=${row.id}`,
    ...(row.whenVoicemail !== 'ignore' && { machineDetectionUrl: `${base}/call-status?c=${row.id}&amd=1` }),
    ringSeconds: RING_SECONDS,
    limitSeconds: limitOf(row, answerStep)
  }
}

/**
 * A call that our agent holds is ended by its session, and may be handed to somebody with whom it lasts longer; a carrier
 * changes its own limit no more. One on which nobody of ours speaks has no other limit.
 */
const limitOf = ({ maxDurationSeconds }: CallRow, answerStep: string | undefined): number =>
  answerStep === undefined ? Math.max(maxDurationSeconds, CARRIER_SECONDS) : maxDurationSeconds
