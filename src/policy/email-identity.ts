import type { Check, Intent } from './check.ts'
import { visibleText } from './content/visible-text.ts'

type Missing = 'postal_address' | 'unsubscribe_link' | 'subject'

const WHAT: Record<Missing, string> = {
  postal_address: 'the postal address of the organization',
  unsubscribe_link: 'a public https link to unsubscribe',
  subject: 'a subject'
}
const NEXT: Record<Missing, string> = {
  postal_address: 'Have an owner set postalAddress in the settings of the organization.',
  unsubscribe_link: 'Have the operator set WEBHOOK_BASE_URL to the public https address of this server.',
  subject: 'Give the email a subject that says what it is about.'
}
/** Source: RFC 2369 section 3.2; RFC 8058 section 3.1. */
const ONE_CLICK = 'List-Unsubscribe=One-Click'

/**
 * Refuses email that sells without the sender's postal address, a working link to unsubscribe and a subject; one rule for
 * every country, for mail programs ask for the same everywhere. Source: 15 U.S.C. 7704(a)(2), (3) and (5).
 */
export const emailIdentity: Check<{ missing?: Missing[] }> = {
  name: 'email-identity',
  version: 2,
  load: (_db, intent) =>
    intent.channel === 'email' && intent.purpose === 'marketing' ? { missing: missingOf(intent) } : {},
  judge(_subject, { missing }) {
    if (missing === undefined || missing.length === 0) return undefined
    return {
      code: 'identity_missing',
      message: `Nothing was sent: an email that sells needs ${missing.map((what) => WHAT[what]).join(', and ')}.`,
      nextAction: missing.map((what) => NEXT[what]).join(' '),
      details: { missing }
    }
  }
}

function missingOf({ org, said }: Pick<Intent, 'org' | 'said'>): Missing[] {
  const missing: Missing[] = []
  // Who gets both reads the html.
  const read = said.html === undefined ? [said.body] : [said.body, visibleText(said.html)]
  if (!read.every((text) => standsIn(text, org.settings.postalAddress))) missing.push('postal_address')
  const { 'List-Unsubscribe': link = '', 'List-Unsubscribe-Post': post } = said.headers ?? {}
  if (!/<https:\/\/[^<>\s]+>/.test(link) || post !== ONE_CLICK) missing.push('unsubscribe_link')
  if ((said.subject ?? '').trim() === '') missing.push('subject')
  return missing
}

/** Whether every line of an address stands in a text; an empty address stands nowhere. */
function standsIn(text: string, address = ''): boolean {
  const lines = address
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  return lines.length > 0 && lines.every((line) => text.includes(line))
}
