/** Seals everything at rest with the current CREDENTIALS_ENCRYPTION_KEY: `npm run keys:rotate`, docs/security.md. */
import { loadConfig } from '../src/config.ts'
import { openDatabase } from '../src/db/open.ts'
import { keyRing } from '../src/lib/key-ring.ts'
import { rotateKeys } from '../src/services/key-rotation.ts'

const { databaseUrl, databaseUrlUnpooled, secrets } = loadConfig()
const { db, close } = await openDatabase(databaseUrl, databaseUrlUnpooled)
try {
  const sealer = keyRing(secrets.encryptionKey, secrets.formerEncryptionKeys)
  const done = await rotateKeys({ db, sealer })
  for (const { table, resealed, unreadable } of done)
    console.log(`${table}: ${resealed} sealed anew${unreadable > 0 ? `, ${unreadable} that no key opens` : ''}`)
  const unreadable = done.some((each) => each.unreadable > 0)
  if (unreadable)
    console.error('Name the key that sealed the rest in CREDENTIALS_ENCRYPTION_KEY_PREVIOUS and run this again.')
  else
    console.log(
      'The current key seals everything. Before you take the oldest key off CREDENTIALS_ENCRYPTION_KEY_PREVIOUS, set PSEUDONYM_KEY to it.'
    )
  process.exitCode = unreadable ? 1 : 0
} finally {
  await close()
}
