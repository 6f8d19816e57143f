import { setTimeout as delay } from 'node:timers/promises'
import { quantile } from '../../statistics.ts'
import { Connection } from '../connection.ts'
import type { BenchVoice, Sent, Speaking } from './agent.ts'
import { type PutThrough, putThrough } from './carrier.ts'
import { CarrierCall, type Heard } from './carrier-call.ts'
import type { Door, TalkOutcome, Times, VoiceOpenJob, VoiceOverJob, VoiceTalkJob } from './job.ts'
import { streamAgent } from './stream-agent.ts'
import { toolAgent } from './tool-agent.ts'

/** Calls that are put through at the same time. */
const AT_ONCE = 8
/** Time for agents to be on the line of the last call, in milliseconds. */
const SETTLE_MS = 1000

type Attended = NonNullable<VoiceOpenJob['attended']>

interface OpenCalls {
  door: Door
  calls: PutThrough[]
  agents: BenchVoice[]
  speaking: Speaking
  sent: Sent
}

const open = new Map<string, OpenCalls>()

/** Opens the calls of a job. */
export async function openCalls({ name, calls, door, attended }: VoiceOpenJob): Promise<Record<string, never>> {
  const speaking: Speaking = { tokens: 1, gapMs: 0 }
  const opened: OpenCalls = { door, calls: [], agents: [], speaking, sent: new Map() }
  open.set(name, opened)
  if (attended) opened.agents.push(...(await agentsOf(attended, opened)))
  let left = calls
  await onConnections(door, async (connection) => {
    while (left-- > 0) opened.calls.push(await openOne(door, left, connection))
  })
  await delay(SETTLE_MS)
  check(opened)
  return {}
}

function agentsOf({ url, agents, way }: Attended, { speaking, sent }: OpenCalls): Promise<BenchVoice[]> {
  const connect = way === 'stream' ? streamAgent : toolAgent
  return Promise.all(agents.map(({ token }) => connect({ url, token, speaking, sent })))
}

/** Works on some connections to the door at the same time. */
async function onConnections(door: Door, work: (connection: Connection) => Promise<void>) {
  const url = new URL('called' in door ? door.url : door.socketUrl)
  const worker = async () => {
    const connection = await Connection.open(url)
    await work(connection)
    connection.close()
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
}

async function openOne(door: Door, n: number, connection: Connection): Promise<PutThrough> {
  if ('called' in door) {
    const agent = door.called[n % door.called.length]
    if (!agent) throw new Error('nobody is there to be called')
    return putThrough({ ...agent, url: door.url, authToken: door.authToken }, connection)
  }
  const call = await CarrierCall.open(door.socketUrl, {}, `CA${String(n).padStart(32, '0')}`)
  return { call, end: () => call.hangUp() }
}

/** Has all callers of a name ask, each at moments of his own. @throws Error for a wrong answer and for none. */
export async function talk(job: VoiceTalkJob): Promise<TalkOutcome> {
  const opened = openOf(job.name)
  Object.assign(opened.speaking, job.speaking)
  const heard = { first: [] as Heard[], later: [] as Heard[] }
  const end = performance.now() + job.seconds * 1000
  const converse = async ({ call }: OpenCalls['calls'][number]) => {
    await delay(Math.random() * job.everyMs)
    while (performance.now() < end) {
      const started = performance.now()
      const cutAfterMs = job.interrupts && call.turns % 2 === 1 ? Math.random() * lengthMs(job.speaking) : undefined
      const isFirst = call.turns === 0
      heard[isFirst ? 'first' : 'later'].push(await call.ask(cutAfterMs))
      await delay(Math.max(0, started + job.everyMs * (0.5 + Math.random()) - performance.now()))
    }
    call.wait()
  }
  await Promise.all(opened.calls.map(converse)).catch((error: unknown) => {
    // Of an agent that failed its callers hear nothing: that comes first.
    check(opened)
    throw error
  })
  check(opened)
  const all = [...heard.first, ...heard.later]
  const outcome = {
    first: timesOf(heard.first.flatMap(firstToken)),
    later: timesOf(heard.later.flatMap(firstToken)),
    tokens: timesOf(all.flatMap((each) => tokenTimes(each, opened.sent))),
    afterCut: timesOf(all.flatMap(afterCut))
  }
  opened.sent.clear()
  return outcome
}

/** Ends the calls of a job. */
export async function endCalls({ name }: VoiceOverJob): Promise<Record<string, never>> {
  const opened = openOf(name)
  check(opened)
  for (const agent of opened.agents) agent.close()
  await onConnections(opened.door, async (connection) => {
    for (let put = opened.calls.pop(); put; put = opened.calls.pop()) await put.end(connection)
  })
  open.delete(name)
  return {}
}

const lengthMs = ({ tokens, gapMs }: Speaking) => tokens * gapMs

const firstToken = ({ askedAt, tokensAt: [first] }: Heard): number[] => (first === undefined ? [] : [first - askedAt])

function tokenTimes({ question, tokensAt }: Heard, sent: Sent): number[] {
  const sentAt = sent.get(question) ?? []
  return tokensAt.slice(1).map((at, n) => at - (sentAt[n + 1] ?? Number.NaN))
}

/** Counted whether or not anything came. */
const afterCut = ({ cutAt, tokensAt }: Heard): number[] =>
  cutAt === undefined ? [] : [Math.max(0, (tokensAt.at(-1) ?? 0) - cutAt)]

type Four = [number, number, number, number]

function timesOf(values: number[]): Times {
  const [p50Ms, p95Ms, p99Ms, mostMs] = [0.5, 0.95, 0.99, 1].map((part) => quantile(values, part)) as Four
  return { count: values.length, p50Ms, p95Ms, p99Ms, mostMs }
}

function openOf(name: string): OpenCalls {
  const opened = open.get(name)
  if (!opened) throw new Error(`no calls are open under the name ${name}`)
  return opened
}

/** @throws Error of the first agent that failed. */
function check({ agents }: OpenCalls): void {
  for (const agent of agents) {
    const failure = agent.failed()
    if (failure) throw failure
  }
}
