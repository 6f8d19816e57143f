import { EventEmitter } from 'node:events'
import postgres, { type Sql } from 'postgres'
import { newId } from '../lib/ids.ts'

/** Wakes whoever waits, on every replica. It carries hints only: the rows are the truth, and a lost message costs time, not data. */
export interface Bus {
  /** Tells all replicas, this one too. Resolves when the message was handed over. */
  publish(topic: string, payload?: string): Promise<void>
  /** Calls back for each message of the topic until the returned function is called. */
  subscribe(topic: string, listener: (payload: string) => void): () => void
  /** Calls back when messages may have been missed, because the line was cut and is back. */
  onReset(listener: () => void): () => void
  /** False while the line is cut: what relies on being told must look for itself. */
  connected(): boolean
  /** No other process can be on it. */
  readonly alone?: true
  close(): Promise<void>
}

/** Longest payload of one NOTIFY that we send. Source: PostgreSQL manual, NOTIFY: shorter than 8000 bytes. */
const MAX_CHUNK_CHARS = 1800
const CHANNEL = 'comms'

/** A bus for one process. */
export function localBus(): Bus {
  const emitter = new EventEmitter().setMaxListeners(0)
  return {
    async publish(topic, payload = '') {
      setImmediate(() => emitter.emit(topic, payload))
    },
    subscribe: (topic, listener) => listen(emitter, topic, listener),
    onReset: () => () => undefined,
    connected: () => true,
    alone: true,
    async close() {
      emitter.removeAllListeners()
    }
  }
}

/** A bus over LISTEN/NOTIFY. `listenUrl` must not go through a pooler: LISTEN would succeed there and never deliver. */
export async function postgresBus(sender: Sql, listenUrl: string): Promise<Bus> {
  const emitter = new EventEmitter().setMaxListeners(0)
  const partial = new Map<string, string[]>()
  let connected = false
  const receiver = postgres(listenUrl, {
    max: 1,
    idle_timeout: 0,
    connect_timeout: 10,
    onnotice: () => undefined,
    onclose: () => {
      connected = false
    },
    connection: { application_name: 'agentos-comms-bus' }
  })
  await receiver.listen(
    CHANNEL,
    (raw) => {
      const whole = reassemble(partial, raw)
      if (whole) emitter.emit(whole.topic, whole.payload)
    },
    () => {
      connected = true
      partial.clear()
      emitter.emit(RESET)
    }
  )
  let queued: string[] = []
  let flush: Promise<void> | undefined
  return {
    publish(topic, payload = '') {
      queued.push(...split(topic, payload))
      flush ??= new Promise<void>((resolve) => setImmediate(resolve)).then(async () => {
        const batch = queued
        queued = []
        flush = undefined
        await sender`select pg_notify(${CHANNEL}, part) from unnest(${batch}::text[]) part`
      })
      return flush
    },
    subscribe: (topic, listener) => listen(emitter, topic, listener),
    onReset: (listener) => listen(emitter, RESET, listener),
    connected: () => connected,
    async close() {
      emitter.removeAllListeners()
      await receiver.end({ timeout: 1 })
    }
  }
}

const RESET = Symbol('reset')

function listen(emitter: EventEmitter, topic: string | symbol, listener: (payload: string) => void): () => void {
  emitter.on(topic, listener)
  return () => void emitter.off(topic, listener)
}

function split(topic: string, payload: string): string[] {
  if (payload.length <= MAX_CHUNK_CHARS) return [JSON.stringify([topic, payload])]
  const id = newId('job')
  const parts = payload.match(new RegExp(`[\\s\\S]{1,${MAX_CHUNK_CHARS}}`, 'g')) ?? []
  return parts.map((part, index) => JSON.stringify([topic, part, id, index, parts.length]))
}

function reassemble(partial: Map<string, string[]>, raw: string): { topic: string; payload: string } | undefined {
  const [topic, part, id, index, count] = JSON.parse(raw) as [string, string, string?, number?, number?]
  if (id === undefined || index === undefined) return { topic, payload: part }
  const parts = partial.get(id) ?? []
  parts[index] = part
  partial.set(id, parts)
  if (partial.size > 1000) partial.delete(partial.keys().next().value ?? '')
  if (parts.filter((held) => held !== undefined).length < (count ?? 0)) return undefined
  partial.delete(id)
  return { topic, payload: parts.join('') }
}
