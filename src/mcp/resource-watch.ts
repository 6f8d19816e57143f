import type { Deps } from '../deps.ts'
import { ownerOf, type Principal } from './principal.ts'
import type { McpResource } from './resources.ts'

/** Listens on the bus for changes of resources that somebody on this replica has subscribed. */
export class ResourceWatch {
  readonly #bus: Deps['bus']
  readonly #tell: (owner: string, uri: string) => void
  readonly #held = new Map<string, { count: number; stop: () => void; tell: () => void }>()
  readonly #stopReset: () => void

  constructor(bus: Deps['bus'], tell: (owner: string, uri: string) => void) {
    this.#bus = bus
    this.#tell = tell
    // what was announced while the line was cut is told once more than needed, rather than not at all
    this.#stopReset = bus.onReset(() => {
      for (const held of this.#held.values()) held.tell()
    })
  }

  /** Tells of changes of this resource for this caller until the returned function is called; safe to call twice. */
  hold(resource: McpResource, { extra: { caller } }: Principal): () => void {
    const topic = resource.changes(caller)
    if (topic === undefined) return () => undefined
    const owner = ownerOf(caller)
    const key = `${owner} ${resource.uri}`
    const held = this.#held.get(key) ?? this.#start(key, topic, () => this.#tell(owner, resource.uri))
    held.count++
    let released = false
    return () => {
      if (released) return
      released = true
      if (--held.count > 0) return
      held.stop()
      this.#held.delete(key)
    }
  }

  /** Stops listening for good. */
  close(): void {
    this.#stopReset()
    for (const { stop } of this.#held.values()) stop()
    this.#held.clear()
  }

  #start(key: string, topic: string, tell: () => void) {
    const held = { count: 0, stop: this.#bus.subscribe(topic, tell), tell }
    this.#held.set(key, held)
    return held
  }
}
