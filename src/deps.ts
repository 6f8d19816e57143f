import type { Config } from './config.ts'
import type { Bus } from './db/bus.ts'
import type { Db } from './db/open.ts'
import type { Clock } from './lib/clock.ts'
import type { KeyRing } from './lib/key-ring.ts'
import type { ProviderHandle } from './providers/handle.ts'

/** Structured log; the first argument holds the fields of the line, never content, addresses or tokens. */
export interface Log {
  debug(fields: object, message?: string): void
  info(fields: object, message?: string): void
  warn(fields: object, message?: string): void
  error(fields: object, message?: string): void
}

/** What core functions are handed; a decorated Fastify instance is one. */
export interface Deps {
  config: Config
  db: Db
  bus: Bus
  clock: Clock
  log: Log
  /** Opaque: only `openProvider` of providers/index.ts makes an adapter of it. */
  providers: ProviderHandle
  /** Encrypts content and credentials at rest. */
  sealer: KeyRing
  /** Public URL of this server without a trailing slash, as vendors reach it. */
  publicUrl(): string
}

/** Who is behind a token. An `org` caller may act for agents of its organization, an `agent` caller for itself. */
export interface Caller {
  role: 'super' | 'org' | 'agent'
  orgId: string
  /** Set for role `agent`, and for no other. */
  agentId?: string
  /** Id of the token; `master` for MASTER_SECURITY_TOKEN. */
  tokenId: string
  /** When the token ceases to be valid. */
  expiresAt?: Date | undefined
}
