const MAX_CHARS = 40

/** A text as lower-case Latin letters, digits and single hyphens, at most 40 characters; empty when it has none of them. */
export const slugOf = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, MAX_CHARS)
    .replace(/-+$/, '')
