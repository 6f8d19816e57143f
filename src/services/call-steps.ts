import { eq } from 'drizzle-orm'
import { callContents } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import type { AgentRow } from '../pipeline/draft.ts'
import { organization } from '../pipeline/vendors.ts'
import type { CallStep } from '../providers/contracts.ts'
import type { CallContent } from '../schemas/call.ts'
import { type Opening, openingOf } from './call-greeting.ts'
import { sentencesIn } from './call-sentences.ts'
import type { CallRow } from './call-sessions.ts'
import { socketUrl } from './call-tickets.ts'

/** What a carrier does to begin the conversation of a call: what must be said first, the recording, the socket. */
export async function openingSteps(deps: Deps, agent: AgentRow, call: CallRow): Promise<CallStep[]> {
  const { id, language, voiceId, recorded } = call
  const { before, greeting } = await opening(deps, agent, call)
  return [
    ...(before === undefined ? [] : [{ do: 'say', text: before, language, voiceId: voiceId ?? undefined } as const]),
    ...(recorded ? [{ do: 'record', statusUrl: `${baseOf(deps, call)}/recording?c=${id}` } as const] : []),
    await relayStep(deps, call, 1, greeting)
  ]
}

/** The socket of a call once more; one that never opened has greeted nobody. */
export async function reopeningSteps(deps: Deps, agent: AgentRow, call: CallRow, nth: number): Promise<CallStep[]> {
  const greeting = call.generation === 0 ? (await opening(deps, agent, call)).greeting : undefined
  return [await relayStep(deps, call, nth, greeting)]
}

/** The socket of a call, the `nth` time that a carrier is asked to open one. */
async function relayStep(deps: Deps, call: CallRow, nth: number, greeting?: string): Promise<CallStep> {
  return {
    do: 'relay',
    relay: {
      socketUrl: await socketUrl(deps, call),
      actionUrl: relayActionUrl(deps, call, nth),
      language: call.language,
      voiceId: call.voiceId ?? undefined,
      greeting,
      greetingInterruptible: true
    }
  }
}

/** Where a carrier asks what comes after the `nth` socket; the number is part of what it signs, so that nobody else counts. */
export const relayActionUrl = (deps: Pick<Deps, 'publicUrl'>, call: CallRow, nth: number): string =>
  `${baseOf(deps, call)}/voice?c=${call.id}&step=relay&n=${nth}`

/** Tells the caller something, and hangs up. */
export const goodbyeSteps = (
  { language, voiceId }: Pick<CallRow, 'language' | 'voiceId'>,
  what: 'unavailable' | 'lost'
): CallStep[] => [
  { do: 'say', text: sentencesIn(language)[what], language, voiceId: voiceId ?? undefined },
  { do: 'hangup' }
]

/** What is spoken first; it is kept with the call, so that whoever answers knows what the caller has heard. */
async function opening(deps: Deps, agent: AgentRow, call: CallRow): Promise<Opening> {
  const { id: callId, orgId } = call
  const isCall = eq(callContents.callId, callId)
  const [stored] = await deps.db.select().from(callContents).where(isCall)
  const content = stored ? (JSON.parse(deps.sealer.open(stored.sealed, callId)) as CallContent) : {}
  const said = openingOf(await organization(deps, orgId), agent, call, content.greeting)
  if (said.greeting === content.greeting) return said
  const sealed = deps.sealer.seal(JSON.stringify({ ...content, greeting: said.greeting }), callId)
  await deps.db.update(callContents).set({ sealed }).where(isCall)
  return said
}

const baseOf = (deps: Pick<Deps, 'publicUrl'>, { agentId }: CallRow): string =>
  `${deps.publicUrl()}/webhooks/${agentId}`
