import { fileURLToPath } from 'node:url'

/** Set by scripts/build.ts, absent when the sources run as they are. */
declare const BUNDLED: true | undefined

const root = new URL(typeof BUNDLED === 'undefined' ? '../../' : './', import.meta.url)

/** Path of what is shipped beside the code, such as `drizzle/postgres`; the same from the sources and from the bundle. */
export const shipped = (path: string): string => fileURLToPath(new URL(path, root))
