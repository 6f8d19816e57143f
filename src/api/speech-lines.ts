import Type, { type Static } from 'typebox'
import { CommsError } from '../errors.ts'
import { compile } from '../lib/validate.ts'
import { Strict } from '../schemas/common.ts'

/** Longest line, and longest speech in all, in bytes. */
const LINE_BYTES_MAX = 64 * 1024
const SPEECH_BYTES_MAX = 1024 * 1024

const SpeechLine = Strict({
  token: Type.Optional(Type.String()),
  text: Type.Optional(Type.String()),
  last: Type.Optional(Type.Boolean()),
  interruptible: Type.Optional(Type.Boolean())
})
/** One line of a speech: some words, or that it is over. */
export type SpeechLine = Static<typeof SpeechLine>

const check = compile(SpeechLine)

/**
 * The lines of a body as they come, without waiting for the rest of it.
 * @throws CommsError `invalid_input` for a line that is none, `payload_too_large`.
 */
export async function* speechLines(body: AsyncIterable<Uint8Array | string>): AsyncGenerator<SpeechLine> {
  const decoder = new TextDecoder()
  let rest = ''
  let bytes = 0
  let number = 0
  const next = (line: string) => lineOf(line, ++number)
  for await (const chunk of body) {
    bytes += chunk.length
    if (bytes > SPEECH_BYTES_MAX) throw new CommsError('payload_too_large', 'A speech has at most 1 MB.')
    rest += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true })
    const lines = rest.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line.trim() !== '') yield next(line)
    if (rest.length > LINE_BYTES_MAX) throw new CommsError('payload_too_large', 'A line has at most 64 KiB.')
  }
  if (rest.trim() !== '') yield next(rest)
}

function lineOf(line: string, number: number): SpeechLine {
  if (Buffer.byteLength(line) > LINE_BYTES_MAX) throw new CommsError('payload_too_large', 'A line has at most 64 KiB.')
  let raw: unknown
  try {
    raw = JSON.parse(line)
  } catch {
    throw new CommsError('invalid_input', `line ${number}: is not JSON`)
  }
  const verdict = check(raw)
  if (!verdict.ok) throw new CommsError('invalid_input', `line ${number}: ${verdict.problem}`)
  return verdict.value as SpeechLine
}
