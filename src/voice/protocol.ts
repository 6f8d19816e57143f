import Type, { type Static, type TObject } from 'typebox'
import { compile } from '../lib/validate.ts'

/**
 * The text side of a call, as carriers speak it. Source: twilio.com/docs/voice/conversationrelay/websocket-messages and
 * developers.telnyx.com/docs/voice/programmable-voice/conversation-relay; `info` was seen on live calls.
 */
const FRAMES = {
  setup: Type.Object({
    sessionId: Type.String(),
    callSid: Type.String(),
    from: Type.Optional(Type.String()),
    to: Type.Optional(Type.String()),
    callerName: Type.Optional(Type.String()),
    direction: Type.Optional(Type.String()),
    callStatus: Type.Optional(Type.String()),
    customParameters: Type.Optional(Type.Record(Type.String(), Type.String()))
  }),
  prompt: Type.Object({
    voicePrompt: Type.String(),
    lang: Type.Optional(Type.String()),
    last: Type.Optional(Type.Boolean())
  }),
  dtmf: Type.Object({ digit: Type.String({ pattern: '^[0-9*#A-Dw]$' }) }),
  interrupt: Type.Object({
    utteranceUntilInterrupt: Type.Optional(Type.String()),
    durationUntilInterruptMs: Type.Optional(Type.Union([Type.Number(), Type.String()]))
  }),
  error: Type.Object({ description: Type.String() }),
  info: Type.Object({ name: Type.String(), value: Type.String() })
} satisfies Record<string, TObject>

type Name = keyof typeof FRAMES

/** A frame of the carrier that we know and that is well formed. */
export type Frame = { [N in Name]: { type: N } & Static<(typeof FRAMES)[N]> }[Name]

/** What came over the socket. `unknown` frames are of no use to us; `malformed` ones are counted. */
export type Heard = Frame | { type: 'unknown'; name: string } | { type: 'malformed'; problem: string }

const checks = Object.fromEntries(
  Object.entries(FRAMES).map(([name, schema]) => [name, compile(schema as TObject)])
) as Record<Name, ReturnType<typeof compile>>

/** Reads one text message of the socket; never throws. */
export function parseFrame(text: string): Heard {
  let raw: unknown
  try {
    raw = JSON.parse(text)
  } catch {
    return { type: 'malformed', problem: 'not JSON' }
  }
  const type = (raw as { type?: unknown } | null)?.type
  if (typeof type !== 'string') return { type: 'malformed', problem: 'no type' }
  if (!Object.hasOwn(FRAMES, type)) return { type: 'unknown', name: type.slice(0, 32) }
  const verdict = checks[type as Name](raw)
  return verdict.ok ? (verdict.value as Frame) : { type: 'malformed', problem: verdict.problem }
}

/** What we say to the carrier. A `preemptible` text may be cut off by the next one; `last` closes what is being said. */
export type Said =
  | {
      type: 'text'
      token: string
      last: boolean
      lang?: string | undefined
      interruptible?: boolean | undefined
      preemptible?: boolean | undefined
    }
  | { type: 'play'; source: string; loop?: number; preemptible?: boolean; interruptible?: boolean }
  | { type: 'sendDigits'; digits: string }
  | { type: 'language'; ttsLanguage?: string; transcriptionLanguage?: string }
  | { type: 'end'; handoffData?: string }
