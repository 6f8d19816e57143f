const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }

/** The readable text of an HTML email that came without a text part; markup, scripts and styles are left out. */
export function textOfHtml(html: string): string {
  // Each pattern stops at the next bracket, so that hostile markup costs linear time.
  return html
    .replace(/\s+/g, ' ')
    .replace(/<!--.*?(?:-->|$)/g, '')
    .replace(/<(script|style|head|title)\b.*?(?:<\/\1 ?>|$)/gi, '')
    .replace(/<br\b[^<>]*>|<\/(?:p|div|tr|li|h[1-6]|blockquote|table) ?>/gi, '\n')
    .replace(/<[^<>]*>/g, '')
    .replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{1,8});/gi, (whole, name: string) => decode(name.toLowerCase()) ?? whole)
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

function decode(name: string): string | undefined {
  if (!name.startsWith('#')) return ENTITIES[name]
  const point = name.startsWith('#x') ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
  return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : undefined
}
