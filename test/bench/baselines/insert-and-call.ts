// The least server that sends durably: one row, one call of the vendor; no checks, no limits, no second write.
import { randomUUID } from 'node:crypto'
import Fastify from 'fastify'
import { Pool } from 'undici'

const { PORT, DATABASE_URL = '', VENDOR_URL = '', ACCOUNT_SID = '', AUTH_TOKEN = '', FROM = '' } = process.env
const CREATE = 'create table if not exists sends (id text primary key, recipient text, body text, created_at text)'
const insert = DATABASE_URL.startsWith('postgres') ? await postgresInsert() : await sqliteInsert()
const vendor = new Pool(VENDOR_URL, { connections: 64 })
const path = `/2010-04-01/Accounts/${ACCOUNT_SID}/Messages.json`
const headers = {
  authorization: `Basic ${Buffer.from(`${ACCOUNT_SID}:${AUTH_TOKEN}`).toString('base64')}`,
  'content-type': 'application/x-www-form-urlencoded'
}

async function postgresInsert() {
  const { default: postgres } = await import('postgres')
  const sql = postgres(DATABASE_URL, { max: 10, onnotice: () => undefined })
  await sql.unsafe(CREATE)
  return async (id: string, to: string, body: string) => {
    await sql`insert into sends values (${id}, ${to}, ${body}, ${new Date().toISOString()})`
  }
}

async function sqliteInsert() {
  const { createClient } = await import('@libsql/client')
  const client = createClient({ url: DATABASE_URL })
  await client.execute('PRAGMA journal_mode = WAL')
  await client.execute(CREATE)
  return async (id: string, to: string, body: string) => {
    const args = [id, to, body, new Date().toISOString()]
    await client.execute({ sql: 'insert into sends values (?, ?, ?, ?)', args })
  }
}

const app = Fastify()
app.post<{ Body: { to: string; body: string } }>('/send', async (request, reply) => {
  const { to, body } = request.body
  const id = randomUUID()
  await insert(id, to, body)
  const form = new URLSearchParams({ To: to, From: FROM, Body: body }).toString()
  const answer = await vendor.request({ path, method: 'POST', headers, body: form })
  const { sid } = (await answer.body.json()) as { sid?: string }
  if (sid === undefined) return reply.code(502).send({ status: 'failed' })
  return { id, sid, status: 'sent' }
})
await app.listen({ port: Number(PORT), host: '127.0.0.1' })
