/** The password of an `Authorization: Basic` header; undefined when the header is of another kind. Source: RFC 7617. */
export function basicPassword(header: string | undefined): string | undefined {
  const encoded = /^Basic ([A-Za-z0-9+/=]{1,1024})$/i.exec(header ?? '')?.[1]
  if (encoded === undefined) return undefined
  const pair = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = pair.indexOf(':')
  return colon < 0 ? undefined : pair.slice(colon + 1)
}

/** The token of an `Authorization: Bearer` header; undefined when the header is of another kind. Source: RFC 6750. */
export const bearerToken = (header: string | undefined): string | undefined =>
  /^Bearer (\S{1,512})$/i.exec(header ?? '')?.[1]
