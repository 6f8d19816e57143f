import { CommsError } from '../errors.ts'
import { sha256 } from '../lib/crypto.ts'
import type { VendorName } from './failures.ts'

/**
 * Makes sure that a credential can stand in a header, so that no library quotes it in an error.
 * @throws CommsError `provider_rejected` naming the variable, never its value.
 */
export function checkCredential(vendor: VendorName, name: string, value: string, pattern = /^[\x21-\x7e]+$/): void {
  if (pattern.test(value)) return
  throw new CommsError('provider_rejected', `${name} is not written as ${vendor.label} writes it.`, {
    details: { provider: vendor.provider, providerCode: 'invalid_credential' },
    nextAction: `Copy ${name} from the console of ${vendor.label} again.`
  })
}

/** The end of an account's id: enough to recognise it, too little to use it. */
export const shortAccount = (id: string): string => `${id.slice(0, 2)}…${id.slice(-4)}`

/** A name for an account that is known by its key alone; the key cannot be told from it. */
export const shortKey = (key: string): string => `key ${sha256(key).slice(0, 8)}`
