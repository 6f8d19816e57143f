import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject } from 'vitest'
import { dialect } from '../../src/db/dialect.ts'
import { freshDatabase } from './postgres.ts'

/** A database of this run's dialect without a row, or without a table where `empty` asks for it; `drop` removes it. */
export async function scratchDatabase({ empty = false } = {}): Promise<{ url: string; drop(): Promise<void> }> {
  if (dialect === 'postgres')
    return freshDatabase(inject('postgresUrl'), empty ? undefined : inject('postgresTemplate') || undefined)
  const folder = mkdtempSync(join(tmpdir(), 'comms-test-'))
  return { url: `file:${join(folder, 'comms.db')}`, drop: async () => rmSync(folder, { recursive: true, force: true }) }
}
