/** An element of a document; the text is that of the element itself, with its entities resolved. */
export interface Element {
  name: string
  attributes: Record<string, string>
  children: Element[]
  text: string
}

const TOKEN =
  /<!--[\s\S]*?-->|<\/([A-Za-z][\w.-]*)\s*>|<([A-Za-z][\w.-]*)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)|([\s\S])/gy
const ATTRIBUTE = /([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g
const DECLARATION = /^<\?xml\s[^?]*\?>/
const ENTITIES: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

/** Reads a well-formed document of elements, attributes and text. @throws Error that names what is wrong with it. */
export function parseXml(source: string): Element {
  if (/^[^<]/.test(source)) throw new Error('content is not allowed before the first element')
  const open: Element[] = [{ name: '', attributes: {}, children: [], text: '' }]
  const top = () => open.at(-1) ?? { name: '', attributes: {}, children: [], text: '' }
  for (const token of source.replace(DECLARATION, '').matchAll(TOKEN)) {
    const [whole, closing, opening, attributes = '', empty, text, stray] = token
    if (stray !== undefined) throw new Error(`unexpected ${JSON.stringify(whole)} in ${top().name || 'the document'}`)
    if (text !== undefined) top().text += resolved(text)
    if (opening !== undefined) {
      const element: Element = { name: opening, attributes: attributesOf(attributes), children: [], text: '' }
      top().children.push(element)
      if (empty === '') open.push(element)
    }
    if (closing !== undefined && open.pop()?.name !== closing) throw new Error(`</${closing}> closes nothing`)
  }
  const [document] = open
  const [root] = document?.children ?? []
  if (open.length !== 1 || !root) throw new Error('the document ends before its elements are closed')
  if (document?.children.length !== 1 || document.text.trim() !== '') throw new Error('more than one root')
  return root
}

function attributesOf(source: string): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [, name = '', double, single] of source.matchAll(ATTRIBUTE)) {
    if (Object.hasOwn(found, name)) throw new Error(`${name} is given twice`)
    found[name] = resolved(double ?? single ?? '')
  }
  return found
}

function resolved(text: string): string {
  return text.replace(/&(?:#x([0-9a-fA-F]+)|#(\d+)|(\w+));|&/g, (whole, hex, decimal, name) => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16))
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal))
    const known = ENTITIES[name ?? '']
    if (known === undefined) throw new Error(`${whole} is no entity`)
    return known
  })
}
