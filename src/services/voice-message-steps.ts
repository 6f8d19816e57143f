import { eq } from 'drizzle-orm'
import { callContents, calls } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import type { AgentRow } from '../pipeline/draft.ts'
import { speechOf } from '../pipeline/speech.ts'
import type { Speech } from '../pipeline/speech-cache.ts'
import { organization } from '../pipeline/vendors.ts'
import type { CallStep } from '../providers/contracts.ts'
import { type CallContent, isTerminal } from '../schemas/call.ts'
import { agentById } from './agents.ts'
import { type Opening, openingOf } from './call-greeting.ts'
import type { CallRow } from './call-sessions.ts'
import { mediaLink, readMediaLink } from './media-links.ts'

/** What the carrier asks for when somebody answers a voice message. */
export const MESSAGE_STEP = 'message'
/** How long an answer may be, in seconds. */
export const ANSWER_SECONDS = 60

/** What a carrier does to deliver a voice message: it plays it, or reads it out where no speech is to be had. */
export async function messageSteps(deps: Deps, agent: AgentRow, call: CallRow): Promise<CallStep[]> {
  const { id, language, recorded } = call
  const voiceId = call.voiceId ?? undefined
  const { before, greeting } = await openingOfMessage(deps, agent, call)
  const speech = await speechOrNone(deps, agent, call, greeting)
  const statusUrl = `${deps.publicUrl()}/webhooks/${call.agentId}/recording?c=${id}&heard=1`
  return [
    ...(before === undefined ? [] : [{ do: 'say', text: before, language, voiceId } as const]),
    speech ? { do: 'play', url: mediaLink(deps, 'speech', id) } : { do: 'say', text: greeting, language, voiceId },
    ...(recorded ? [{ do: 'record', statusUrl } as const, { do: 'pause', seconds: ANSWER_SECONDS } as const] : []),
    { do: 'hangup' }
  ]
}

/** The sound of a message, which the law may have begin with who speaks; undefined where the carrier reads it out. */
export async function speechOfMessage(deps: Deps, agent: AgentRow, callId: string): Promise<Speech | undefined> {
  const [call] = await deps.db.select().from(calls).where(eq(calls.id, callId))
  if (!call || isTerminal(call.state)) return undefined
  return speechOrNone(deps, agent, call, (await openingOfMessage(deps, agent, call)).greeting)
}

/** The speech that a link leads to, on whichever replica it is asked for, while its call is not over. */
export async function speechAt(deps: Deps, token: string): Promise<Speech | undefined> {
  const callId = readMediaLink(deps, 'speech', token)
  if (callId === undefined) return undefined
  const [call] = await deps.db.select({ agentId: calls.agentId }).from(calls).where(eq(calls.id, callId))
  const agent = call && (await agentById(deps, call.agentId))
  return agent && speechOfMessage(deps, agent, callId)
}

async function openingOfMessage(deps: Deps, agent: AgentRow, call: CallRow): Promise<Opening> {
  const [stored] = await deps.db.select().from(callContents).where(eq(callContents.callId, call.id))
  const content = stored ? (JSON.parse(deps.sealer.open(stored.sealed, call.id)) as CallContent) : {}
  return openingOf(await organization(deps, call.orgId), agent, call, content.greeting)
}

async function speechOrNone(
  deps: Deps,
  agent: AgentRow,
  { id, language, voiceId, createdAt: callAt }: CallRow,
  text: string
) {
  try {
    return await speechOf(deps, agent, { text, language, voiceId, callAt })
  } catch (err) {
    deps.log.warn({ event: 'speech_failed', callId: id, err }, 'the carrier reads the message out')
    return undefined
  }
}
