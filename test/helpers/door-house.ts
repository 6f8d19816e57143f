import { eq } from 'drizzle-orm'
import { Webhook } from 'standardwebhooks'
import { afterAll } from 'vitest'
import { endpoints, inboxEvents, messages, webhookReceipts } from '../../src/db/schema/index.ts'
import { newId } from '../../src/lib/ids.ts'
import { metrics } from '../../src/observability/metrics.ts'
import { simulatorCredentials } from '../../src/simulator/credentials.ts'
import { signedForm } from './arriving.ts'
import { openTestApp } from './test-app.ts'

/** The whole server until the end of the file, with one agent and the credentials with which its carrier signs. */
export async function doorHouse() {
  const house = await openTestApp()
  afterAll(() => house.close())
  const { agentId, securityToken: token } = await house.provision()
  const credentials = simulatorCredentials(house.config.secrets.sessionSecret)
  const [endpoint] = await house.app.db.select().from(endpoints)
  const smsUrl = `${house.base}/webhooks/${agentId}/sms`
  const count = async (table: typeof messages | typeof webhookReceipts | typeof inboxEvents) =>
    (await house.app.db.select().from(table as typeof messages)).length
  return {
    ...{ ...house, agentId, token, credentials, smsUrl, endpointId: endpoint?.id ?? '' },
    signed: (fields: Record<string, string>, url = smsUrl) => signedForm(url, credentials.authToken, fields),
    /** How much of what webhooks store is there. */
    stored: async () => ({
      receipts: await count(webhookReceipts),
      messages: (await house.app.db.select().from(messages).where(eq(messages.direction, 'inbound'))).length,
      events: await count(inboxEvents)
    }),
    counted: async (name: string) => JSON.stringify(await metrics.getSingleMetric(name)?.get()),
    signedEvent: (payload: string, more: Parameters<typeof signedJson>[1] = {}) =>
      signedJson(payload, { secret: credentials.resendWebhookSecret, ...more })
  }
}

/** The fields of an inbound SMS; each call is another one. */
export const smsFields = (body = 'hello', more: Record<string, string> = {}): Record<string, string> => ({
  MessageSid: `SM${newId('rcp').slice(4)}`,
  From: '+14155550123',
  To: '+14155550100',
  Body: body,
  NumMedia: '0',
  ...more
})

function signedJson(body: string, { secret = '', at = new Date() }: { secret?: string; at?: Date } = {}) {
  const id = newId('evt')
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'svix-id': id,
    'svix-timestamp': String(Math.floor(at.getTime() / 1000)),
    'svix-signature': new Webhook(secret).sign(id, at, body)
  }
  return { method: 'POST', headers, body }
}
