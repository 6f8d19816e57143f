/** What each error code means on every door: HTTP status, whether a repeat can succeed, and what to do next. */
export const ERROR_CODES = {
  invalid_input: { status: 400, retryable: false, nextAction: 'Correct the named arguments and call again.' },
  invalid_recipient: {
    status: 400,
    retryable: false,
    nextAction: 'Use an E.164 number, an email address, or the id of an agent.'
  },
  malformed_request: {
    status: 400,
    retryable: false,
    nextAction: 'Send well-formed JSON with content-type application/json.'
  },
  unauthorized: {
    status: 401,
    retryable: false,
    nextAction: 'Send a valid token in the Authorization header as "Bearer <token>".'
  },
  forbidden: {
    status: 403,
    retryable: false,
    nextAction: 'Use a token whose role may do this; ask your administrator.'
  },
  invalid_signature: {
    status: 403,
    retryable: false,
    nextAction: 'Sign the request with the credential of this endpoint over its public URL.'
  },
  csrf_refused: {
    status: 403,
    retryable: true,
    nextAction: 'Get a token from GET /auth/csrf and send it, with the cookie that came with it, as X-CSRF-Token.'
  },
  foreign_host: {
    status: 403,
    retryable: false,
    nextAction: 'Reach the server under a host name that it is configured for.'
  },
  address_denied: {
    status: 403,
    retryable: false,
    nextAction: 'Come from an address that the operator allows.'
  },
  channel_blocked: {
    status: 403,
    retryable: false,
    nextAction: 'Use another channel, or ask the operator to unblock this one.'
  },
  recipient_opted_out: {
    status: 403,
    retryable: false,
    nextAction:
      'Do not contact this recipient. Who opted out can write START to opt in again; nobody can do that for them.'
  },
  organization_not_active: {
    status: 403,
    retryable: false,
    nextAction: 'Ask the operator of the server to approve the organization.'
  },
  content_blocked: {
    status: 403,
    retryable: false,
    nextAction: 'Take out what details.findings names and send again.'
  },
  destination_blocked: {
    status: 403,
    retryable: false,
    nextAction: 'Use another number; an owner can allow the country for the organization.'
  },
  registration_required: {
    status: 403,
    retryable: false,
    nextAction: 'Complete the registration that the message names, or use another channel.'
  },
  consent_missing: {
    status: 403,
    retryable: false,
    nextAction: 'Get the consent of the person; an owner records it with comms_record_consent.'
  },
  quiet_hours: {
    status: 403,
    retryable: true,
    nextAction: 'Send again at the time that details.allowedAt names.'
  },
  too_frequent: {
    status: 403,
    retryable: true,
    nextAction: 'Try again at the time that details.allowedAt names.'
  },
  window_closed: {
    status: 403,
    retryable: false,
    nextAction: 'Send an approved template, or wait until the person writes.'
  },
  identity_missing: {
    status: 403,
    retryable: false,
    nextAction: 'Have an owner set what is missing on the organization.'
  },
  price_cap_exceeded: {
    status: 403,
    retryable: false,
    nextAction: 'Send less, or have an owner raise maxCostPerAction with comms_set_agent_limits.'
  },
  not_found: {
    status: 404,
    retryable: false,
    nextAction: 'Check the id; it may belong to somebody else or be removed.'
  },
  method_not_allowed: { status: 405, retryable: false, nextAction: 'Use the method that the API reference names.' },
  request_timeout: { status: 408, retryable: true, nextAction: 'Send the whole request within 8 seconds.' },
  conflict: { status: 409, retryable: false, nextAction: 'Read the current state and decide again.' },
  idempotency_conflict: {
    status: 409,
    retryable: false,
    nextAction: 'Use a new idempotencyKey for a different action.'
  },
  locked_out: {
    status: 429,
    retryable: true,
    nextAction: 'Wait until the lockout ends, or reset the password.'
  },
  pool_exhausted: {
    status: 409,
    retryable: false,
    nextAction: 'Deprovision an agent, or have the operator of the server call comms_expand_agent_pool.'
  },
  needs_client: {
    status: 409,
    retryable: false,
    nextAction: 'Call this tool over MCP from a client that can answer its question.'
  },
  payload_too_large: { status: 413, retryable: false, nextAction: 'Send less: 1 MB is the limit of a request body.' },
  unsupported_media_type: { status: 415, retryable: false, nextAction: 'Send content-type application/json.' },
  capability_unavailable: {
    status: 422,
    retryable: false,
    nextAction: 'Leave this capability out; the operator can configure a provider for it.'
  },
  no_number_available: { status: 422, retryable: true, nextAction: 'Try another country or fewer capabilities.' },
  channel_not_provisioned: {
    status: 422,
    retryable: false,
    nextAction: 'Provision this channel for the agent with comms_provision_channels.'
  },
  headers_too_large: { status: 431, retryable: false, nextAction: 'Send fewer or shorter headers.' },
  rate_limited: {
    status: 429,
    retryable: true,
    nextAction: 'Wait until the limit resets, or ask an admin to raise it.'
  },
  internal: {
    status: 500,
    retryable: true,
    nextAction: 'Try again later; if it persists, give the operator the request id.'
  },
  provider_rejected: {
    status: 502,
    retryable: false,
    nextAction: 'Change what the provider objects to; the details name its code.'
  },
  provider_unavailable: { status: 503, retryable: true, nextAction: 'Try again later; the provider does not answer.' },
  unavailable: { status: 503, retryable: true, nextAction: 'Try again in a few seconds.' },
  provider_timeout: {
    status: 504,
    retryable: false,
    nextAction: 'The outcome is unknown and is being reconciled; look at the status of the message.'
  }
} as const satisfies Record<string, { status: number; retryable: boolean; nextAction: string }>

/** A code of the table; the code is API, its meaning never changes. */
export type ErrorCode = keyof typeof ERROR_CODES

/** What a refusal may add to its code: details are shown to the caller, the cause is only logged. */
export interface ErrorExtras {
  cause?: unknown
  details?: Record<string, unknown> | undefined
  /** Replaces the next action of the table where a better one is known. */
  nextAction?: string | undefined
  /** Replaces the verdict of the table. */
  retryable?: boolean | undefined
}

/** A failure that the caller can act on; anything else that is thrown is a bug and is shown as `internal`. */
export class CommsError extends Error {
  override readonly name = 'CommsError'
  readonly code: ErrorCode
  readonly details: Record<string, unknown> | undefined
  readonly nextAction: string
  readonly retryable: boolean

  constructor(code: ErrorCode, message: string, extras: ErrorExtras = {}) {
    super(message, { cause: extras.cause })
    this.code = code
    this.details = extras.details
    this.nextAction = extras.nextAction ?? ERROR_CODES[code].nextAction
    this.retryable = extras.retryable ?? ERROR_CODES[code].retryable
  }

  /** HTTP status of the code. */
  get status(): number {
    return ERROR_CODES[this.code].status
  }
}

/** The one shape of a failure on every door. */
export interface Failure {
  code: ErrorCode
  message: string
  details?: Record<string, unknown>
  retryable: boolean
  nextAction: string
}

/** Maps anything thrown to what the caller may see; the message of a bug stays inside. */
export function toFailure(error: unknown): Failure {
  if (error instanceof CommsError) {
    const { code, message, details, retryable, nextAction } = error
    return { code, message, ...(details && { details }), retryable, nextAction }
  }
  const { retryable, nextAction } = ERROR_CODES.internal
  return { code: 'internal', message: 'The server failed to do this.', retryable, nextAction }
}
