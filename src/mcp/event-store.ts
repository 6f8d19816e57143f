/** One stored event of a stream, ready to be written again. */
export interface StoredEvent {
  id: string
  text: string
}

/** What lets a dropped stream be resumed: keeps the newest events of one session. */
export interface EventStore {
  /** Keeps one event of a stream and returns its id, unique in the session. An empty text marks a position only. */
  append(stream: string, text: string): string
  /** The events of the stream that follow this id; undefined when the id is foreign or its successors are gone. */
  after(id: string): { stream: string; events: StoredEvent[] } | undefined
}

interface Held {
  sequence: number
  stream: string
  text: string
}

/** Keeps up to `maxEvents` events and `maxChars` characters in memory; the oldest go first. */
export class MemoryEventStore implements EventStore {
  #held: Held[] = []
  #last = 0
  #lost = 0
  #chars = 0
  readonly #maxEvents: number
  readonly #maxChars: number

  constructor(maxEvents = 256, maxChars = 256 * 1024) {
    this.#maxEvents = maxEvents
    this.#maxChars = maxChars
  }

  append(stream: string, text: string): string {
    const sequence = ++this.#last
    this.#held.push({ sequence, stream, text })
    this.#chars += text.length
    while (this.#held.length > this.#maxEvents || (this.#chars > this.#maxChars && this.#held.length > 1))
      this.#forget()
    return idOf(sequence, stream)
  }

  after(id: string): { stream: string; events: StoredEvent[] } | undefined {
    const [, digits, stream] = /^(\d{1,15})~([\w-]{1,64})$/.exec(id) ?? []
    if (digits === undefined || stream === undefined) return undefined
    const sequence = Number(digits)
    if (sequence > this.#last || sequence < this.#lost) return undefined
    const events = this.#held.filter((held) => held.stream === stream && held.sequence > sequence && held.text !== '')
    return { stream, events: events.map((held) => ({ id: idOf(held.sequence, stream), text: held.text })) }
  }

  #forget(): void {
    const gone = this.#held.shift()
    if (!gone) return
    this.#chars -= gone.text.length
    this.#lost = gone.sequence
  }
}

const idOf = (sequence: number, stream: string): string => `${sequence}~${stream}`
