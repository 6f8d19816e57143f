import { kit } from '../dialect.ts'

const { table, text, instant, index, uniqueIndex } = kit

/** Live calls that are handed to somebody else, or joined with another; the leg that is dialled for it is a call of its own. */
export const callTransfers = table(
  'call_transfers',
  {
    id: text('id').primaryKey(),
    orgId: text('org_id').notNull(),
    agentId: text('agent_id').notNull(),
    /** The call that is handed over. */
    callId: text('call_id').notNull(),
    /** The call to whom it is handed. */
    legId: text('leg_id').notNull(),
    /** `warm`: whoever is dialled is asked first; `bridge`: both were called for it. */
    kind: text('kind').$type<'cold' | 'warm' | 'bridge'>().notNull(),
    /** `waiting`: the carrier has not been told to dial; `returned`: nobody took it. */
    state: text('state').$type<'waiting' | 'dialling' | 'taken' | 'returned'>().notNull(),
    /** Sealed JSON of what is announced, bound to the id; null where nothing is. */
    sealed: text('sealed'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull()
  },
  (t) => [index('call_transfers_call_ix').on(t.callId, t.id), uniqueIndex('call_transfers_leg_uq').on(t.legId)]
)
