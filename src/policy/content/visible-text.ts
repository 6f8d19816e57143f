/** Elements whose content nobody reads. */
const UNSEEN = ['style', 'script', 'template']
/** Elements inside a word or a line: around others a word ends. */
const INLINE = new Set([
  'a',
  'abbr',
  'b',
  'big',
  'code',
  'em',
  'font',
  'i',
  'mark',
  's',
  'small',
  'span',
  'strong',
  'sub',
  'sup',
  'u',
  'wbr'
])
const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', shy: '' }

/** The text that a reader sees of HTML. Every character is looked at a bounded number of times. */
export function visibleText(html: string): string {
  const pieces: string[] = []
  let at = 0
  while (at < html.length) {
    const open = html.indexOf('<', at)
    pieces.push(html.slice(at, open < 0 ? undefined : open))
    if (open < 0) break
    at = skipTag(html, open, pieces)
  }
  return decode(pieces.join(''))
}

/** Where the text goes on after what opens at `open`. */
function skipTag(html: string, open: number, pieces: string[]): number {
  if (html.startsWith('<!--', open)) return afterComment(html, open)
  const name = /^<\/?([a-z][a-z0-9]{0,20})/i.exec(html.slice(open, open + 24))?.[1]?.toLowerCase()
  if (name === undefined) {
    pieces.push('<')
    return open + 1
  }
  if (!INLINE.has(name)) pieces.push(' ')
  const end = after(html, '>', open)
  if (!UNSEEN.includes(name) || html[open + 1] === '/') return end
  const closing = new RegExp(`</${name}`, 'gi')
  closing.lastIndex = end
  return closing.test(html) ? after(html, '>', closing.lastIndex) : html.length
}

/**
 * A comment may end with the dashes that begin it, and with an exclamation mark.
 * Source: https://html.spec.whatwg.org/multipage/parsing.html#comment-start-state
 */
function afterComment(html: string, open: number): number {
  const end = /--!?>/g
  end.lastIndex = open + 2
  return end.test(html) ? end.lastIndex : html.length
}

function after(html: string, mark: string, from: number): number {
  const found = html.indexOf(mark, from)
  return found < 0 ? html.length : found + mark.length
}

/** Programs read numbers without their semicolon too. */
const decode = (text: string): string =>
  text.replace(/&(?:#0*(\d{1,7});?|#x0*([0-9a-f]{1,6});?|([a-z]{2,6});)/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES[String(name).toLowerCase()] ?? whole
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
