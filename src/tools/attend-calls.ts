import Type from 'typebox'
import { nextTurn, pass, speak } from '../delivery/line.ts'
import { present } from '../delivery/presence.ts'
import type { Turn } from '../delivery/turn.ts'
import { waitForLive } from '../delivery/wait.ts'
import { AgentId, Prose, Strict } from '../schemas/common.ts'
import { resolveAgent } from '../services/agents.ts'
import { questionFor } from '../services/attendance.ts'
import { findCall } from '../services/live-calls.ts'
import { isSpeakable } from '../services/spoken-content.ts'
import { defineTool, needsInput, type ToolContext } from './tool.ts'

const DEFAULT_MINUTES = 10
const MINUTE_MS = 60_000
/** How often a client that waits is told so, in milliseconds. */
const PROGRESS_MS = 10_000
/** How long a client that was asked is taken to be there still, in milliseconds. */
const ANSWERS_MS = 15_000

/**
 * How often a client is asked within one request. Clients refuse the eleventh round by default, servers that ask older
 * clients the ninth. Source: @modelcontextprotocol/client 2.4.0, `inputRequired.maxRounds`.
 */
const ROUNDS_MAX = 8

/** What is kept between two rounds; it holds nothing that was said. */
interface Attending {
  /** When it ends, in milliseconds since 1970. */
  endsAt: number
  callId?: string | undefined
  /** The turn that the client was asked about. */
  number?: number | undefined
  /** How often the client was asked. */
  rounds: number
  callsAttended: number
  turnsAnswered: number
}

export default defineTool({
  name: 'comms_attend_calls',
  title: 'Attend calls',
  description:
    'Hold phone calls with the model of your client: the server waits for calls and asks your client by sampling what to say at each turn, with the prompt of the agent and the conversation so far; your client answers by itself until the call is over, the time is, or it has answered eight times. Where `callId` comes back the call is still on: call again at once with it. For clients that offer sampling; others hold a call with comms_wait_for_events and comms_reply_to_caller. Give the request a timeout longer than maxMinutes.',
  profiles: ['agent'],
  role: 'agent',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  input: Strict({
    agentId: Type.Optional(AgentId('Agent whose calls to attend; the one of the token by default.')),
    callId: Type.Optional(
      Type.String({ minLength: 1, maxLength: 64, description: 'Only this call; whichever comes in by default.' })
    ),
    maxMinutes: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 60, description: 'How long to attend in all; 10 by default.' })
    ),
    style: Type.Optional(Prose(1000, 'How to speak, for example short and formal.'))
  }),
  output: Strict({
    callsAttended: Type.Integer({ description: 'Calls that were held.' }),
    turnsAnswered: Type.Integer({ description: 'Turns that your client answered and that were spoken.' }),
    callId: Type.Optional(
      Type.String({
        description: 'A call that is still on, and unattended now: call this tool again at once with this callId.'
      })
    )
  }),
  async run({ agentId, callId, maxMinutes = DEFAULT_MINUTES, style }, context) {
    const { deps, caller, signal } = context
    const known = callId === undefined ? undefined : await findCall(deps, caller, callId, agentId)
    const agent = known?.agent ?? (await resolveAgent(deps, caller, agentId))
    const attending = context.state === undefined ? begin(deps, maxMinutes, callId) : (context.state as Attending)
    if (attending.callId !== undefined && attending.number !== undefined) await answer(attending, context)
    while (leftMs(deps, attending) > 0 && attending.rounds < ROUNDS_MAX && !signal.aborted) {
      const turn = await upNext(attending, agent, callId === undefined, context)
      if (turn === 'over') break
      if (turn === undefined) continue
      const question = await questionFor(deps, turn, style)
      const state = { ...attending, number: turn.number, rounds: attending.rounds + 1 }
      return needsInput({ turn: { kind: 'sample', ...question } }, state)
    }
    const { callsAttended, turnsAnswered } = attending
    return { callsAttended, turnsAnswered, ...(attending.callId !== undefined && { callId: attending.callId }) }
  }
})

const begin = ({ clock }: ToolContext['deps'], minutes: number, callId: string | undefined): Attending => ({
  endsAt: clock.now().getTime() + minutes * MINUTE_MS,
  callId,
  rounds: 0,
  callsAttended: callId === undefined ? 0 : 1,
  turnsAnswered: 0
})

const leftMs = ({ clock }: ToolContext['deps'], { endsAt }: Attending): number =>
  Math.max(0, endsAt - clock.now().getTime())

/** Speaks what the client answered; what may not be said, or is no answer, leaves the turn to the next way. */
async function answer(attending: Attending, { deps, caller, answers }: ToolContext): Promise<void> {
  const { callId, number: turn } = attending
  const by = caller.tokenId
  attending.number = undefined
  if (callId === undefined) return
  const text = (answers?.['turn'] as { text?: string } | undefined)?.text?.trim() ?? ''
  if (text === '' || !isSpeakable(text)) return pass(deps, callId, by, turn)
  if ((await speak(deps, callId, { by, turn, text, last: true })) === 'accepted') attending.turnsAnswered += 1
}

/** The next turn of the call that is attended, or of the next call; undefined when the client is told that it waits on. */
async function upNext(
  attending: Attending,
  agent: { id: string; orgId: string },
  any: boolean,
  { deps, caller, signal, progress }: ToolContext
): Promise<Turn | 'over' | undefined> {
  const listener = { by: caller.tokenId, way: 'attend' as const }
  const waitMs = Math.min(PROGRESS_MS, leftMs(deps, attending))
  if (attending.callId === undefined) {
    const [[live]] = await Promise.all([
      waitForLive(deps, agent, listener, { max: 1 }, waitMs, signal),
      present(deps, agent, 'attend', listener.by, waitMs + ANSWERS_MS)
    ])
    if (live) {
      attending.callId = live.call.id
      attending.callsAttended += 1
      if (live.turn.number > 0) return live.turn
    }
  } else {
    const call = { id: attending.callId, orgId: agent.orgId, agentId: agent.id }
    const turn = await nextTurn(deps, call, { ...listener, waitMs, signal })
    if (turn !== 'ended' && turn !== undefined) return turn
    if (turn === 'ended') attending.callId = undefined
    if (turn === 'ended' && !any) return 'over'
  }
  await progress(attending.turnsAnswered, undefined, 'listening')
  return undefined
}
