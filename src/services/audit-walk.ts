import { GENESIS, linkOf } from '../observability/seals.ts'
import type { Anchor } from './audit-anchor.ts'
import type { SealedLink } from './audit-links.ts'

/** How far the time of an entry may lie before that of the one sealed before it, in milliseconds: clocks differ, and transactions last. */
const MAX_BACKWARDS_MS = 15 * 60_000

/** Something in the audit log that does not fit. */
export interface AuditFinding {
  kind: 'changed' | 'deleted' | 'inserted' | 'foreign' | 'gap' | 'backdated' | 'cut' | 'rebuilt' | 'anchor'
  orgId: string
  seq: number | null
  auditId: string | null
  message: string
}

/** What anchors say of one chain. A number with two hashes was given twice. */
interface Anchored {
  hashes: Map<number, string[]>
  furthest: number
}

function anchored(anchors: readonly Anchor[]): Anchored {
  const hashes = new Map<number, string[]>()
  let furthest = 0
  for (const { seq, hash } of anchors) {
    hashes.set(seq, [...(hashes.get(seq) ?? []), hash])
    furthest = Math.max(furthest, seq)
  }
  return { hashes, furthest }
}

/** Walks chains in order of organization and number, and tells what does not fit. After a fault it goes on from the link as stored. */
export class ChainWalk {
  /** Links so far whose entry is there. */
  entries = 0
  readonly #anchors: Map<string, Anchored>
  readonly #tell: (finding: AuditFinding) => void
  #orgId: string | undefined
  #seq = 0
  #hash = GENESIS
  #at = 0

  constructor(anchors: readonly Anchor[], tell: (finding: AuditFinding) => void) {
    this.#tell = tell
    this.#anchors = new Map([...Map.groupBy(anchors, ({ orgId }) => orgId)].map(([orgId, of]) => [orgId, anchored(of)]))
  }

  /** Looks at the next link. */
  take(link: SealedLink): void {
    const { orgId, seq, hash, entry } = link
    if (orgId !== this.#orgId) this.#begin(orgId)
    const isNext = seq === this.#seq + 1
    if (!isNext) this.#found('gap', link, `links ${this.#seq + 1} to ${seq - 1} are missing before this one`)
    if (entry !== 'gone') this.entries++
    if (entry === 'gone') this.#found('deleted', link, 'the entry of this link is gone')
    else if (entry === 'unreadable') this.#found('changed', link, 'no server of ours has written what stands there')
    else {
      const at = Number(entry.createdAt)
      if (entry.orgId !== orgId) this.#found('foreign', link, `the entry of this link belongs to ${entry.orgId}`)
      else if (isNext && linkOf(this.#hash, entry) !== hash)
        this.#found('changed', link, 'this entry, its link or its place is not what was sealed')
      else if (at < this.#at - MAX_BACKWARDS_MS)
        this.#found('backdated', link, 'this entry is much older than the one that was sealed before it')
      this.#at = at
    }
    this.#compare(link)
    this.#seq = seq
    this.#hash = hash
  }

  /** Looks at what the anchors say of chains that ended too early. */
  end(): void {
    this.#finish()
    for (const orgId of [...this.#anchors.keys()]) {
      this.#begin(orgId)
      this.#finish()
    }
  }

  #found(kind: AuditFinding['kind'], { orgId, seq, auditId }: SealedLink, message: string): void {
    this.#tell({ kind, orgId, seq, auditId, message })
  }

  #begin(orgId: string): void {
    this.#finish()
    this.#orgId = orgId
    this.#seq = 0
    this.#hash = GENESIS
    this.#at = 0
  }

  /** A link that an anchor names must be what it was when the anchor left. */
  #compare(link: SealedLink): void {
    const { orgId, seq, hash } = link
    const anchored = this.#anchors.get(orgId)
    const hashes = anchored?.hashes.get(seq)
    if (anchored === undefined || hashes === undefined || hashes.every((each) => each === hash)) return
    anchored.hashes.clear() // what comes after it cannot fit either
    const message = 'an anchor holds another link of this number: the chain was built anew from here or before'
    this.#found('rebuilt', link, message)
  }

  #finish(): void {
    const orgId = this.#orgId
    if (orgId === undefined) return
    const furthest = this.#anchors.get(orgId)?.furthest ?? 0
    this.#anchors.delete(orgId)
    if (furthest <= this.#seq) return
    const message = `an anchor holds link ${furthest}, and the chain ends with ${this.#seq}: its tail was cut`
    this.#tell({ kind: 'cut', orgId, seq: this.#seq + 1, auditId: null, message })
  }
}
