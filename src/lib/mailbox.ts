/** Longest address that is kept. Source: RFC 5321 section 4.5.3.1.3. */
const MAX_CHARS = 254

/**
 * The bare address of a mailbox such as `Ada <Ada@Example.com>`, in lower case; the text itself when it holds none.
 * What it returns has no control characters and is well-formed, whatever a stranger wrote into the header.
 */
export function bareAddress(mailbox: string): string {
  const open = mailbox.lastIndexOf('<')
  const close = mailbox.indexOf('>', open)
  const inner = open >= 0 && close > open ? mailbox.slice(open + 1, close) : mailbox
  return plainLine(inner).toLowerCase()
}

/** A text on one line, without control characters and lone surrogates, as every store keeps it. */
export const plainLine = (text: string, maxChars = MAX_CHARS): string =>
  text
    .replace(/\p{Cc}/gu, '')
    .trim()
    .slice(0, maxChars)
    .toWellFormed()
