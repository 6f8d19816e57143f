import type { CallsJob, Until } from '../load/job.ts'
import { MCP_HEADERS, toolCall } from '../load/mcp-session.ts'
import { type Loader, startLoader } from '../loader.ts'
import { type Aim, figure, type Table } from '../report.ts'
import { agentsOf, type VoiceSubject } from './voice-house.ts'
import type { Talking } from './voice-tokens.ts'

const CLIENTS = 8
/** Of what the server sends at most. */
const SHARE = 0.8
const TIMES_GOAL = 3
const P99_GOAL_MS = 15
/** The sending begins before the talking and ends after it. */
const MARGIN_SECONDS = 1

/** What callers wait while the same server sends messages at most of its speed, next to what they wait while it does not. */
export async function isolation(
  talking: Talking,
  subjects: readonly VoiceSubject[]
): Promise<{ tables: Table[]; aims: Aim[] }> {
  const rows: string[][] = []
  const aims: Aim[] = []
  const sender = startLoader()
  try {
    for (const subject of subjects) {
      const { alone, beside, perSecond } = await bothOf(talking, subject, sender)
      const ratio = beside.p99Ms / alone.p99Ms
      rows.push([
        subject.name,
        figure(perSecond),
        ...[alone.p50Ms, alone.p99Ms, beside.p50Ms, beside.p99Ms].map(figure)
      ])
      aims.push({
        what: `p99 of the first token beside ${SHARE * 100} % of the messages that can be sent, ${subject.name}`,
        goal: `≤ ${P99_GOAL_MS} ms, ≤ ${TIMES_GOAL} × alone`,
        measured: `${figure(beside.p99Ms)} ms, ${figure(ratio)} ×`,
        met: beside.p99Ms <= P99_GOAL_MS && ratio <= TIMES_GOAL
      })
    }
  } finally {
    await sender.stop()
  }
  const head = [
    'who answers',
    'messages per second',
    'p50 ms, alone',
    'p99 ms, alone',
    'p50 ms, beside',
    'p99 ms, beside'
  ]
  return { tables: [{ title: 'Calls beside messages', head, rows }], aims }
}

async function bothOf({ stage, options, everyMs }: Talking, { name, server }: VoiceSubject, sender: Loader) {
  const agents = await agentsOf(stage, server, CLIENTS)
  const send = async (until: Until, perSecond?: number) => {
    const tokens = agents.map(({ token }) => token)
    const { requests, elapsedMs, errors, problem } = await sender.run(sending(server.url, tokens, until, perSecond))
    if (errors > 0) throw new Error(`comms_send_message: ${problem}`)
    return (requests * 1000) / elapsedMs
  }
  const seconds = options.voiceSeconds
  const speaking = { tokens: 1, gapMs: 0 }
  const talk = async () =>
    (await stage.loader.run({ kind: 'voice-talk', name, seconds, everyMs, speaking, interrupts: false })).later
  const most = await send({ seconds: MARGIN_SECONDS })
  const alone = await talk()
  const sent = send({ seconds: seconds + 2 * MARGIN_SECONDS }, SHARE * most)
  const beside = await talk()
  return { alone, beside, perSecond: await sent }
}

const sending = (url: string, tokens: string[], until: Until, perSecond: number | undefined): CallsJob => ({
  kind: 'calls',
  url: `${url}/mcp`,
  headers: MCP_HEADERS,
  tokens,
  body: toolCall('comms_send_message', {
    to: '+14155570{m}',
    channel: 'sms',
    body: 'A text that goes out, number {n}'
  }),
  expect: '"status":"sent"',
  clients: CLIENTS,
  until,
  sessions: 'each',
  ...(perSecond !== undefined && { perSecond })
})
