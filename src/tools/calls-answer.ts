import Type, { type Static, type TObject } from 'typebox'
import type { ErrorCode, Failure } from '../errors.ts'
import { Strict } from '../schemas/common.ts'
import type { CALLS_CODES, CallsFailure } from '../schemas/failure.ts'
import { defineTool, isNeedsInput, type Tool, type ToolContext } from './tool.ts'

/** Code of a failure in the profile `calls`. */
type CallsCode = (typeof CALLS_CODES)[number]

type Asked<I extends TObject, O extends TObject> = Omit<Tool<I, O>, 'profiles' | 'run' | 'output'> & {
  output: O
  run(input: Static<I>, context: ToolContext): Promise<Static<O>>
}

/** A tool of the profile `calls`: what it returns is answered with `success: true` beside it. */
export const defineCallsTool = <I extends TObject, O extends TObject>({ output, run, ...tool }: Asked<I, O>): Tool =>
  defineTool({
    ...tool,
    profiles: ['calls'],
    output: Strict({ success: Type.Literal(true), ...output.properties }),
    run: async (input: never, context: ToolContext): Promise<never> => {
      const result: unknown = await run(input, context)
      return (isNeedsInput(result) ? result : { success: true, ...(result as object) }) as never
    }
  }) as unknown as Tool

/** Whether the answers of a tool are those of the profile `calls`. */
export const answersAsCalls = ({ profiles }: Pick<Tool, 'profiles'>): boolean =>
  profiles.includes('calls') && profiles.length === 1

/** A failure in the words of the profile; its own code stays in the details. */
export function callsFailure(failure: Failure, now: Date): CallsFailure {
  const { code, message, details = {}, retryable, nextAction } = failure
  const retryAfter = retryable ? secondsUntil(details, now) : undefined
  const reason = code in BLOCKS ? { reason: String(details['reason'] ?? code) } : {}
  return {
    success: false,
    error: {
      ...{ code: codeOf(code, details), message, retryable },
      details: { cause: code, nextAction, ...details, ...reason },
      ...(retryAfter !== undefined && { retryAfter })
    }
  }
}

const BLOCKED = 'COMPLIANCE_BLOCKED' as const
const BLOCKS: Partial<Record<ErrorCode, CallsCode>> = {
  channel_blocked: BLOCKED,
  recipient_opted_out: BLOCKED,
  organization_not_active: BLOCKED,
  content_blocked: BLOCKED,
  destination_blocked: BLOCKED,
  registration_required: BLOCKED,
  consent_missing: BLOCKED,
  quiet_hours: BLOCKED,
  too_frequent: BLOCKED,
  window_closed: BLOCKED,
  identity_missing: BLOCKED
}

const CODES: Partial<Record<ErrorCode, CallsCode>> = {
  ...BLOCKS,
  invalid_input: 'INVALID_INPUT',
  malformed_request: 'INVALID_INPUT',
  payload_too_large: 'INVALID_INPUT',
  idempotency_conflict: 'INVALID_INPUT',
  invalid_recipient: 'INVALID_PHONE',
  rate_limited: 'RATE_LIMIT',
  price_cap_exceeded: 'RATE_LIMIT',
  provider_timeout: 'TIMEOUT',
  request_timeout: 'TIMEOUT',
  provider_unavailable: 'NETWORK_ERROR',
  unavailable: 'NETWORK_ERROR'
}

/** What is not found is the agent unless the failure says what it is. */
function codeOf(code: ErrorCode, { unknown, ended }: Record<string, unknown>): CallsCode {
  if (code === 'not_found') return NOT_FOUND[String(unknown)] ?? 'INVALID_AGENT'
  if (code === 'conflict' && ended === true) return 'CALL_ALREADY_ENDED'
  return CODES[code] ?? 'API_ERROR'
}

const NOT_FOUND: Partial<Record<string, CallsCode>> = { call: 'CALL_NOT_FOUND', lead: 'INVALID_INPUT' }

function secondsUntil({ retryAfterMs, resetsAt, allowedAt }: Record<string, unknown>, now: Date): number | undefined {
  if (typeof retryAfterMs === 'number') return Math.max(1, Math.ceil(retryAfterMs / 1000))
  const at = Date.parse(String(resetsAt ?? allowedAt))
  return Number.isNaN(at) ? undefined : Math.max(1, Math.ceil((at - now.getTime()) / 1000))
}
