import { RULES } from './twiml-rules.ts'
import { type Element, parseXml } from './xml.ts'

/** What the carrier finds wrong on a call, under its own code. */
export class Violation extends Error {
  readonly code: number
  constructor(code: number, problem: string) {
    super(problem)
    this.code = code
  }
}

const SIZE_MAX = 64 * 1024

/**
 * Reads a document as strictly as its description goes: an element or an attribute that is not documented is refused,
 * where the vendor would pass over it in silence. Source: twilio.com/docs/api/errors/12100 and /12200, /11750.
 * @throws Violation
 */
export function parseTwiml(source: string): Element[] {
  if (Buffer.byteLength(source) > SIZE_MAX) throw new Violation(11750, 'the document exceeds 64 KB')
  const root = wellFormed(source)
  if (root.name !== 'Response') throw new Violation(12100, `the root is ${root.name}, not Response`)
  check(root)
  return root.children
}

function wellFormed(source: string): Element {
  try {
    return parseXml(source)
  } catch (error) {
    throw new Violation(12100, (error as Error).message)
  }
}

function check(element: Element): void {
  const { name, attributes, children, text } = element
  const rule = RULES[name]
  if (!rule) throw new Violation(12200, `${name} is no element`)
  // The vendor names a wrong value of the relay by a code of its own.
  const valueCode = name === 'ConversationRelay' ? 64101 : 12200
  for (const [attribute, value] of Object.entries(attributes)) {
    const isRight = Object.hasOwn(rule.attributes, attribute) ? rule.attributes[attribute] : undefined
    if (!isRight) throw new Violation(12200, `${name} has no attribute ${attribute}`)
    const problem = isRight(value)
    if (problem !== undefined) throw new Violation(valueCode, `${attribute} of ${name} ${problem}`)
  }
  for (const required of rule.required ?? [])
    if (attributes[required] === undefined) throw new Violation(valueCode, `${name} needs ${required}`)
  if (!rule.text && text.trim() !== '') throw new Violation(12200, `text is not allowed in ${name}`)
  for (const child of children) {
    if (!rule.children?.includes(child.name)) throw new Violation(12200, `${child.name} is not allowed in ${name}`)
    check(child)
  }
}
