import { HAND_OVER_SECONDS } from '../schemas/agent.ts'
import type { OpenedCall } from '../services/call-sessions.ts'
import type { HistoryLine, Resumed, SessionOptions } from './session.ts'

/** How long before the end of a call the caller is told, in milliseconds. */
const WARN_BEFORE_MS = 60_000
/** How long both are silent before it counts as a turn, in milliseconds. */
const SILENCE_MS = 10_000

/** How a call is run: from its start, or from where the socket before this one was lost. */
export function sessionOptions({ call, content, turns }: OpenedCall): SessionOptions {
  const first = call.generation === 1
  return {
    language: call.language,
    greeting: first ? content.greeting : undefined,
    answeredAtMs: call.answeredAt?.getTime(),
    maxDurationMs: call.maxDurationSeconds * 1000,
    warnBeforeMs: WARN_BEFORE_MS,
    silenceMs: SILENCE_MS,
    endOnGoodbye: true,
    ...(!first && { resumed: resumedFrom(turns) })
  }
}

/** From the moment that somebody is asked to the hand-over to the next, in milliseconds. */
export const handOverMs = ({ agent }: Pick<OpenedCall, 'agent'>): number =>
  (agent.voice.handOverSeconds ?? HAND_OVER_SECONDS) * 1000

function resumedFrom(turns: OpenedCall['turns']): Resumed {
  const history = turns.flatMap(({ text, reply, heard = reply }): HistoryLine[] => [
    ...(text ? [{ by: 'caller', text } as const] : []),
    ...(heard ? [{ by: 'agent', text: heard } as const] : [])
  ])
  const last = turns.at(-1)
  return {
    nextTurn: (last?.number ?? 0) + 1,
    history,
    ...(last && !last.answered && { openTurn: last })
  }
}
