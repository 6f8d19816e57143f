import { withoutMarkup } from '../../lib/without-markup.ts'
import type { CallDocument } from '../contracts.ts'

/** One element of a document that a carrier executes; whatever its values hold stays data. */
export interface CallElement {
  name: string
  attributes: Readonly<Record<string, string | number | boolean | undefined>>
  children: readonly (CallElement | string)[]
}

/** An element; attributes that are undefined are left out. */
export const element = (
  name: string,
  attributes: CallElement['attributes'] = {},
  ...children: CallElement['children']
): CallElement => ({ name, attributes, children })

/** A whole document: its first byte begins the declaration, for carriers refuse anything in front of it. */
export const callDocument = (elements: readonly CallElement[]): CallDocument => ({
  type: 'text/xml',
  payload: `<?xml version="1.0" encoding="UTF-8"?>${write(element('Response', {}, ...elements))}`
})

/** What may be spoken: no markup is left in it that a voice would obey instead of reading it out. */
export const asSpeech = (text: string): string => withoutMarkup(text).trim()

/** What XML 1.0 cannot hold, not even escaped. Source: https://www.w3.org/TR/xml/#charsets */
const FORBIDDEN = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu
/** A parser turns line breaks and tabs of an attribute into spaces unless they are references. */
const SPECIAL = /[&<>"'\t\n\r]/g
/** Between elements less of it means anything, and a carrier takes a document of 4,000 characters when we bring it. */
const SPECIAL_IN_TEXT = /[&<>\r]/g
const NAMED: Record<string, string> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' }

const escaped = (text: string, special = SPECIAL): string =>
  text.replace(FORBIDDEN, '').replace(special, (character) => `&${NAMED[character] ?? `#${character.charCodeAt(0)}`};`)

/** An element as XML text. */
export function write({ name, attributes, children }: CallElement): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escaped(String(value))}"`)
    .join('')
  if (children.length === 0) return `<${name}${written}/>`
  const inner = children
    .map((child) => (typeof child === 'string' ? escaped(child, SPECIAL_IN_TEXT) : write(child)))
    .join('')
  return `<${name}${written}>${inner}</${name}>`
}
