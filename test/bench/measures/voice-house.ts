import { type BenchAgent, provision } from '../agents.ts'
import type { Child } from '../child.ts'
import type { VoiceOpenJob } from '../load/voice/job.ts'
import type { DatabaseName } from '../options.ts'
import type { Stage } from '../stage.ts'

/** Calls that one agent holds at the same time. */
const CALLS_EACH = 10

/** Calls of one kind: where they come in and who answers them. */
export interface VoiceSubject {
  name: string
  /** Holds the sockets. */
  server: Child
  /** Where our agents are, if it is ours. */
  agentsAt?: Child
  database?: DatabaseName
  /** Whether it is looked at with many calls too. */
  isWide: boolean
  /** Opens so many calls under the name of the subject. */
  open(calls: number): VoiceOpenJob
}

/** Names of the baselines. */
export const ECHO = 'bare ws echo'
const RELAY = 'bare relay to an agent'

/** The baselines and our server on each database, with enough agents for so many calls. */
export async function voiceSubjects(
  stage: Stage,
  databases: readonly DatabaseName[],
  widest: number
): Promise<VoiceSubject[]> {
  const own = []
  for (const name of databases) own.push(...(await ownSubjects(stage, name, widest)))
  return [await echoOf(stage), await relayOf(stage, widest), ...own]
}

const echoOf = async (stage: Stage): Promise<VoiceSubject> => echoOn(await stage.startBaseline('ws-echo'), ECHO)

/** Sockets that answer by themselves. */
export function echoOn(server: Child, name: string): VoiceSubject {
  const door = { socketUrl: server.url.replace('http', 'ws') }
  return { name, server, isWide: true, open: (calls) => ({ kind: 'voice-open', name, calls, door }) }
}

async function relayOf(stage: Stage, widest: number): Promise<VoiceSubject> {
  const server = await stage.startBaseline('ws-relay')
  const door = { socketUrl: server.url.replace('http', 'ws') }
  const agents = Array.from({ length: agentsFor(widest) }, () => ({ token: 'none' }))
  const attended = { url: server.url, way: 'stream', agents } as const
  const open = (calls: number) => ({ kind: 'voice-open', name: RELAY, calls, door, attended }) as const
  return { name: RELAY, server, isWide: true, open }
}

async function ownSubjects(stage: Stage, database: DatabaseName, widest: number): Promise<VoiceSubject[]> {
  const url = await stage.newDatabase(database)
  const server = await stage.startServer(`voice-${database}`, url)
  const streaming = await agentsOf(stage, server, agentsFor(widest))
  const own = ownSubject(stage, server, database)
  return [
    { ...own(`token stream, ${database}`, 'stream', streaming), isWide: true },
    own(`comms_reply_to_caller, ${database}`, 'tool', await agentsOf(stage, server, CALLS_EACH)),
    ...(database === 'Postgres' ? [await otherReplica(stage, url, own)] : [])
  ]
}

/** Agents that are connected to a second server on the same database. */
async function otherReplica(stage: Stage, url: string, own: ReturnType<typeof ownSubject>): Promise<VoiceSubject> {
  const replica = await stage.startServer('voice-replica', url)
  const agents = await agentsOf(stage, replica, CALLS_EACH)
  return own('agent at the other replica, Postgres', 'stream', agents, replica)
}

/** Our server, with agents on a token stream, or others. */
export const ownSubject =
  (stage: Stage, server: Child, database: DatabaseName) =>
  (name: string, way: 'stream' | 'tool', agents: BenchAgent[], agentsAt = server): VoiceSubject => ({
    ...{ name, server, agentsAt, database, isWide: false },
    open(calls) {
      const some = agents.slice(0, agentsFor(calls))
      const door = { url: server.url, authToken: stage.carrier.authToken, called: some }
      return { kind: 'voice-open', name, calls, door, attended: { url: agentsAt.url, way, agents: some } }
    }
  })

/** So many agents of a server. */
export async function agentsOf(stage: Stage, server: Child, count: number): Promise<BenchAgent[]> {
  const agents: BenchAgent[] = []
  while (agents.length < count) agents.push(await provision(server, stage.masterToken, `Voice ${agents.length}`))
  return agents
}

/** How many agents hold so many calls. */
export const agentsFor = (calls: number): number => Math.ceil(calls / CALLS_EACH)
