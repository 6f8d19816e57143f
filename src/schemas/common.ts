import Type, { type TObject, type TProperties } from 'typebox'

/** An object that knows all its properties; an unknown one is refused by name. */
export const Strict = <P extends TProperties>(properties: P, options: { description?: string } = {}): TObject<P> =>
  Type.Object(properties, { ...options, additionalProperties: false })

/** Channels of an agent. */
export const CHANNELS = ['sms', 'whatsapp', 'email', 'voice'] as const
/** One channel of an agent. */
export type Channel = (typeof CHANNELS)[number]

/** One of several words. */
export const OneOf = <const T extends readonly [string, ...string[]]>(words: T, description?: string) =>
  Type.Enum<[...T]>([...words], { type: 'string', ...(description !== undefined && { description }) })

/** Text of a person or a model: any characters but NUL, which no store keeps. */
export const Prose = (maxLength: number, description: string) =>
  Type.String({ minLength: 1, maxLength, pattern: '^[^\\u0000]*$', description })

/** One line: no line breaks or other control characters, so that it can stand in a header. */
export const Line = (maxLength: number, description: string) =>
  Type.String({ minLength: 1, maxLength, pattern: '^[^\\u0000-\\u001f\\u007f\\u2028\\u2029]*$', description })

/** An E.164 phone number. */
export const PhoneNumber = (description: string) => Type.String({ pattern: '^\\+[1-9][0-9]{6,14}$', description })

/** One bare email address. */
export const EmailAddress = (description?: string) =>
  Type.String({
    minLength: 3,
    maxLength: 254,
    pattern: '^[^\\s@<>,;"\\u0000-\\u001f]+@[^\\s@<>,;"\\u0000-\\u001f]+$',
    ...(description !== undefined && { description })
  })

/** An http or https URL. */
export const HttpUrl = (description: string) =>
  Type.String({ maxLength: 2048, pattern: '^https?://[^\\s\\u0000-\\u001f]+$', description })

/** The id that a caller may give an agent. */
export const AgentId = (description: string) => Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_-]{1,63}$', description })

/** ISO-8601 instant in UTC. */
export const Instant = (description: string) => Type.String({ description: `${description} ISO 8601, UTC.` })

/** Instant with a time zone, as an argument. */
export const InstantArgument = (description: string) =>
  Type.String({
    pattern: '^\\d{4}-\\d{2}-\\d{2}(T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?(Z|[+-]\\d{2}:\\d{2}))?$',
    description: `${description} ISO 8601 with a time zone.`
  })

/** Integer micro-US-dollars. */
export const MicroUsd = (description: string) =>
  Type.Integer({ description: `${description} Micro-US-dollars: 1000000 = $1.` })
