import { statfsSync } from 'node:fs'
import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate } from 'drizzle-orm/postgres-js/migrator'
import postgres from 'postgres'
import type { TestProject } from 'vitest/node'
import { freshDatabase, startPostgres } from './postgres.ts'

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string
    /** Name of a database with all tables and no row; empty where copying it is no faster than making the tables. */
    postgresTemplate: string
  }
}

const MEMORY = '/dev/shm'
const ROOM_BYTES = 4 * 1024 ** 3

/** Starts one Postgres for the whole run; its failure fails the run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const inMemory = isRoomy()
  const server = await startPostgres(undefined, inMemory ? MEMORY : undefined)
  project.provide('postgresUrl', server.url)
  const template = inMemory ? await makeTemplate(server.url) : undefined
  project.provide('postgresTemplate', template?.name ?? '')
  return async () => {
    await template?.drop()
    await server.stop()
  }
}

async function makeTemplate(serverUrl: string): Promise<{ name: string; drop(): Promise<void> }> {
  const { url, drop } = await freshDatabase(serverUrl)
  const client = postgres(url, { max: 1, onnotice: () => undefined })
  await migrate(drizzle(client), { migrationsFolder: 'drizzle/postgres' })
  await client.end({ timeout: 5 })
  return { name: new URL(url).pathname.slice(1), drop }
}

function isRoomy(): boolean {
  try {
    const { bavail, bsize } = statfsSync(MEMORY)
    return bavail * bsize > ROOM_BYTES
  } catch {
    return false
  }
}
