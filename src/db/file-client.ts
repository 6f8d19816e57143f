import type { Client, InStatement, InValue, ResultSet, Transaction } from '@libsql/client'
import Database from 'libsql'
import Unblocking from 'libsql/promise'

/** Statements that one connection keeps prepared; lists in `IN (…)` make new ones for ever. */
const MAX_PREPARED = 500

/** Pages of 4 KiB in the log after which they are put into the file: pages that are written again and again are put there once. */
const CHECKPOINT_PAGES = 4000

/** Of a connection that both kinds of the driver's classes wrap alike. */
const execUnblocking: (this: Database.Database, sql: string) => Promise<void> = Unblocking.prototype.exec

interface Prepared {
  columns: string[]
  run(args: unknown[]): Pick<ResultSet, 'rows' | 'rowsAffected'>
}

/**
 * A client of a database file that prepares each statement once and returns rows as plain arrays: `@libsql/client` spends
 * ten times as long on both as SQLite on the work. It has what Drizzle and the write queue use of a client, and no more.
 * One connection writes and one reads, so that a read sees what is committed and waits for nobody; and a commit waits for
 * the disk in a thread of the driver, while this one goes on. The writer is left alone until it is done.
 */
export function openFile(path: string, busyTimeoutMs: number): Client {
  const [writer, reader] = [new Connection(path, busyTimeoutMs), new Connection(path, busyTimeoutMs)]
  writer.execute(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`)
  const client: Pick<Client, 'transaction' | 'close'> & { execute(statement: InStatement): Promise<ResultSet> } = {
    execute: async (statement) => reader.execute(statement),
    transaction: async () => writer.begin(),
    close() {
      writer.close()
      reader.close()
    }
  }
  return client as unknown as Client
}

class Connection {
  readonly #database: Database.Database
  readonly #prepared = new Map<string, Prepared>()

  constructor(path: string, busyTimeoutMs: number) {
    this.#database = new Database(path, { timeout: busyTimeoutMs } as Database.Options)
  }

  execute(statement: InStatement): ResultSet {
    const { sql, args = [] } = typeof statement === 'string' ? { sql: statement } : statement
    const { columns, run } = this.#prepare(sql)
    return { columns, ...run((args as InValue[]).map(bindable)) } as ResultSet
  }

  begin(): Transaction {
    this.#database.exec('BEGIN IMMEDIATE')
    const rollback = () => {
      if (this.#database.inTransaction) this.#database.exec('ROLLBACK')
    }
    const transaction: Pick<Transaction, 'execute' | 'commit' | 'rollback' | 'close'> = {
      execute: async (statement: InStatement) => this.execute(statement),
      commit: async () => {
        if (this.#database.inTransaction) await execUnblocking.call(this.#database, 'COMMIT')
      },
      rollback: async () => rollback(),
      close: rollback
    }
    return transaction as Transaction
  }

  close(): void {
    this.#prepared.clear()
    this.#database.close()
  }

  /** The oldest make room. */
  #prepare(sql: string): Prepared {
    const known = this.#prepared.get(sql)
    if (known) return known
    const prepared = prepare(this.#database, sql)
    this.#prepared.set(sql, prepared)
    for (const oldest of this.#prepared.keys()) {
      if (this.#prepared.size <= MAX_PREPARED) break
      this.#prepared.delete(oldest)
    }
    return prepared
  }
}

function prepare(database: Database.Database, sql: string): Prepared {
  const statement = database.prepare<[unknown[]]>(sql)
  if (!statement.reader)
    return { columns: [], run: (args) => ({ rows: [], rowsAffected: statement.run(args).changes }) }
  statement.raw(true)
  return {
    columns: statement.columns().map(({ name }) => name),
    run(args) {
      const rows = statement.all(args) as ResultSet['rows']
      return { rows, rowsAffected: rows.length }
    }
  }
}

/** @throws TypeError for what has no SQL value: a forgotten field must not become a null. */
function bindable(value: InValue | undefined): unknown {
  if (value === undefined || (typeof value === 'number' && !Number.isFinite(value)))
    throw new TypeError('undefined, NaN and infinities are no values of a database')
  if (typeof value === 'boolean') return value ? 1 : 0
  return value instanceof Date ? value.getTime() : value
}
