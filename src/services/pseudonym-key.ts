import { eq } from 'drizzle-orm'
import { systemSettings } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { keyedHash } from '../lib/crypto.ts'

const SETTING = 'pseudonym_key'

/**
 * Whether the key of pseudonyms is the one that this database was begun with. With another, people who were erased
 * after they opted out would be contacted again, and nobody would notice.
 */
export async function keepsPseudonymKey({
  db,
  config,
  clock
}: Pick<Deps, 'db' | 'config' | 'clock'>): Promise<boolean> {
  const fingerprint = keyedHash(config.secrets.pseudonymKey, 'the name of this key').slice(0, 16)
  // In an object: a bare text of digits would be read as a number.
  const value = { fingerprint }
  await db.insert(systemSettings).values({ name: SETTING, value, updatedAt: clock.now() }).onConflictDoNothing()
  const [row] = await db.select().from(systemSettings).where(eq(systemSettings.name, SETTING))
  return (row?.value as { fingerprint?: string } | undefined)?.fingerprint === fingerprint
}
