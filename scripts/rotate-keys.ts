/** Seals everything at rest with the current CREDENTIALS_ENCRYPTION_KEY: `npm run keys:rotate`, docs/security.md. Exit code 1: some of it no key opens. */
import { keyRing } from '../src/lib/key-ring.ts'
import { rotateKeys } from '../src/services/key-rotation.ts'
import { withDatabase } from './with-database.ts'

await withDatabase(async ({ db, config: { secrets } }) => {
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
  return unreadable ? 1 : 0
})
