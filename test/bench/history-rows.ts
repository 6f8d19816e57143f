import { conversationIdOf, newId } from '../../src/lib/ids.ts'
import type { BenchAgent } from './agents.ts'

/** The columns of `messages` that a settled text fills. */
export const COLUMNS = [
  'id',
  'org_id',
  'agent_id',
  'channel',
  'direction',
  'contact',
  'own_address',
  'conversation_id',
  'status',
  'purpose',
  'provider',
  'provider_ref',
  'segments',
  'cost_micro_usd',
  'attempts',
  'created_at',
  'updated_at'
] as const

/** One row, in the order of the columns; instants are milliseconds. */
export type HistoryRow = (string | number)[]

/** How many people the history is with. */
const CONTACTS = 100
const DAYS_MS = 30 * 86_400_000

/** Who the n-th person of a history is. */
export const contactOf = (index: number): string => `+1415556${String(index % CONTACTS).padStart(4, '0')}`

/** The last thirty days of an agent, evenly: texts with a hundred people, every fourth an answer, oldest first. */
export function* historyRows(agent: BenchAgent, count: number, orgId = 'org_default'): Generator<HistoryRow> {
  const start = Date.now() - DAYS_MS
  for (let index = 0; index < count; index++) {
    const at = Math.floor(start + (index * DAYS_MS) / count)
    const contact = contactOf(Math.imul(index, 2_654_435_761) >>> 12)
    const inbound = index % 4 === 3
    const id = newId('msg', new Date(at))
    yield [
      id,
      orgId,
      agent.agentId,
      'sms',
      inbound ? 'inbound' : 'outbound',
      contact,
      agent.number,
      conversationIdOf(agent.agentId, contact),
      inbound ? 'received' : 'delivered',
      'message',
      'twilio',
      `SM${id}`,
      1,
      inbound ? 0 : 7900,
      inbound ? 0 : 1,
      at,
      at
    ]
  }
}
