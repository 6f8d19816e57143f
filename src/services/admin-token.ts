import type { Deps } from '../deps.ts'
import { basicPassword, bearerToken } from '../lib/authorization.ts'
import { equalsSafely } from '../lib/crypto.ts'

/** Whether an Authorization header carries ADMIN_TOKEN, as bearer or, for browsers, as the password of Basic. */
export function isAdmin({ config }: Pick<Deps, 'config'>, authorization: string | undefined): boolean {
  const given = bearerToken(authorization) ?? basicPassword(authorization)
  return given !== undefined && equalsSafely(given, config.secrets.adminToken)
}
