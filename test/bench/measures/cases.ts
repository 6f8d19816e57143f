import { type BenchAgent, provision } from '../agents.ts'
import type { Child } from '../child.ts'
import type { CallsJob, InsertsJob, WebhooksJob } from '../load/job.ts'
import { MCP_HEADERS, toolCall } from '../load/mcp-session.ts'
import type { DatabaseName } from '../options.ts'
import type { Stage } from '../stage.ts'

/** One kind of request to one server. */
export interface Subject {
  name: string
  /** None where the load reaches the database without one. */
  server?: Child
  /** The simulated carrier, where it has a part in it. */
  vendor?: Child
  /** The job with this many clients. */
  job(clients: number, seconds: number): CallsJob | WebhooksJob | InsertsJob
  /** What it is compared with, with the ratio of requests per second that is aimed at, by number of clients. */
  against?: { subject: Subject; goals?: Record<number, number> }[]
}

/** Clients of the widest case; each speaks for an agent of its own. */
export const MOST_CLIENTS = 32
/** Webhooks that are signed beforehand for each second of a case: more than any server here takes. */
const WEBHOOKS_PER_SECOND = 50_000

/** All that is measured in requests per second, baselines first. */
export async function subjects(stage: Stage, databases: readonly DatabaseName[]): Promise<Subject[]> {
  const echo = echoOf(await stage.startBaseline('mcp-echo'))
  const form = formOf(stage, await stage.startBaseline('signed-form', { AUTH_TOKEN: stage.carrier.authToken }))
  const own: Subject[] = []
  for (const name of databases) own.push(...(await subjectsOn(stage, name, echo, form)))
  return [echo, form, ...own]
}

async function subjectsOn(stage: Stage, name: DatabaseName, echo: Subject, form: Subject): Promise<Subject[]> {
  const server = await stage.startServer(`server-${name}`, await stage.newDatabase(name))
  const agents: BenchAgent[] = []
  while (agents.length < MOST_CLIENTS) agents.push(await provision(server, stage.masterToken, `Bench ${agents.length}`))
  const [agent] = agents as [BenchAgent, ...BenchAgent[]]
  const bare = bareSendOf(stage, name, await startBareSend(stage, name, agent.number))
  const plain = name === 'Postgres' ? [plainInserts(await stage.newDatabase(name))] : []
  const job = (tool: string, args: object, expect: string, by = agents) => mcpJob(server, by, { tool, args, expect })
  const text = { to: '+14155570{m}', channel: 'sms', body: 'A text that goes out, number {n}' }
  const against = (subject: Subject, goals?: Record<number, number>) => ({ subject, goals })
  const own = (what: string, of: Subject['job'], ...bases: NonNullable<Subject['against']>): Subject => ({
    ...{ name: `${what}, ${name}`, server, job: of, against: bases }
  })
  const sent = '"status":"sent"'
  return [
    own('comms_ping', job('comms_ping', { message: 'hello' }, '"pong":true'), against(echo, { 8: 1.2, 32: 1.2 })),
    own(
      'comms_get_channel_status',
      job('comms_get_channel_status', {}, '"pool":{'),
      against(echo, { 8: 0.7, 32: 0.7 })
    ),
    ...plain,
    bare,
    {
      ...own(
        'comms_send_message',
        job('comms_send_message', text, sent),
        against(echo, name === 'SQLite' ? { 8: 0.4, 32: 0.6 } : {}),
        against(bare),
        ...plain.map((subject) => against(subject, { 32: 0.35 }))
      ),
      vendor: stage.simulator
    },
    own('the same of one agent', job('comms_send_message', text, sent, [agent]), against(echo), against(bare)),
    own(
      'webhook accepted',
      webhookJob(stage, `${server.url}/webhooks/${agent.agentId}/sms`, agent.number),
      against(form, { 8: 0.15, 32: 0.25 })
    )
  ]
}

const startBareSend = async (stage: Stage, name: DatabaseName, from: string) =>
  stage.startBaseline('insert-and-call', {
    DATABASE_URL: await stage.newDatabase(name),
    VENDOR_URL: stage.simulator.url,
    ACCOUNT_SID: stage.carrier.accountSid,
    AUTH_TOKEN: stage.carrier.authToken,
    FROM: from
  })

const mcpJob =
  (server: Child, agents: BenchAgent[], { tool, args, expect }: { tool: string; args: object; expect: string }) =>
  (clients: number, seconds: number): CallsJob => ({
    kind: 'calls',
    url: `${server.url}/mcp`,
    headers: MCP_HEADERS,
    tokens: agents.map(({ token }) => token),
    body: toolCall(tool, args),
    expect,
    clients,
    until: { seconds },
    sessions: 'each'
  })

const echoOf = (server: Child): Subject => ({
  name: 'bare echo tool',
  server,
  job: (clients, seconds) => ({
    kind: 'calls',
    url: `${server.url}/mcp`,
    headers: MCP_HEADERS,
    tokens: [],
    body: toolCall('echo', { message: 'hello' }),
    expect: '"text":"hello"',
    clients,
    until: { seconds },
    sessions: 'each'
  })
})

const formOf = (stage: Stage, server: Child): Subject => ({
  name: 'bare signed form',
  server,
  job: webhookJob(stage, `${server.url}/webhooks/sms`, '+14155550100')
})

const bareSendOf = (stage: Stage, database: DatabaseName, server: Child): Subject => ({
  vendor: stage.simulator,
  name: `bare insert + call, ${database}`,
  server,
  job: (clients, seconds) => ({
    kind: 'calls',
    url: `${server.url}/send`,
    headers: { 'content-type': 'application/json' },
    tokens: [],
    body: JSON.stringify({ to: '+14155570{m}', body: 'A text that goes out, number {n}' }),
    expect: '"status":"sent"',
    clients,
    until: { seconds },
    sessions: 'none'
  })
})

const plainInserts = (databaseUrl: string): Subject => ({
  name: 'plain inserts, Postgres',
  job: (clients, seconds) => ({ kind: 'inserts', databaseUrl, clients, until: { seconds } })
})

const webhookJob =
  (stage: Stage, url: string, to: string) =>
  (clients: number, seconds: number): WebhooksJob => ({
    kind: 'webhooks',
    url,
    authToken: stage.carrier.authToken,
    to,
    expect: '<Response/>',
    clients,
    until: { seconds },
    pool: Math.ceil(WEBHOOKS_PER_SECOND * seconds)
  })
