import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'
import { shipped } from '../lib/shipped.ts'
import {
  postgresBatch,
  postgresTogether,
  type RunBatch,
  type RunTogether,
  sqliteBatch,
  sqliteTogether
} from './batch.ts'
import { type Bus, localBus, postgresBus } from './bus.ts'
import { untilDone } from './deadlock.ts'
import { dialect, dialectOf } from './dialect.ts'
import { openFile } from './file-client.ts'
import { insideTransaction, throughQueue, WriteQueue } from './group-commit.ts'
import * as schema from './schema/index.ts'
import { cleanUrl, isPooled, unpooledUrl } from './url.ts'

type Builders = PgDatabase<PgQueryResultHKT, typeof schema>

/** Typed queries of either dialect: the part of Drizzle that both have. */
export type Queries = Pick<Builders, 'select' | 'selectDistinct' | 'insert' | 'update' | 'delete' | '$count'>

/** The database: queries, transactions, and batches that cost one round trip. */
export interface Db extends Queries {
  /** All or nothing. Await nothing in it but its own queries: on SQLite every other writer waits, and on Postgres it may run anew. */
  transaction<T>(run: (tx: Queries) => Promise<T>): Promise<T>
  batch: RunBatch
  together: RunTogether
}

/** An open database and the bus that belongs to it. */
export interface OpenDatabase {
  db: Db
  bus: Bus
  /** Resolves when the database answers. */
  ping(): Promise<void>
  close(): Promise<void>
}

/** Number of the advisory lock under which one replica at a time migrates. */
const MIGRATION_LOCK = 727_272
/** How long a statement waits for another process that writes to the same file, in milliseconds. */
const BUSY_TIMEOUT_MS = 2000
const migrations = (folder: 'sqlite' | 'postgres') => shipped(`drizzle/${folder}`)

/**
 * Opens the database of this process and brings its schema up to date.
 * @throws Error when the URL is of another dialect than the tables were built for (DATABASE_URL is read when they are imported).
 */
export async function openDatabase(url: string, unpooled?: string): Promise<OpenDatabase> {
  if (dialectOf(url) !== dialect) throw new Error(`tables were built for ${dialect}: set DATABASE_URL before the start`)
  return dialect === 'postgres' ? openPostgres(url, unpooled) : openSqlite(url)
}

async function openPostgres(url: string, unpooled?: string): Promise<OpenDatabase> {
  const [{ default: postgres }, { drizzle }] = await Promise.all([
    import('postgres'),
    import('drizzle-orm/postgres-js')
  ])
  const direct = unpooledUrl(url, unpooled)
  await migratePostgres(direct)
  const prepare = !isPooled(url)
  const options = {
    max: 10,
    prepare,
    idle_timeout: 30,
    connect_timeout: 10,
    max_lifetime: 1800,
    onnotice: () => undefined
  }
  const client = postgres(cleanUrl(url), options)
  const plain = postgres(cleanUrl(url), { ...options, max: 2 })
  const prepared = new Proxy(client, {
    get: (target, key) =>
      key === 'unsafe'
        ? (text: string, params: never[]) => target.unsafe(text, params, { prepare })
        : target[key as keyof typeof target]
  })
  const db = drizzle(prepared, { schema }) as unknown as Db
  const transaction = db.transaction.bind(db)
  const [batch, together] = [postgresBatch(client, prepare), postgresTogether(client, prepare)]
  db.transaction = (run) => untilDone(() => transaction(run))
  db.batch = (statements) => untilDone(() => batch(statements))
  db.together = (first, rest) => untilDone(() => together(first, rest))
  const bus = await postgresBus(plain, direct)
  return {
    db,
    bus,
    ping: async () => void (await plain`select 1`),
    async close() {
      await bus.close()
      await Promise.all([client.end({ timeout: 5 }), plain.end({ timeout: 5 })])
    }
  }
}

/** Drizzle's migrator has no lock of its own: replicas that boot at once take turns here, on a connection without a pooler. */
async function migratePostgres(url: string): Promise<void> {
  const [{ default: postgres }, { drizzle }, { migrate }] = await Promise.all([
    import('postgres'),
    import('drizzle-orm/postgres-js'),
    import('drizzle-orm/postgres-js/migrator')
  ])
  const client = postgres(url, { max: 1, connect_timeout: 10, onnotice: () => undefined })
  try {
    await client`select pg_advisory_lock(${MIGRATION_LOCK})`
    await migrate(drizzle(client), { migrationsFolder: migrations('postgres') })
    await client`select pg_advisory_unlock(${MIGRATION_LOCK})`
  } finally {
    await client.end({ timeout: 5 })
  }
}

/** The path of a `file:` URL; undefined for a database that is not a file. */
function fileOf(url: string): string | undefined {
  const path = /^file:(?:\/\/)?([^?]+)/.exec(url)?.[1]
  return path === undefined || path === ':memory:' ? undefined : decodeURIComponent(path)
}

async function openSqlite(url: string): Promise<OpenDatabase> {
  const [{ createClient }, { drizzle }, { migrate }, { mkdir }, { dirname }] = await Promise.all([
    import('@libsql/client'),
    import('drizzle-orm/libsql'),
    import('drizzle-orm/libsql/migrator'),
    import('node:fs/promises'),
    import('node:path')
  ])
  const file = fileOf(url)
  if (file !== undefined) await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const raw = createClient({ url, timeout: BUSY_TIMEOUT_MS })
  if (file !== undefined) await raw.execute('PRAGMA journal_mode = WAL')
  await migrate(drizzle(raw), { migrationsFolder: migrations('sqlite') })
  const client = file === undefined ? raw : openFile(file, BUSY_TIMEOUT_MS)
  if (client !== raw) raw.close()
  const queue = new WriteQueue(client)
  const lite = drizzle(throughQueue(client, queue), { schema })
  const db = lite as unknown as Db
  const transaction = db.transaction.bind(db)
  db.transaction = (run) => transaction((tx) => insideTransaction(() => run(tx)))
  db.batch = sqliteBatch(queue)
  db.together = sqliteTogether(db.batch)
  const bus = localBus()
  return {
    db,
    bus,
    ping: async () => void (await client.execute('select 1')),
    async close() {
      await bus.close()
      await queue.idle()
      client.close()
    }
  }
}
