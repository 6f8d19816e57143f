import type { JSONRPCNotification, Transport } from '@modelcontextprotocol/server'
import type { Credentials } from './credentials.ts'

/** A connected client that keeps a connection of its own: a 2025-era session or a legacy line. */
export interface Member extends Transport {
  readonly sessionId: string
  readonly owner: string
  readonly credentials: Credentials
  /** Whether a call or a stream is open. */
  readonly busy: boolean
  /** URIs it has subscribed, with what ends each subscription; absent until the first. */
  topics?: Map<string, () => void>
}

const NONE: ReadonlySet<Member> = new Set()

/** Everyone who is connected with a session, by id and by owner. */
export class Roster {
  readonly #byId = new Map<string, Member>()
  readonly #byOwner = new Map<string, Set<Member>>()

  /** How many are connected. */
  get size(): number {
    return this.#byId.size
  }

  add(member: Member): void {
    this.#byId.set(member.sessionId, member)
    const peers = this.#byOwner.get(member.owner)
    if (peers) peers.add(member)
    else this.#byOwner.set(member.owner, new Set([member]))
  }

  /** Forgets a member and ends its subscriptions; safe to call twice. */
  remove(member: Member): void {
    this.#byId.delete(member.sessionId)
    const peers = this.#byOwner.get(member.owner)
    if (peers?.delete(member) && peers.size === 0) this.#byOwner.delete(member.owner)
    for (const end of member.topics?.values() ?? []) end()
    delete member.topics
  }

  get(sessionId: string): Member | undefined {
    return this.#byId.get(sessionId)
  }

  /** Everyone this owner has connected. */
  of(owner: string): ReadonlySet<Member> {
    return this.#byOwner.get(owner) ?? NONE
  }

  all(): Iterable<Member> {
    return this.#byId.values()
  }

  /** Subscribes a member to a resource; `watch` starts what `unsubscribe` ends. */
  subscribe(sessionId: string, uri: string, watch: () => () => void): void {
    const member = this.#byId.get(sessionId)
    if (!member || member.topics?.has(uri)) return
    member.topics ??= new Map()
    member.topics.set(uri, watch())
  }

  unsubscribe(sessionId: string, uri: string): void {
    const topics = this.#byId.get(sessionId)?.topics
    topics?.get(uri)?.()
    topics?.delete(uri)
  }

  /** Tells this owner's subscribed members that a resource has changed. */
  resourceUpdated(owner: string, uri: string): void {
    const message = { jsonrpc: '2.0' as const, method: 'notifications/resources/updated', params: { uri } }
    for (const member of this.of(owner)) if (member.topics?.has(uri)) tell(member, message)
  }
}

function tell(member: Member, message: JSONRPCNotification): void {
  member.send(message).catch((error: Error) => member.onerror?.(error))
}
