/** What a person asks for by a keyword: to be left alone, to be contacted again, or who this is. */
export type Keyword = 'stop' | 'start' | 'help'

/**
 * Keywords that a carrier acts on, by vendor; the whole text must be one of them, in any case.
 * Source: Twilio, "Twilio support for opt-out keywords (SMS STOP filtering)"; help.twilio.com/articles/223134027.
 */
const KEYWORDS: Record<string, Record<Keyword, readonly string[]>> = {
  twilio: {
    stop: ['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT'],
    start: ['START', 'YES', 'UNSTOP'],
    help: ['HELP', 'INFO']
  }
}

/** The keyword that a whole text is, by the set of the vendor that carried it; undefined when it is an ordinary text. */
export function keywordIn(vendor: string, text: string): Keyword | undefined {
  const sets = KEYWORDS[vendor]
  if (!sets || text.length > 64) return undefined
  const word = text.trim().toUpperCase()
  if (sets.stop.includes(word)) return 'stop'
  if (sets.start.includes(word)) return 'start'
  return sets.help.includes(word) ? 'help' : undefined
}
