import { eq } from 'drizzle-orm'
import * as schema from '../../src/db/schema/index.ts'
import type { Deps } from '../../src/deps.ts'
import { newId } from '../../src/lib/ids.ts'
import { pseudonymOf } from '../../src/pipeline/intent.ts'
import { sendMessage } from '../../src/pipeline/outbound.ts'
import { requestErasure } from '../../src/services/erasure.ts'
import { orgCaller } from './callers.ts'
import { PERSON, sendingHouse, sms } from './sending-house.ts'
import { buyNumber, seedAgent } from './test-deps.ts'

/** Everything that is stored, as text; what a person left must not be in it. */
export async function everything(deps: Deps): Promise<string> {
  const rows = await Promise.all(Object.values(schema).map((table) => deps.db.select().from(table as never)))
  return JSON.stringify(rows)
}

/** A house with two agents, the first of which keeps what is said, and what erases PERSON. */
export async function erasureHouse() {
  const sending = await sendingHouse()
  const { deps, agent } = sending
  const storage = { sms: { bodies: true, retentionDays: 90 } }
  await deps.db.update(schema.agents).set({ storage }).where(eq(schema.agents.id, agent.id))
  const first = { ...agent, storage }
  const id = newId('agt')
  const second = await seedAgent(deps, agent.orgId, { id, phoneNumber: await buyNumber(deps, id) })
  const owner = orgCaller(agent.orgId)
  const erase = (contact = PERSON) => requestErasure(deps, owner, contact)
  const send = (to: string, body: string, from: typeof agent = first) =>
    sendMessage(deps, { agent: from, actor: 'agent:test' }, sms(to, body))
  return { ...sending, first, second, owner, erase, send, pseudonym: pseudonymOf(deps, PERSON) }
}
