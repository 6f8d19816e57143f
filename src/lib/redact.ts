/** How deep a line is searched; what stands deeper is hidden whole, for nobody has looked into it. */
const MAX_DEPTH = 5
const CENSOR = '[redacted]'

/**
 * Makes a function that hides the values of these fields wherever they stand in a record; the record itself stays as it is.
 * Most records hold none: they come back as they are, for the cost of a look at each of their names.
 */
export function redactor(fields: readonly string[]): (record: Record<string, unknown>) => Record<string, unknown> {
  const secret = new Set(fields)
  const clean = (value: unknown, depth: number): unknown => {
    if (typeof value !== 'object' || value === null || isLeaf(value)) return value
    if (depth === MAX_DEPTH) return CENSOR
    if (Array.isArray(value)) return cleanList(value, depth)
    return cleanRecord(value as Record<string, unknown>, depth)
  }
  const cleanList = (list: unknown[], depth: number) => {
    const cleaned = list.map((item) => clean(item, depth + 1))
    return cleaned.some((item, index) => item !== list[index]) ? cleaned : list
  }
  const cleanRecord = (record: Record<string, unknown>, depth: number) => {
    let copy: Record<string, unknown> | undefined
    for (const name in record) {
      const value = record[name]
      const cleaned = secret.has(name) && value !== undefined ? CENSOR : clean(value, depth + 1)
      if (cleaned === value) continue
      copy ??= { ...record }
      copy[name] = cleaned
    }
    return copy ?? record
  }
  return (record) => cleanRecord(record, 0)
}

/** What is written by a form of its own: errors by their serializer, dates and bytes as text. */
const isLeaf = (value: object): boolean => value instanceof Error || value instanceof Date || ArrayBuffer.isView(value)
