/** URL parameters that Postgres itself knows; others are of poolers and drivers, and the server refuses them. */
const FORWARDED = new Set(['sslmode', 'application_name'])

/** Whether connections of this URL go through a transaction pooler. */
export const isPooled = (url: string): boolean =>
  /-pooler\./.test(new URL(url).hostname) || /[?&]pgbouncer=true/.test(url)

/**
 * The URL without parameters that postgres.js must not forward (Neon's `channel_binding`, Prisma's `pgbouncer`, `schema` …).
 * Source: PostgreSQL error 42704 on unknown startup parameters; Neon connection strings.
 */
export function cleanUrl(url: string): string {
  const clean = new URL(url)
  for (const name of [...clean.searchParams.keys()]) if (!FORWARDED.has(name)) clean.searchParams.delete(name)
  return clean.href
}

/** The same database without its pooler. Source: Neon names the pooled host `<endpoint>-pooler.<region>…`. */
export const unpooledUrl = (url: string, given?: string): string => cleanUrl(given ?? url.replace('-pooler.', '.'))
