import Type from 'typebox'
import { compile } from '../lib/validate.ts'
import { malformed } from './answer-endpoint-errors.ts'

const Said = Type.Object({ content: Type.Optional(Type.Union([Type.String(), Type.Null()])) })

/** Source: https://platform.openai.com/docs/api-reference/chat-streaming; a chunk with usage alone has no choice. */
const CompletionSchema = Type.Object({
  choices: Type.Array(
    Type.Object({
      delta: Type.Optional(Said),
      message: Type.Optional(Said),
      finish_reason: Type.Optional(Type.Union([Type.String(), Type.Null()]))
    })
  )
})

/** An answer in our own words: docs/voice.md. */
const SpokenSchema = Type.Object({
  text: Type.Optional(Type.String()),
  last: Type.Optional(Type.Boolean()),
  end: Type.Optional(Type.Boolean())
})

const checkCompletion = compile(CompletionSchema)
const checkSpoken = compile(SpokenSchema)

/** One piece of an answer. `last`: nothing follows. `end`: the call is to end once it has been spoken. */
export interface Piece {
  text: string
  last: boolean
  end: boolean
}

/** Reads one piece as it came from an agent's endpoint. @throws CommsError `provider_rejected` naming `malformed_answer` */
export function readPiece(json: string): Piece {
  const raw = parse(json)
  if ('choices' in raw) {
    const verdict = checkCompletion(raw)
    if (!verdict.ok) throw malformed('The answer is no chat completion.')
    const choice = verdict.value.choices[0]
    const text = choice?.delta?.content ?? choice?.message?.content ?? ''
    return { text, last: typeof choice?.finish_reason === 'string', end: false }
  }
  const verdict = checkSpoken(raw)
  // A server that takes every post with a word of thanks has not answered.
  if (!verdict.ok || !('text' in raw || 'end' in raw || 'last' in raw)) throw malformed('The answer has no text.')
  const { text = '', last = false, end = false } = verdict.value
  return { text, last, end }
}

function parse(json: string): object {
  try {
    const raw: unknown = JSON.parse(json)
    if (typeof raw === 'object' && raw !== null && !Array.isArray(raw)) return raw
  } catch {
    // Falls through to the same refusal.
  }
  throw malformed('The answer is not JSON.')
}
