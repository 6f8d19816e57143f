import { randomUUID } from 'node:crypto'
import { sha256 } from '../../lib/crypto.ts'
import { element, write } from '../telephony/call-xml.ts'

/**
 * What the reader of the Edge browser and its service say to each other. Microsoft documents none of it and may change it
 * on any day. Source: github.com/rany2/edge-tts as of 2026-11-20, which speaks the same wire.
 */

/** What every copy of the browser names itself by; it opens nothing of anybody. */
const CLIENT = '6A5AA1D4EAFF4E9FB37E23D68491D6F4'
const VERSION = '143.0.3650.75'
/** From 1601 to 1970, in seconds. */
const WINDOWS_EPOCH = 11_644_473_600
/** For how long a proof of the time holds, in seconds. */
const PROOF_SECONDS = 300
const FORMAT = 'audio-24khz-48kbitrate-mono-mp3'

/** Headers of the browser. */
export const HEADERS = {
  origin: 'chrome-extension://jdiccldimpdaibmpdkjnbmckianbfold',
  'user-agent': `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${VERSION.split('.')[0]}.0.0.0 Safari/537.36 Edg/${VERSION.split('.')[0]}.0.0.0`
}

/** What a request carries in its query at this moment, in milliseconds since 1970; sockets and lists spell it differently. */
export function queryAt(nowMs: number, client: 'TrustedClientToken' | 'trustedclienttoken'): URLSearchParams {
  const seconds = Math.floor((nowMs / 1000 + WINDOWS_EPOCH) / PROOF_SECONDS) * PROOF_SECONDS
  // The ticks of Windows are of 100 nanoseconds.
  const proof = sha256(`${seconds}0000000${CLIENT}`).toUpperCase()
  return new URLSearchParams({
    ...{ [client]: CLIENT, 'Sec-MS-GEC': proof, 'Sec-MS-GEC-Version': `1-${VERSION}` },
    ConnectionId: idOf()
  })
}

const idOf = () => randomUUID().replaceAll('-', '')

const message = (headers: Record<string, string>, body: string): string =>
  `${Object.entries(headers)
    .map(([name, value]) => `${name}:${value}\r\n`)
    .join('')}\r\n${body}`

/** Says which sound is wanted. */
export const configMessage = (at: Date): string =>
  message(
    {
      'X-Timestamp': at.toUTCString(),
      'Content-Type': 'application/json; charset=utf-8',
      Path: 'speech.config'
    },
    JSON.stringify({
      context: {
        synthesis: {
          audio: {
            metadataoptions: { sentenceBoundaryEnabled: 'false', wordBoundaryEnabled: 'false' },
            outputFormat: FORMAT
          }
        }
      }
    })
  )

/** Asks for a text in a voice; whatever the text holds is spoken and not obeyed. */
export const speechMessage = (at: Date, { text, language, voice }: Record<'text' | 'language' | 'voice', string>) =>
  message(
    {
      'X-RequestId': idOf(),
      'Content-Type': 'application/ssml+xml',
      'X-Timestamp': `${at.toUTCString()}Z`,
      Path: 'ssml'
    },
    write(
      element(
        'speak',
        { version: '1.0', xmlns: 'http://www.w3.org/2001/10/synthesis', 'xml:lang': language },
        element('voice', { name: voice }, text)
      )
    )
  )

/** The sound in a binary message, which begins with the length of its header; undefined where it holds none. */
export function soundIn(frame: Buffer): Buffer | undefined {
  if (frame.length < 2) return undefined
  const begin = 2 + frame.readUInt16BE(0)
  const header = frame.toString('latin1', 2, begin)
  return /^Path:audio\r?$/m.test(header) && frame.length > begin ? frame.subarray(begin) : undefined
}

/** Whether a text message says that all of the sound was sent. */
export const isEnd = (text: string): boolean => /^Path:turn\.end\r?$/m.test(text.split('\r\n\r\n', 1)[0] ?? '')
