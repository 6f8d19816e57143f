import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '@libsql/client'
import { drizzle as lite } from 'drizzle-orm/libsql'
import { migrate as migrateLite } from 'drizzle-orm/libsql/migrator'
import { drizzle as pg } from 'drizzle-orm/postgres-js'
import { migrate as migratePg } from 'drizzle-orm/postgres-js/migrator'
import postgres from 'postgres'
import { expect, test } from 'vitest'
import { dialect } from '../../src/db/dialect.ts'
import { openDatabase } from '../../src/db/open.ts'
import { decisions, limitWindows, messages, organizations } from '../../src/db/schema/index.ts'
import { scratchDatabase } from '../helpers/database.ts'

/** A folder with the first migration alone: the database of the release before the gate. */
function firstRelease(): string {
  const folder = mkdtempSync(join(tmpdir(), 'comms-drizzle-'))
  cpSync(`drizzle/${dialect}/0000_initial.sql`, join(folder, '0000_initial.sql'))
  const journal = JSON.parse(readFileSync(`drizzle/${dialect}/meta/_journal.json`, 'utf8'))
  mkdirSync(join(folder, 'meta'))
  writeFileSync(
    join(folder, 'meta/_journal.json'),
    JSON.stringify({ ...journal, entries: journal.entries.slice(0, 1) })
  )
  return folder
}

const at = dialect === 'postgres' ? `'2026-06-15T15:00:00Z'` : '1781535600000'
const json = (text: string) => (dialect === 'postgres' ? `'${text}'::jsonb` : `'${text}'`)
const ROWS = [
  `insert into organizations (id, name, slug, mode, status, blocked_channels, created_at)
   values ('org_1', 'One', 'one', 'production', 'active', ${json('[]')}, ${at})`,
  `insert into limit_windows (org_id, agent_id, period, starts_at, used, max) values ('org_1', 'agt_1', 'day', ${at}, 7, 10)`,
  `insert into decisions (id, org_id, agent_id, action, channel, verdict, reasons, facts, rules, created_at)
   values ('dec_1', 'org_1', 'agt_1', 'message', 'sms', 'allowed', ${json('[]')}, ${json('{}')}, 'dnc@1', ${at})`,
  `insert into messages (id, org_id, agent_id, channel, direction, contact, own_address, conversation_id, status, purpose,
   provider, segments, cost_micro_usd, attempts, created_at, updated_at) values ('msg_1', 'org_1', 'agt_1', 'sms', 'outbound',
   '+14155550123', '+14155550100', 'con_1', 'sent', 'message', 'twilio', 1, 7900, 1, ${at}, ${at})`
]

async function writeFirstRelease(url: string): Promise<void> {
  const migrationsFolder = firstRelease()
  if (dialect === 'postgres') {
    const client = postgres(url, { max: 1, onnotice: () => undefined })
    await migratePg(pg(client), { migrationsFolder })
    for (const row of ROWS) await client.unsafe(row)
    await client.end()
  } else {
    const client = createClient({ url })
    await migrateLite(lite(client), { migrationsFolder })
    for (const row of ROWS) await client.execute(row)
    client.close()
  }
  rmSync(migrationsFolder, { recursive: true })
}

test('a database of the first release is brought up to date with what stands in it', async () => {
  const scratch = await scratchDatabase({ empty: true })
  await writeFirstRelease(scratch.url)

  const { db, close } = await openDatabase(scratch.url)
  try {
    expect(await db.select().from(organizations)).toMatchObject([
      { id: 'org_1', status: 'approved', limits: {}, settings: {} }
    ])
    expect(await db.select().from(limitWindows)).toMatchObject([
      { subjectId: 'agt_1', metric: 'actions', period: 'day', used: 7, max: 10 }
    ])
    expect(await db.select().from(decisions)).toMatchObject([{ id: 'dec_1', purpose: 'conversational', dryRun: false }])
    expect(await db.select().from(messages)).toMatchObject([{ id: 'msg_1', purpose: 'conversational' }])
  } finally {
    await close()
    await scratch.drop()
  }
})
