import { asc, eq, or } from 'drizzle-orm'
import type { Queries } from '../db/open.ts'
import { callContents, type calls, callTickets, callTransfers, callTurns } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import type { CallContent, SpokenLine, TurnContent } from '../schemas/call.ts'
import { isFromPerson, tellTaken } from './call-message.ts'
import type { AgentRow } from './draft.ts'
import { keepDays } from './settle.ts'

type CallRow = typeof calls.$inferSelect
type Keeping = Pick<Deps, 'config' | 'clock' | 'sealer'>

const DAY_MS = 86_400_000

/**
 * Within the transaction that ends a call: what was said is wiped, unless the owner opted in to keep transcripts; a
 * message that was taken down for the agent stays until he had time to fetch it.
 */
export async function wipeOrKeepCall(
  deps: Keeping,
  tx: Queries,
  call: CallRow,
  agent: Pick<AgentRow, 'storage'> | undefined
): Promise<void> {
  const [stored] = await tx.select().from(callContents).where(eq(callContents.callId, call.id))
  const content = stored ? (JSON.parse(deps.sealer.open(stored.sealed, call.id)) as CallContent) : {}
  const taken = isFromPerson(call) ? content.taken : undefined
  if (taken) await tellTaken(deps, tx, call, taken)
  const opted = agent?.storage.voice
  const days = opted?.retentionDays ?? keepDays(deps)
  if (opted?.transcripts)
    await keep(deps, tx, call, { ...content, transcript: await transcript(deps, tx, call, content) }, days)
  else if (taken) await keep(deps, tx, call, takenOf(content), deps.config.retention.days.waiting)
  else await tx.delete(callContents).where(eq(callContents.callId, call.id))
  await tx.delete(callTurns).where(eq(callTurns.callId, call.id))
  await tx.delete(callTickets).where(eq(callTickets.callId, call.id))
  const isTheirs = or(eq(callTransfers.callId, call.id), eq(callTransfers.legId, call.id))
  await tx.update(callTransfers).set({ sealed: null }).where(isTheirs)
}

const takenOf = ({ callerName, taken, summary }: CallContent): CallContent => ({ callerName, taken, summary })

async function keep({ clock, sealer }: Keeping, tx: Queries, call: CallRow, content: CallContent, days: number) {
  const kept = {
    sealed: sealer.seal(JSON.stringify(content), call.id),
    wipeAt: new Date(clock.now().getTime() + days * DAY_MS)
  }
  await tx
    .insert(callContents)
    .values({ callId: call.id, orgId: call.orgId, ...kept })
    .onConflictDoUpdate({ target: callContents.callId, set: kept })
}

/** What was said, and of answers what was heard. */
async function transcript(
  { sealer }: Pick<Deps, 'sealer'>,
  tx: Queries,
  { id, answeredAt, createdAt, generation }: CallRow,
  { greeting }: CallContent
): Promise<SpokenLine[]> {
  const turns = await tx.select().from(callTurns).where(eq(callTurns.callId, id)).orderBy(asc(callTurns.number))
  const greeted: SpokenLine[] =
    greeting && generation > 0 ? [{ by: 'agent', text: greeting, at: (answeredAt ?? createdAt).toISOString() }] : []
  return greeted.concat(
    turns.flatMap((turn): SpokenLine[] => {
      const { text, digits, reply, heard = reply, way } = JSON.parse(sealer.open(turn.sealed, turn.id)) as TurnContent
      const said = text ?? digits
      return [
        ...(said ? [{ by: 'caller', text: said, at: turn.createdAt.toISOString() } as const] : []),
        ...(heard
          ? [{ by: way === 'machine' ? 'machine' : 'agent', text: heard, at: turn.updatedAt.toISOString() } as const]
          : [])
      ]
    })
  )
}
