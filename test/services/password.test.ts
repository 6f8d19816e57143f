import { expect, test } from 'vitest'
import { hashPassword, isPassword } from '../../src/services/password.ts'

test('a password is that of its own hash, and of none where nobody has that address', async () => {
  const passwordHash = await hashPassword('correct horse battery')

  expect(passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect(await isPassword('correct horse battery', passwordHash)).toBe(true)
  expect(await isPassword('correct horse', passwordHash)).toBe(false)
  expect(await isPassword('correct horse battery', undefined)).toBe(false)
})
