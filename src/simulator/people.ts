/** How somebody on a phone number behaves. */
export interface PhonePerson {
  /** Who that is, for the documentation. */
  who: string
  /** The carrier refuses a text to this number with this code. */
  refusedWith?: number
  /** The carrier takes a text and then fails to deliver it with this code. */
  undeliveredWith?: number
  reply: 'text' | 'stop' | 'none'
  /** Added to the time that a person thinks, in milliseconds. */
  extraDelayMs?: number
}

const DAY_MS = 86_400_000
const ANYBODY: PhonePerson = { who: 'replies', reply: 'text' }

/** The people whose behaviour is documented, by number; everybody else replies. */
export const PHONE_PEOPLE: ReadonlyMap<string, PhonePerson> = new Map([
  ['+15550100001', { who: 'stays silent', reply: 'none' }],
  ['+15550100002', { who: 'sends STOP', reply: 'stop' }],
  ['+15550100003', { who: 'has a landline', reply: 'none', refusedWith: 21614 }],
  ['+15550100004', { who: 'opted out at the carrier', reply: 'none', refusedWith: 21610 }],
  ['+15550100005', { who: 'cannot be reached', reply: 'none', undeliveredWith: 30003 }],
  ['+15550100006', { who: 'is busy when called; replies to texts', reply: 'text' }],
  ['+15550100007', { who: 'has voicemail when called; replies to texts', reply: 'text' }],
  ['+15550100008', { who: 'screens calls; replies to texts', reply: 'text' }],
  ['+15550100009', { who: 'asks for a human when called; replies to texts', reply: 'text' }],
  ['+15550100010', { who: 'interrupts when called; replies to texts', reply: 'text' }],
  ['+15550100011', { who: 'answers texts after a day, and no calls', reply: 'text', extraDelayMs: DAY_MS }],
  ['+15550100012', { who: 'is a menu when called; replies to texts', reply: 'text' }],
  // Numbers that Twilio documents for tests. Source: twilio.com/docs/iam/test-credentials.
  ['+15005550001', { who: 'is no valid number', reply: 'none', refusedWith: 21211 }],
  ['+15005550002', { who: 'cannot be routed to', reply: 'none', refusedWith: 21612 }],
  ['+15005550003', { who: 'is in a region that is not enabled', reply: 'none', refusedWith: 21408 }],
  ['+15005550004', { who: 'is blocked', reply: 'none', refusedWith: 21610 }],
  ['+15005550009', { who: 'cannot receive texts', reply: 'none', refusedWith: 21614 }]
] satisfies [string, PhonePerson][])

/** Who answers a phone number. */
export const phonePersonOf = (number: string): PhonePerson => PHONE_PEOPLE.get(number) ?? ANYBODY

/** What becomes of an email to an address: the part before the @ tells it. */
export function emailPersonOf(address: string): 'replies' | 'bounces' | 'complains' | 'silent' {
  const name = address.split('@', 1)[0]?.toLowerCase()
  if (name === 'bounce') return 'bounces'
  if (name === 'complain') return 'complains'
  return name === 'silent' ? 'silent' : 'replies'
}

/** A person does not answer a text that confirms an opt-out. */
const OPT_OUT_CONFIRMATION = /\bunsubscribed\b|\bopted[ -]?out\b|\bno (?:more|longer|further)\b.*\bmessages?\b/i

/** The answer of a person to a text, always the same to the same; undefined when there is none. */
export function replyTo(body: string): string | undefined {
  if (OPT_OUT_CONFIRMATION.test(body)) return undefined
  const words = body.trim().split(/\s+/)
  const quote = [...words.slice(0, 8).join(' ')].slice(0, 60).join('')
  if (quote === '') return 'Thanks, I got it.'
  const shown = words.length > 8 ? `${quote}…` : quote
  return body.trimEnd().endsWith('?')
    ? `Yes, that works for me. You asked: "${shown}"`
    : `Got it, thanks! You wrote: "${shown}"`
}
