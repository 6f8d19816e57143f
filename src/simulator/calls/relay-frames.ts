import Type, { type Static } from 'typebox'
import { compile } from '../../lib/validate.ts'
import { Strict } from '../../schemas/common.ts'

const Flag = Type.Optional(Type.Boolean())
const Language = Type.Optional(Type.String({ minLength: 2 }))

/** What may be said to the carrier over the relay socket. Source: twilio.com/docs/voice/conversationrelay/websocket-messages. */
const FRAMES = {
  text: Strict({
    type: Type.Literal('text'),
    token: Type.String(),
    last: Flag,
    lang: Type.Optional(Type.String()),
    interruptible: Flag,
    preemptible: Flag
  }),
  play: Strict({
    type: Type.Literal('play'),
    source: Type.String({ pattern: '^https?://\\S+$' }),
    loop: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000 })),
    preemptible: Flag,
    interruptible: Flag
  }),
  sendDigits: Strict({ type: Type.Literal('sendDigits'), digits: Type.String({ pattern: '^[0-9w#*]+$' }) }),
  language: Type.Object(
    { type: Type.Literal('language'), ttsLanguage: Language, transcriptionLanguage: Language },
    { additionalProperties: false, minProperties: 2 }
  ),
  end: Strict({ type: Type.Literal('end'), handoffData: Type.Optional(Type.String()) })
}
type Frames = typeof FRAMES

/** One well-formed frame to the carrier. */
export type RelayFrame = { [N in keyof Frames]: Static<Frames[N]> }[keyof Frames]

const checks = {
  text: compile(FRAMES.text),
  play: compile(FRAMES.play),
  sendDigits: compile(FRAMES.sendDigits),
  language: compile(FRAMES.language),
  end: compile(FRAMES.end)
}

/** Reads one message; what is wrong with it when it is none of the documented ones. */
export function readFrame(text: string): RelayFrame | { problem: string } {
  let raw: { type?: unknown } | null
  try {
    raw = JSON.parse(text)
  } catch {
    return { problem: 'not JSON' }
  }
  const name = String(raw?.type)
  if (!Object.hasOwn(checks, name)) return { problem: `unknown type ${name.slice(0, 40)}` }
  const verdict = checks[name as keyof Frames](raw)
  return verdict.ok ? verdict.value : { problem: verdict.problem }
}
