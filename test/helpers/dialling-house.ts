import { asc, eq } from 'drizzle-orm'
import { agents, calls, reservations } from '../../src/db/schema/index.ts'
import type { Deps } from '../../src/deps.ts'
import { placeCall } from '../../src/pipeline/dial.ts'
import type { CallWish } from '../../src/pipeline/dial-draft.ts'
import { auditLedger } from '../../src/pipeline/ledger.ts'
import { sendingHouse } from './sending-house.ts'

/** Somebody who may be called. */
export const CALLED = '+14155550123'

/** A house with one agent that may call as often as it likes; nobody hears what the carrier asks. */
export async function diallingHouse(env: Record<string, string> = {}) {
  const house = await sendingHouse({
    ...{ DEFAULT_MAX_ACTIONS_PER_MINUTE: '1000', DEFAULT_MAX_ACTIONS_PER_HOUR: '1000' },
    ...{ DEFAULT_MAX_ACTIONS_PER_DAY: '1000', DEFAULT_MAX_SPEND_PER_DAY: '1000', DEFAULT_MAX_SPEND_PER_MONTH: '1000' },
    ...env
  })
  const { deps, sender, agent } = house
  const placed = () => house.simulator.calls().filter(({ direction }) => direction !== 'inbound')
  return {
    ...house,
    call: (wish: Partial<CallWish> = {}) => placeCall(deps, sender, { to: CALLED, purpose: 'transactional', ...wish }),
    /** The same by another process, or for the agent as it is given. */
    callAs: (by: Deps, wish: Partial<CallWish> = {}, as = agent) =>
      placeCall(by, { ...sender, agent: as }, { to: CALLED, purpose: 'transactional', ...wish }),
    callRows: () => deps.db.select().from(calls).orderBy(asc(calls.id)),
    holds: () => deps.db.select().from(reservations).orderBy(asc(reservations.actionId)),
    /** Every call that the carrier was given. */
    placed,
    imbalances: async () => (await auditLedger(deps.db)).imbalances,
    changeAgent: (values: Partial<typeof agents.$inferInsert>) =>
      deps.db.update(agents).set(values).where(eq(agents.id, agent.id))
  }
}
