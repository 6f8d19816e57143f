import { eq } from 'drizzle-orm'
import { onTestFinished } from 'vitest'
import { organizations } from '../../src/db/schema/index.ts'
import { simulatorCredentials } from '../../src/simulator/credentials.ts'
import { startSimulator } from '../../src/simulator/index.ts'
import { phones, SWIFT } from './call-house.ts'
import { openTestApp } from './test-app.ts'
import type { VirtualClock } from './virtual-clock.ts'

/** As `callHouse`, for an organization that reaches real people: its own carrier is played, and its models are asked. */
export async function productionHouse(env: Record<string, string>, clock: VirtualClock) {
  const credentials = simulatorCredentials('the carrier of a test')
  const simulator = await startSimulator({ ...credentials, clock, domains: ['example.com'] })
  simulator.behave(SWIFT)
  const opened = await openTestApp(
    {
      ...{ DEMO_MODE: 'false', TWILIO_ACCOUNT_SID: credentials.accountSid, TWILIO_AUTH_TOKEN: credentials.authToken },
      ...{ TWILIO_BASE_URL: simulator.url, RESEND_BASE_URL: simulator.url },
      ...{ RESEND_API_KEY: credentials.resendApiKey, RESEND_WEBHOOK_SECRET: credentials.resendWebhookSecret },
      ...env
    },
    clock
  )
  onTestFinished(async () => {
    const flow = setInterval(() => void clock.advance(100), 5)
    await opened.close()
    await simulator.close()
    clearInterval(flow)
  })
  await opened.app.db
    .update(organizations)
    .set({ mode: 'production', status: 'approved' })
    .where(eq(organizations.id, 'org_default'))
  return { ...opened, simulator, ...phones(simulator) }
}
