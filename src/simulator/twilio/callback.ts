import { randomUUID } from 'node:crypto'
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js'
import type { WebhookFailure } from '../webhook-try.ts'
import type { World } from '../world.ts'
import { tokenOf } from './account.ts'

const RETRY_DELAY_MS = 1000
/** Kinds of failure by the names of the connection overrides. */
const POLICIES: Record<string, readonly WebhookFailure[]> = {
  ct: ['network'],
  rt: ['timeout'],
  '4xx': ['4xx'],
  '5xx': ['5xx'],
  all: ['network', 'timeout', '4xx', '5xx']
}

/**
 * Posts a form to a webhook, signed with the token of the account that it is about. The idempotency token is the same for each try.
 * The fragment of the URL may say how often (`rc`, 0 to 5) and after which failures (`rp`) to try again; it is neither sent nor signed.
 * Source: twilio.com/docs/usage/webhooks/webhooks-security and /webhooks-connection-overrides.
 */
export function postForm(
  world: World,
  event: { kind: string; reference: string; url: string },
  form: Record<string, string>
): void {
  const [url = '', overrides = ''] = event.url.split('#', 2)
  const authToken = tokenOf(world, form['AccountSid'] ?? '')
  // A closed account posts nothing more.
  if (authToken === undefined) return
  const headers = {
    'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
    'user-agent': 'TwilioProxy/1.1',
    accept: '*/*',
    'i-twilio-idempotency-token': randomUUID(),
    'x-twilio-signature': getExpectedTwilioSignature(authToken, url, form)
  }
  world.outbox.post({
    vendor: 'twilio',
    ...event,
    url,
    body: new URLSearchParams(form).toString(),
    headers: () => headers,
    ...retriesOf(world, new URLSearchParams(overrides))
  })
}

function retriesOf(world: World, overrides: URLSearchParams) {
  const count = Math.min(5, Number(overrides.get('rc') ?? 1) || 0)
  const policy = overrides.get('rp')?.split(',') ?? ['ct', '5xx']
  const retried = new Set(policy.flatMap((name) => POLICIES[name] ?? []))
  return {
    retryDelaysMs: world.behaviour.webhookRetryDelaysMs ?? Array<number>(count).fill(RETRY_DELAY_MS),
    retries: (failure: WebhookFailure) => retried.has(failure)
  }
}
