import type { Principal } from './principal.ts'

/** The tokens under which a connection was opened and used. */
export class Credentials {
  readonly #checks = new Map<string, () => Promise<boolean>>()

  constructor(principal: Principal) {
    this.add(principal)
  }

  /** Remembers the token of this request. */
  add({ extra: { caller, stillValid } }: Principal): void {
    if (!this.#checks.has(caller.tokenId)) this.#checks.set(caller.tokenId, stillValid)
  }

  /** Whether this token was used. */
  has(tokenId: string): boolean {
    return this.#checks.has(tokenId)
  }

  /** Whether every token is still valid. */
  async stillValid(): Promise<boolean> {
    for (const check of this.#checks.values()) if (!(await check())) return false
    return true
  }
}
