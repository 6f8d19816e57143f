const NUL = '\u0000'

/** Where a value holds a text that no store keeps and no wire carries as it is: with a NUL, or with half a surrogate pair. */
export function brokenText(value: unknown, path: readonly string[] = []): string | undefined {
  if (typeof value === 'string') return value.includes(NUL) || !value.isWellFormed() ? path.join('.') : undefined
  if (typeof value !== 'object' || value === null) return undefined
  for (const [key, inner] of Object.entries(value)) {
    const found = brokenText(inner, [...path, key])
    if (found !== undefined) return found
  }
  return undefined
}
