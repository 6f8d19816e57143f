import { randomUUID } from 'node:crypto'
import type { Principal } from './principal.ts'
import type { Connectable } from './protocol.ts'
import type { Roster } from './roster.ts'
import { Session } from './session.ts'
import type { SessionSettings } from './session-streams.ts'

/** Bounds on what clients may leave behind. */
export interface SessionLimits {
  /** Seconds without a request, a call or an open stream after which a session is closed. */
  idleSeconds: number
  /** Sessions of this process at which new ones are refused. */
  maxSessions: number
  /** Sessions and lines of one owner at which a new session ends the one that was silent longest. */
  maxPerOwner: number
}

/** All live 2025-era sessions of this process, each visible to its owner only. */
export class Sessions {
  readonly #roster: Roster
  readonly #settings: SessionSettings
  readonly #limits: SessionLimits
  readonly #serve: () => Connectable

  constructor(serve: () => Connectable, roster: Roster, settings: SessionSettings, limits: SessionLimits) {
    this.#roster = roster
    this.#serve = serve
    this.#settings = settings
    this.#limits = limits
    settings.pulse.each((now) => this.#reap(now))
  }

  /** Starts a session with a server of its own; undefined when this process is full, or all that this owner may have is busy. */
  async open(principal: Principal): Promise<Session | undefined> {
    const { maxSessions, maxPerOwner } = this.#limits
    const owner = principal.clientId
    if (this.#roster.size >= maxSessions) return undefined
    if (this.#roster.of(owner).size >= maxPerOwner && !(await this.#makeRoom(owner))) return undefined
    const session = new Session(randomUUID(), principal, this.#settings)
    session.onclose = () => this.#roster.remove(session)
    await this.#serve().connect(session)
    this.#roster.add(session)
    return session
  }

  /** The session with this id if it belongs to this caller; being asked for keeps it alive. */
  find(id: string, principal: Principal): Session | undefined {
    const session = this.#roster.get(id)
    if (!(session instanceof Session) || session.owner !== principal.clientId) return undefined
    session.seen = this.#settings.pulse.now
    session.credentials.add(principal)
    return session
  }

  async #makeRoom(owner: string): Promise<boolean> {
    let oldest: Session | undefined
    for (const peer of this.#roster.of(owner))
      if (peer instanceof Session && !peer.busy && peer.seen < (oldest?.seen ?? Infinity)) oldest = peer
    await oldest?.close()
    return oldest !== undefined
  }

  #reap(now: number): void {
    for (const session of this.#roster.all()) {
      if (!(session instanceof Session) || session.busy || now - session.seen <= this.#limits.idleSeconds) continue
      session.close().catch((error: Error) => session.onerror?.(error))
    }
  }
}
