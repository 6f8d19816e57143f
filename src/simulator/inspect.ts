import { randomUUID } from 'node:crypto'
import Type, { type Static } from 'typebox'
import { CommsError } from '../errors.ts'
import { HttpUrl, OneOf, PhoneNumber, Strict } from '../schemas/common.ts'
import type { Behaviour } from './behaviour.ts'
import type { PhoneCall } from './calls/phone-call.ts'
import type { Email } from './emails.ts'
import type { Fault } from './faults.ts'
import { holdNumber, type NumberGrant } from './hold-number.ts'
import type { HeldNumber } from './holdings.ts'
import { type CallInspection, inspectCalls } from './inspect-calls.ts'
import type { WebhookEvent } from './outbox.ts'
import { receiveEmail } from './resend/receive-email.ts'
import type { Text } from './texts.ts'
import { receiveText } from './twilio/receive-text.ts'
import type { World } from './world.ts'

const Address = Type.String({ minLength: 3, maxLength: 998 })

/** A person texts a number of the account. */
export const SmsSchema = Strict({
  from: Type.String({ minLength: 1, maxLength: 64, description: 'Who writes; a short code or a name will do.' }),
  to: PhoneNumber('A number that the account holds.'),
  body: Type.String({ maxLength: 16_000 }),
  mediaUrls: Type.Optional(Type.Array(HttpUrl('Where a picture or another file is found.'), { maxItems: 10 }))
})

/** A person emails an address of the account. */
export const EmailSchema = Strict({
  from: Address,
  to: Type.Union([Address, Type.Array(Address, { minItems: 1, maxItems: 50 })]),
  cc: Type.Optional(Type.Array(Address, { maxItems: 50 })),
  subject: Type.String({ maxLength: 998 }),
  text: Type.Optional(Type.String({ maxLength: 1_000_000 })),
  html: Type.Optional(Type.String({ maxLength: 1_000_000 })),
  headers: Type.Optional(Type.Record(Type.String(), Type.String(), { description: 'Names in lower case.' })),
  attachments: Type.Optional(
    Type.Array(Strict({ filename: Type.String(), contentType: Type.String(), contentBase64: Type.String() }), {
      maxItems: 20
    })
  )
})

const Direction = OneOf(['outbound', 'inbound'])

/** Which messages or emails to look at; the newest come first. */
export const RecordQuerySchema = Strict({
  from: Type.Optional(Type.String()),
  to: Type.Optional(Type.String()),
  direction: Type.Optional(Direction),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000, description: '1000 by default.' }))
})
type RecordQuery = Static<typeof RecordQuerySchema>

const LIMIT = 1000

/** The hands and eyes of tests and demonstrations: people write first, faults are injected, records are read. */
export interface Inspection extends CallInspection {
  /** @throws CommsError `not_found` when the account does not hold the number. */
  sms(sms: Static<typeof SmsSchema>): { sid: string }
  /** @throws CommsError `not_found` when no recipient is at a verified domain of the account. */
  email(email: Static<typeof EmailSchema>): { emailId: string }
  /** Text messages on record. `statusCallback` tells those of one intent apart from those of another. */
  texts(query?: RecordQuery): Text[]
  /** Emails on record. */
  emails(query?: RecordQuery): Email[]
  /** Calls on record, each with its whole course. */
  calls(query?: RecordQuery): PhoneCall[]
  numbers(): HeldNumber[]
  /** Gives the account a number that it need not buy. */
  hold(grant: NumberGrant): HeldNumber
  /** Webhooks that were posted, newest first. */
  webhooks(query?: { state?: WebhookEvent['state']; limit?: number }): WebhookEvent[]
  /** Posts a webhook once more. @throws CommsError `not_found` when it is not on record any more. */
  redeliver(id: string): void
  /** How many there ever were of each, also of those that have left the records. */
  counts(): { texts: number; emails: number; calls: number; webhooks: number; numbers: number }
  fault(fault: Fault): void
  faults(): Fault[]
  clearFaults(): void
  /** Changes the behaviour in the parts that are named, and returns all of it. */
  behave(patch: Partial<Behaviour>): Behaviour
  /** Resolves when no webhook is being posted; what the clock still holds is not waited for. */
  idle(): Promise<void>
}

/** Makes the inspection of a simulated carrier. */
export function inspect(world: World): Inspection {
  return {
    ...writing(world),
    ...inspectCalls(world),
    calls: (query = {}) => select(world.calls.list(), query),
    texts: (query = {}) => select(world.texts.list(), query),
    emails: (query = {}) => select(world.emails.list(), query),
    numbers: () => [...world.holdings.numbers.values()],
    hold: (grant) => holdNumber(world, grant),
    webhooks: ({ state, limit = LIMIT } = {}) =>
      world.outbox
        .list()
        .filter((event) => state === undefined || event.state === state)
        .slice(0, limit),
    redeliver(id) {
      if (!world.outbox.redeliver(id)) throw new CommsError('not_found', `No webhook ${id} is on record.`)
    },
    counts: () => ({
      texts: world.texts.total,
      emails: world.emails.total,
      calls: world.calls.total,
      webhooks: world.outbox.total(),
      numbers: world.holdings.numbers.size
    }),
    fault: (fault) => world.faults.add(fault),
    faults: () => world.faults.list(),
    clearFaults: () => world.faults.clear(),
    behave: (patch) => Object.assign(world.behaviour, patch),
    idle: () => world.outbox.idle()
  }
}

function writing(world: World): Pick<Inspection, 'sms' | 'email'> {
  return {
    sms(sms) {
      const text = receiveText(world, sms)
      if (!text) throw new CommsError('not_found', `The simulated account does not hold the number ${sms.to}.`)
      return { sid: text.sid }
    },
    email({ to, attachments = [], ...email }) {
      const files = attachments.map(({ filename, contentType, contentBase64 }) => {
        const content = Buffer.from(contentBase64, 'base64')
        return { id: randomUUID(), filename, contentType, bytes: content.length, content }
      })
      const received = receiveEmail(world, { ...email, to: Array.isArray(to) ? to : [to], files })
      if (!received) throw new CommsError('not_found', 'No recipient is at a verified domain of the simulated account.')
      return { emailId: received.id }
    }
  }
}

function select<T extends { from: string; to: string | string[]; direction: string }>(
  all: T[],
  query: RecordQuery
): T[] {
  const { from, to, direction, limit = LIMIT } = query
  return all
    .filter(
      (record) =>
        (from === undefined || record.from === from) &&
        (to === undefined || record.to === to || (Array.isArray(record.to) && record.to.includes(to))) &&
        (direction === undefined || record.direction.startsWith(direction))
    )
    .slice(0, limit)
}
