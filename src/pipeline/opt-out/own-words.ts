/** Longest part of an email that is looked at, in characters; who asks to be left alone says so at once. */
const LOOK_MAX = 4000
/** Longest part that is read as the person's own words, in characters. */
const OWN_MAX = 600

/** A line after which an email repeats another: the separators of the usual mail programs in six languages. */
const REPEATS = new RegExp(
  [
    '^(?:on|am|le|el|em|a) .{0,200}(?:wrote|schrieb|a écrit|escribi[oó]|escreveu)(?: .{0,80})?:?\\s*$',
    '^.{0,200}(?:wrote|schrieb .{0,80}|a écrit|escribi[oó]|escreveu|כתב/?ה?):$',
    'כתב(?:ה|/ה)?(?: .{0,80})?:$',
    '^-{2,} ?(?:original message|forwarded message|ursprüngliche nachricht|message d.origine|mensaje original|mensagem original)',
    '^_{8,}$',
    '^(?:from|von|de|מאת): .{1,200}$',
    '/unsubscribe/'
  ].join('|'),
  'iu'
)
/** The mark before a signature. Source: RFC 3676 section 4.3. */
const SIGNATURE = /^-- ?$/
const GREETING =
  /^(?:hi|hello|hey|dear|hola|buen[oa]s|bonjour|salut|hallo|guten tag|liebe|sehr geehrte|ol[aá]|oi|bom dia|prezad|שלום|היי)(?:[ ,!.].{0,60})?[,!.]?$/iu

/** What the sender of an email wrote himself: without what he answers, without his signature and his greeting. */
export function ownWords(body: string): string {
  const own: string[] = []
  for (const raw of body.slice(0, LOOK_MAX).split(/\r\n?|\n/)) {
    const line = raw.trim()
    if (SIGNATURE.test(raw) || REPEATS.test(line)) break
    if (line.startsWith('>') || (own.length === 0 && (line === '' || GREETING.test(line)))) continue
    own.push(line)
  }
  // A wrapped line goes on in the next; an empty one ends a thought.
  return own
    .join('\n')
    .replace(/(?<=[^\n.!?])\n(?=[^\n])/g, ' ')
    .slice(0, OWN_MAX)
    .trim()
}
