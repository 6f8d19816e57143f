import { answersKeyword, type Check, type Said } from './check.ts'
import { type Category, findingsIn } from './content/findings.ts'
import { visibleText } from './content/visible-text.ts'

const PARTS = ['subject', 'body', 'html'] as const

/** What was found, by the part of the message that it stands in. */
export type ContentFindings = Partial<Record<(typeof PARTS)[number], Category[]>>

const NAMES: Record<Category, string> = {
  access_token: 'an access token',
  api_key: 'an API key',
  card_number: 'a payment card number',
  hate: 'hate speech',
  private_key: 'a private key',
  profanity: 'obscene language',
  sexual: 'sexual content',
  social_security_number: 'a social security number',
  threat: 'a threat'
}

/** Refuses obscenity, threats, hate, sexual content and secrets; names what it found and where, and repeats none of it. */
export const content: Check<ContentFindings> = {
  name: 'content',
  version: 3,
  load(_db, intent) {
    const found: ContentFindings = {}
    // What the person's own STOP or HELP calls for is written by the server.
    if (answersKeyword(intent)) return found
    for (const part of PARTS) {
      const categories = findingsIn(textOf(intent.said, part))
      if (categories.length > 0) found[part] = categories
    }
    return found
  },
  judge(_subject, found) {
    const reasons = PARTS.flatMap((part) => {
      const names = found[part]?.map((category) => NAMES[category]) ?? []
      return names.length > 0 ? [`the ${part} has ${names.join(' and ')}`] : []
    })
    if (reasons.length === 0) return undefined
    return {
      code: 'content_blocked',
      message: `Nothing was sent: ${reasons.join(', ')}.`,
      details: { findings: found }
    }
  }
}

function textOf(said: Said, part: (typeof PARTS)[number]): string {
  const text = said[part] ?? ''
  return part === 'html' && text !== '' ? visibleText(text) : text
}
