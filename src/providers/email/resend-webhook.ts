import type { Resend } from 'resend'
import { CommsError } from '../../errors.ts'
import { contentOf } from './resend-client.ts'
import { isAbsent } from './resend-errors.ts'

/** What the product wants to learn of. Source: https://resend.com/docs/dashboard/webhooks/event-types */
const EVENTS = [
  'email.sent',
  'email.delivered',
  'email.delivery_delayed',
  'email.bounced',
  'email.complained',
  'email.failed',
  'email.received'
] as const

/**
 * Has Resend post its events to a URL and returns the secret that verifies them. Earlier webhooks for the same URL go
 * only when the new one exists, so that no event falls between the two; where the plan has no room for both, before.
 */
export async function resendWebhook(client: Resend, url: string): Promise<{ ref: string; secret: string }> {
  const earlier = await findWebhooks(client, url)
  const create = async () => contentOf(await client.webhooks.create({ endpoint: url, events: [...EVENTS] }))
  const made = await create().catch(async (error: unknown) => {
    if (!(error instanceof CommsError) || error.code !== 'provider_rejected' || earlier.length === 0) throw error
    await removeAll(client, earlier)
    return create()
  })
  await removeAll(client, earlier)
  return { ref: made.id, secret: made.signing_secret }
}

async function removeAll(client: Resend, ids: string[]): Promise<void> {
  for (const id of ids)
    await client.webhooks.remove(id).catch((error: unknown) => {
      if (!isAbsent(error)) throw error
    })
}

async function findWebhooks(client: Resend, url: string): Promise<string[]> {
  const found: string[] = []
  let after: string | undefined
  do {
    const page = contentOf(await client.webhooks.list({ limit: 100, ...(after !== undefined && { after }) }))
    found.push(...page.data.filter(({ endpoint }) => endpoint === url).map(({ id }) => id))
    after = page.has_more ? page.data.at(-1)?.id : undefined
  } while (after !== undefined)
  return found
}
