import { eq } from 'drizzle-orm'
import { messages, usageDaily } from '../../src/db/schema/index.ts'
import { newId } from '../../src/lib/ids.ts'
import type { OutboundDraft } from '../../src/pipeline/draft.ts'
import { sendMessage } from '../../src/pipeline/outbound.ts'
import { buyNumber, seedAgent, seedOrganization, testDeps } from './test-deps.ts'

/** An SMS draft. */
export const sms = (to: string, body: string, more: Partial<OutboundDraft> = {}): OutboundDraft => ({
  channel: 'sms',
  to,
  body,
  ...more
})
/** Somebody who may be texted. */
export const PERSON = '+14155550123'

/** A house with one agent whose number the carrier has sold to it; nobody answers, and no status is called back. */
export async function sendingHouse(env: Record<string, string> = {}) {
  const { deps, clock, simulator, databaseUrl } = await testDeps(env)
  const orgId = await seedOrganization(deps)
  const id = newId('agt')
  const agent = await seedAgent(deps, orgId, { id, phoneNumber: await buyNumber(deps, id) })
  const sender = { agent, actor: 'agent:test' }
  const rows = () => deps.db.select().from(messages).where(eq(messages.direction, 'outbound'))
  const texts = () => simulator.texts({ direction: 'outbound' })
  const emails = () => simulator.emails({ direction: 'outbound' })
  /** Counters of the agent over all days and rows. */
  const usage = async () => {
    const counters = await deps.db.select().from(usageDaily)
    const sum = (name: 'actions' | 'failed' | 'refused' | 'costMicroUsd') =>
      counters.reduce((total, row) => total + row[name], 0)
    return {
      actions: sum('actions'),
      failed: sum('failed'),
      refused: sum('refused'),
      costMicroUsd: sum('costMicroUsd')
    }
  }
  simulator.behave({ replies: false, statuses: [] })
  return {
    deps,
    databaseUrl,
    clock,
    simulator,
    agent,
    sender,
    rows,
    texts,
    emails,
    usage,
    send: (draft: OutboundDraft) => sendMessage(deps, sender, draft)
  }
}
