/**
 * `@libsql/client` on a file is a pool of synchronous connections: a second writer is refused at once, and waiting for
 * it would only stall the event loop that the first one needs. So all writes of a process stand in one queue, and
 * those that wait together are committed together: one fsync for up to `MAX_GROUP` of them.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Client, InStatement, Transaction } from '@libsql/client'

/** Jobs in one commit; bounds how long the event loop is held. */
const MAX_GROUP = 32

/**
 * What is written: one statement, which SQLite undoes by itself when it fails; several, which are undone as a whole; or a
 * transaction that somebody else leads, which cannot be run a second time.
 */
type Kind = 'statement' | 'statements' | 'lent'

interface Job {
  kind: Kind
  run(tx: Transaction): Promise<unknown>
  resolve(value: unknown): void
  reject(error: unknown): void
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

const inTransaction = new AsyncLocalStorage<true>()

/** Marks the callback of a transaction, so that a write on the outer database inside it throws instead of waiting for itself. */
export const insideTransaction = <T>(run: () => T): T => inTransaction.run(true, run)

/** One writer at a time, many jobs in one commit. A job's promise resolves when its work is durable. */
export class WriteQueue {
  readonly #client: Client
  #waiting: Job[] = []
  #running = false
  #idle: Promise<void> = Promise.resolve()

  constructor(client: Client) {
    this.#client = client
  }

  /** Runs the job in the next group; a failed job leaves nothing behind and harms no other. */
  submit<T>(run: (tx: Transaction) => Promise<T>, kind: Kind = 'statements'): Promise<T> {
    if (inTransaction.getStore()) throw new Error('write on `db` inside db.transaction(): use its `tx` argument')
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ kind, run, resolve: resolve as (value: unknown) => void, reject })
      if (this.#running) return
      this.#running = true
      this.#idle = new Promise((done) => setImmediate(() => void this.#drain().then(done)))
    })
  }

  /** Resolves when all that was submitted so far is done. */
  idle(): Promise<void> {
    return this.#idle
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      await this.#gather()
      const jobs = this.#waiting.splice(0, MAX_GROUP)
      if (!(await this.#commitAtOnce(jobs))) await this.#commitEach(jobs)
      await turn()
    }
    this.#running = false
  }

  /** Waits while each turn of the event loop brings more jobs: what is ready to write anyway shares the commit. */
  async #gather(): Promise<void> {
    for (let before = 0; before < this.#waiting.length && this.#waiting.length < MAX_GROUP; ) {
      before = this.#waiting.length
      await turn()
    }
  }

  /**
   * Commits all of them without a way to undo one alone, which costs statements and copies of pages. Returns false,
   * with nothing done, when it must be done the other way.
   */
  async #commitAtOnce(jobs: Job[]): Promise<boolean> {
    if (jobs.length > 1 && jobs.some(({ kind }) => kind === 'lent')) return false
    try {
      const tx = await this.#client.transaction('write')
      try {
        const values = await runAll(tx, jobs)
        if (!values) return false
        await tx.commit()
        for (const [index, job] of jobs.entries()) job.resolve(values[index])
      } finally {
        tx.close()
      }
    } catch (error) {
      for (const job of jobs) job.reject(error)
    }
    return true
  }

  async #commitEach(jobs: Job[]): Promise<void> {
    const settled: (() => void)[] = []
    try {
      const tx = await this.#client.transaction('write')
      try {
        for (const job of jobs) settled.push(await runJob(tx, job))
        await tx.commit()
      } finally {
        tx.close()
      }
    } catch (error) {
      for (const job of jobs) job.reject(error)
      return
    }
    for (const settle of settled) settle()
  }
}

/** What they came to; undefined when one of several failed. */
async function runAll(tx: Transaction, jobs: readonly Job[]): Promise<unknown[] | undefined> {
  const values: unknown[] = []
  try {
    for (const job of jobs) values.push(await job.run(tx))
  } catch (error) {
    if (jobs.length > 1) return undefined
    throw error
  }
  return values
}

async function runJob(tx: Transaction, job: Job): Promise<() => void> {
  const undone = job.kind !== 'statement'
  if (undone) await tx.execute('SAVEPOINT job')
  try {
    const value = await job.run(tx)
    if (undone) await tx.execute('RELEASE job')
    return () => job.resolve(value)
  } catch (error) {
    if (undone) {
      await tx.execute('ROLLBACK TO job')
      await tx.execute('RELEASE job')
    }
    return () => job.reject(error)
  }
}

const isRead = (statement: InStatement | string): boolean =>
  /^\s*(select|pragma|explain)\b/i.test(typeof statement === 'string' ? statement : statement.sql)

/** The same client, with every write going through the queue. */
export function throughQueue(client: Client, queue: WriteQueue): Client {
  const own: Partial<Client> = {
    execute: (statement: InStatement | string, args?: never) => {
      const full = typeof statement === 'string' && args !== undefined ? { sql: statement, args } : statement
      return isRead(full) ? client.execute(full as InStatement) : queue.submit((tx) => tx.execute(full), 'statement')
    },
    batch: ((statements: InStatement[]) => queue.submit((tx) => tx.batch(statements))) as Client['batch'],
    transaction: () => lendTransaction(queue)
  }
  return new Proxy(client, {
    get(target, key) {
      const value = own[key as keyof Client] ?? target[key as keyof Client]
      return typeof value === 'function' ? (value as (...args: never[]) => unknown).bind(target) : value
    }
  })
}

/** Lends the shared transaction to one caller: his commit ends his turn and resolves when the whole group is durable. */
function lendTransaction(queue: WriteQueue): Promise<Transaction> {
  return new Promise((lend, refuse) => {
    const durable: Promise<void> = queue.submit(
      (tx) => new Promise<void>((ok, fail) => lend(lent(tx, { ok, fail, durable: () => durable }))),
      'lent'
    )
    durable.catch(refuse)
  })
}

function lent(tx: Transaction, turn: { ok(): void; fail(error: Error): void; durable(): Promise<void> }): Transaction {
  const own: Partial<Transaction> = {
    commit() {
      turn.ok()
      return turn.durable()
    },
    rollback() {
      turn.fail(new Error('rolled back'))
      return turn.durable().catch(() => undefined)
    },
    close: () => turn.fail(new Error('closed without commit'))
  }
  return new Proxy(tx, {
    get(target, key) {
      const value = own[key as keyof Transaction] ?? target[key as keyof Transaction]
      return typeof value === 'function' ? (value as (...args: never[]) => unknown).bind(target) : value
    }
  })
}
