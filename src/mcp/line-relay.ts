import { randomUUID } from 'node:crypto'
import type { JSONRPCMessage } from '@modelcontextprotocol/server'
import type { Deps } from '../deps.ts'
import type { Clock } from '../lib/clock.ts'
import { equalsSafely, keyedHash } from '../lib/crypto.ts'

/** Milliseconds after which a message that no replica took is refused. */
const ACK_TIMEOUT_MS = 2000

/** One message to a line: what it says, and who says it unless it came without an Authorization header. */
export interface Mail {
  message: JSONRPCMessage
  owner?: string | undefined
}

/** Brings a message to the replica that holds the line it is for. */
export class LineRelay {
  readonly #bus: Deps['bus']
  readonly #clock: Clock
  readonly #secret: string

  constructor(bus: Deps['bus'], clock: Clock, secret: string) {
    this.#bus = bus
    this.#clock = clock
    this.#secret = secret
  }

  /** A new session id that no one can guess and every replica recognises. */
  mint(): string {
    const id = randomUUID()
    return `${id}.${this.#mark(id)}`
  }

  /** Whether a replica of this server minted this session id; strangers cannot make messages that are relayed. */
  minted(sessionId: string): boolean {
    const [id = '', mark = ''] = sessionId.split('.')
    return equalsSafely(mark, this.#mark(id))
  }

  /** Takes what other replicas are sent for this line, until the returned function is called. */
  attach(sessionId: string, take: (mail: Mail) => boolean): () => void {
    return this.#bus.subscribe(topicOf(sessionId), (payload) => {
      const { mail, ackTo } = JSON.parse(payload) as { mail: Mail; ackTo: string }
      void this.#bus.publish(ackTo, String(take(mail)))
    })
  }

  /** Hands mail to the replica that holds the line; false when none does, or the line is another's. */
  async forward(sessionId: string, mail: Mail): Promise<boolean> {
    const ackTo = `mcp:ack:${randomUUID()}`
    const acked = new Promise<boolean>((resolve) => {
      const finish = (taken: boolean) => {
        cancel()
        unsubscribe()
        resolve(taken)
      }
      const cancel = this.#clock.after(ACK_TIMEOUT_MS, () => finish(false))
      const unsubscribe = this.#bus.subscribe(ackTo, (answer) => finish(answer === 'true'))
    })
    await this.#bus.publish(topicOf(sessionId), JSON.stringify({ mail, ackTo }))
    return acked
  }

  #mark(id: string): string {
    return keyedHash(this.#secret, `mcp line ${id}`).slice(0, 32)
  }
}

const topicOf = (sessionId: string): string => `mcp:line:${sessionId}`
