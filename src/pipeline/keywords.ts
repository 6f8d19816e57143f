import type { MessageContent } from '../schemas/message.ts'
import { classify } from './opt-out/classify.ts'
import { ownWords } from './opt-out/own-words.ts'
import { plainWords } from './opt-out/plain-words.ts'
import { type Ask, askOfWord } from './opt-out/words.ts'

/** What a person asks for: to be left alone, to be contacted again, or who this is. */
export type Keyword = 'stop' | 'start' | 'help'

/** What a message asks for, and whether one word said so or it was told from its sense. */
export interface Asked {
  keyword: Keyword
  by: 'keyword' | 'free_text'
}

const KEYWORDS: Record<Ask, Keyword> = { opt_out: 'stop', opt_in: 'start', help: 'help' }
/** Answers many questions: it means START only to who has opted out, and only where carriers take it for that. */
const YES = 'yes'
/** Subjects that ask for something else more often than for an end. */
const PLAIN_SUBJECTS = new Set([
  'cancel',
  'end',
  'quit',
  'revoke',
  'remove',
  'cancelar',
  'baja',
  'alto',
  'para',
  'ende'
])
const ANSWER = /^(?:re|aw|fwd?|fw|wg|tr|sv|res|enc|rv|תשובה|העבר)\s{0,2}(?:\[\d+\])?:/iu

/** The keyword that a whole text is, in whatever case, spacing and punctuation; undefined when it is an ordinary text. */
export function keywordIn(text: string): Keyword | undefined {
  if (text.length > 64) return undefined
  const word = plainWords(text).all
  if (word === YES) return 'start'
  const ask = askOfWord(word)
  return ask && KEYWORDS[ask]
}

/** What a text asks for; undefined for an ordinary one. */
export function askedIn(text: string, channel: string): Asked | undefined {
  const keyword = keywordIn(text)
  if (channel === 'email' && plainWords(text).all === YES) return undefined
  if (keyword !== undefined) return { keyword, by: 'keyword' }
  const ask = classify(text, { channel })
  return ask && { keyword: KEYWORDS[ask], by: 'free_text' }
}

/** What the subject of an email asks for; that of an answer is somebody else's. */
export function askedInSubject(subject: string): Asked | undefined {
  if (ANSWER.test(subject.trim()) || PLAIN_SUBJECTS.has(plainWords(subject).all)) return undefined
  const asked = askedIn(subject, 'email')
  return asked?.keyword === 'stop' ? asked : undefined
}

/** What an email asks for in the sender's own words; an email that a program wrote asks for nothing. */
export function askedInEmail(
  { body }: Pick<MessageContent, 'body'>,
  headers: Readonly<Record<string, string>>
): Asked | undefined {
  return isAutomatic(headers) ? undefined : askedIn(ownWords(body), 'email')
}

/** Source: RFC 3834 section 5 for `auto-submitted`; RFC 2919 for `list-id`. */
const isAutomatic = (headers: Readonly<Record<string, string>>): boolean =>
  (headers['auto-submitted'] ?? 'no').trim().toLowerCase() !== 'no' ||
  headers['list-id'] !== undefined ||
  /^(?:bulk|list|junk|auto_reply)$/i.test(headers['precedence']?.trim() ?? '')
