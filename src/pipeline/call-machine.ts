import { and, eq, isNull, notInArray, or, sql } from 'drizzle-orm'
import { isUniqueViolation } from '../db/batch.ts'
import { callContents, calls, webhookReceipts } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { newId } from '../lib/ids.ts'
import type { CallStep } from '../providers/contracts.ts'
import { openProvider } from '../providers/index.ts'
import { type CallContent, TERMINAL_STATES } from '../schemas/call.ts'
import { orgVendors } from './vendors.ts'

type CallRow = typeof calls.$inferSelect

/** What a carrier heard of who answered. */
export interface MachineReport {
  orgId: string
  agentId: string
  callId?: string | undefined
  provider: string
  providerRef: string
  eventKey: string
  /** In the carrier's words. Source: twilio.com/docs/voice/answering-machine-detection */
  heard: string
}

/**
 * Writes down who answered a call that an agent placed. At a machine the call does what the agent wanted of it: it
 * hangs up, or leaves the message of the call after the greeting of the machine, or goes on.
 */
export async function hearMachine(deps: Deps, report: MachineReport): Promise<'accepted' | 'ignored' | 'duplicate'> {
  const { orgId, provider, eventKey, heard } = report
  const answeredBy = answererOf(heard)
  if (answeredBy === undefined) return 'ignored'
  let call: CallRow | undefined
  try {
    call = await deps.db.transaction(async (tx) => {
      const now = deps.clock.now()
      await tx.insert(webhookReceipts).values({ id: newId('rcp', now), orgId, provider, eventKey, receivedAt: now })
      const [row] = await tx
        .update(calls)
        .set({ answeredBy: reachedBy(answeredBy, heard), providerRef: report.providerRef, updatedAt: now })
        .where(isLive(report))
        .returning()
      return row
    })
  } catch (error) {
    if (isUniqueViolation(error)) return 'duplicate'
    throw error
  }
  if (!call) return 'ignored'
  if (call.answeredBy === 'machine' || call.answeredBy === 'fax') await leave(deps, call, heard)
  return 'accepted'
}

/** A menu and call screening were told by their words; carriers take them for persons or machines. Only a tone is proof. */
const reachedBy = (heardAs: 'human' | 'machine' | 'fax', heard: string) =>
  heardAs === 'fax' || heard === 'machine_end_beep'
    ? heardAs
    : sql<
        typeof heardAs
      >`case when ${calls.answeredBy} in ('screening', 'ivr') then ${calls.answeredBy} else ${heardAs} end`

/** A call that the carrier did not end as it was asked to is looked into at once. */
async function asked(deps: Deps, callId: string, asking: Promise<void>): Promise<void> {
  try {
    await asking
  } catch (err) {
    deps.log.warn({ event: 'voicemail_failed', callId, err }, 'the call is looked into by the worker')
    await deps.db.update(calls).set({ dueAt: deps.clock.now() }).where(eq(calls.id, callId))
  }
}

const isLive = ({ orgId, agentId, callId = '', provider, providerRef }: MachineReport) =>
  and(
    ...[eq(calls.id, callId), eq(calls.orgId, orgId), eq(calls.agentId, agentId), eq(calls.direction, 'outbound')],
    // The carrier may hear who answered before its answer to placing the call is here.
    ...[eq(calls.provider, provider), or(isNull(calls.providerRef), eq(calls.providerRef, providerRef))],
    notInArray(calls.state, [...TERMINAL_STATES])
  )

function answererOf(heard: string): 'human' | 'machine' | 'fax' | undefined {
  if (heard === 'human' || heard === 'fax') return heard
  return heard.startsWith('machine') ? 'machine' : undefined
}

async function leave(deps: Deps, call: CallRow, heard: string): Promise<void> {
  const { id, providerRef, whenVoicemail } = call
  if (whenVoicemail === 'ignore' || providerRef === null) return
  const text = whenVoicemail === 'leaveMessage' && heard !== 'fax' ? await messageOf(deps, id) : ''
  // What is said before the tone is lost.
  if (text !== '' && !heard.startsWith('machine_end')) return
  if (!(await isOurs(deps, id))) return
  const telephony = await openProvider(deps.providers, 'telephony', await orgVendors(deps, call.orgId, call.agentId))
  if (text === '') return asked(deps, id, telephony.endCall(providerRef))
  const { language, voiceId } = call
  const steps: CallStep[] = [{ do: 'say', text, language, voiceId: voiceId ?? undefined }, { do: 'hangup' }]
  await asked(deps, id, telephony.redirectCall(providerRef, telephony.answer(steps)))
}

/** Ends the conversation for good, unless somebody was faster: nobody else will speak on this call. */
async function isOurs(deps: Deps, callId: string): Promise<boolean> {
  const taken = await deps.db
    .update(calls)
    .set({ endedBy: 'voicemail', updatedAt: deps.clock.now() })
    .where(and(eq(calls.id, callId), isNull(calls.endedBy)))
    .returning({ id: calls.id })
  return taken.length > 0
}

/** Judged, with all else that is spoken, when the call was placed. */
async function messageOf({ db, sealer }: Pick<Deps, 'db' | 'sealer'>, callId: string): Promise<string> {
  const [stored] = await db.select().from(callContents).where(eq(callContents.callId, callId))
  if (!stored) return ''
  const { voicemailText } = JSON.parse(sealer.open(stored.sealed, callId)) as CallContent
  return voicemailText?.trim() ?? ''
}
