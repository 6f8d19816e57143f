import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Said } from '../../src/voice/protocol.ts'

/** What the contract says of one frame, as far as its schemas go. */
interface FrameSchema {
  required: string[]
  properties: Record<
    string,
    { type?: string; const?: string; pattern?: string; minimum?: number; maximum?: number; format?: string }
  >
  additionalProperties: boolean
  anyOf?: { required: string[] }[]
}

const folder = process.env['VENDOR_CONTRACTS_DIR']
const path = folder === undefined ? undefined : join(folder, 'twilio-conversationrelay.json')
const published =
  path === undefined || !existsSync(path)
    ? undefined
    : (JSON.parse(readFileSync(path, 'utf8')) as { toTwilio: Record<string, FrameSchema> }).toTwilio

if (published === undefined)
  console.info('Frames are compared with what we know of the relay alone: VENDOR_CONTRACTS_DIR is not set.')

const text = { type: 'string' }
const flag = { type: 'boolean' }

/** What we know of the frames. Source: twilio.com/docs/voice/conversationrelay/websocket-messages. */
const KNOWN: Record<string, FrameSchema> = {
  text: {
    required: ['type', 'token'],
    properties: {
      type: { const: 'text' },
      token: text,
      last: flag,
      lang: text,
      interruptible: flag,
      preemptible: flag
    },
    additionalProperties: false
  },
  sendDigits: {
    required: ['type', 'digits'],
    properties: { type: { const: 'sendDigits' }, digits: { type: 'string', pattern: '^[0-9w#*]+$' } },
    additionalProperties: false
  },
  language: {
    required: ['type'],
    properties: { type: { const: 'language' }, ttsLanguage: text, transcriptionLanguage: text },
    additionalProperties: false,
    anyOf: [{ required: ['ttsLanguage'] }, { required: ['transcriptionLanguage'] }]
  },
  end: { required: ['type'], properties: { type: { const: 'end' }, handoffData: text }, additionalProperties: false }
}

/** In what a frame differs from what the carrier takes, as it would arrive there. */
export function wellFormed(frame: Said): string[] {
  const wire = JSON.parse(JSON.stringify(frame)) as Record<string, unknown>
  const schema = (published ?? KNOWN)[frame.type]
  if (!schema) return [`no frame ${frame.type}`]
  const has = (names: string[]) => names.every((name) => Object.hasOwn(wire, name))
  return [
    ...schema.required.filter((name) => !has([name])).map((name) => `${name} is missing`),
    ...(schema.anyOf && !schema.anyOf.some(({ required }) => has(required)) ? ['none of the alternatives'] : []),
    ...Object.entries(wire).flatMap(([name, value]) => {
      const property = schema.properties[name]
      if (!property) return [`${name} is not known`]
      if (property.const !== undefined && value !== property.const) return [`${name} is another`]
      if (property.type !== undefined && typeof value !== property.type) return [`${name} is no ${property.type}`]
      if (property.pattern !== undefined && !new RegExp(property.pattern).test(String(value))) return [`${name} is odd`]
      return []
    })
  ]
}
