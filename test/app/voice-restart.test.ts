import { afterAll, beforeAll, expect, test } from 'vitest'
import { dialect } from '../../src/db/dialect.ts'
import { talkingAgent } from '../helpers/talking-agent.ts'
import { until } from '../helpers/until.ts'
import { verifyLedger } from '../helpers/verify-ledger.ts'
import { type ClusterCall, voiceCluster } from '../helpers/voice-cluster.ts'

const onPostgres = test.runIf(dialect === 'postgres')
let t: Awaited<ReturnType<typeof voiceCluster>>

beforeAll(async () => {
  if (dialect === 'postgres') t = await voiceCluster()
})
afterAll(() => t?.close())

const replyTo = (said: string) => `reply to ${said}.`
const AGENTS = 5
const CALLS = 50
/** Said where an answer takes long, as it may while the call changes hands, until the answer cuts it short. */
const FILLER = 'One moment, please.'

/** Somebody who talks until both replicas are new, and hears an answer to each thing he says. */
async function talks(call: ClusterCall, name: string, isEnough: () => boolean) {
  const words: string[] = []
  while (!isEnough()) {
    const word = `${name} says ${words.length + 1}`
    words.push(word)
    call.act({ say: word })
    await call.hears(replyTo(word))
  }
  call.act({ listen: true }, { hangup: true })
  await call.over()
  return words
}

onPostgres('a rolling restart of both replicas drops none of fifty calls, and not a word of them', async () => {
  t.simulator.behave({ speechMsPerChar: 5, actionDelayMs: 100 })
  // However slow the machine is on which both start anew, nobody else answers for the agent.
  const voice = { handOverSeconds: 30 }
  const owners = await Promise.all(Array.from({ length: AGENTS }, () => t.agent({ voice })))
  const agents = owners.map(({ token }) => talkingAgent({ url: () => t.door.url, token, answer: replyTo }))
  let restarted = false
  const live = Array.from({ length: CALLS }, (_, n) => {
    const call = t.ring(owners[n % AGENTS]?.number ?? '', [], `+1415556${1000 + n}`)
    return { call, words: talks(call, `caller ${n}`, () => restarted) }
  })
  await Promise.all(live.map(({ call }) => call.hears('says 1.')))

  for (const replica of [t.a, t.b]) {
    expect(await replica.stop()).toBe(0)
    await replica.start()
  }
  restarted = true

  for (const { call, words } of live) {
    const answers = (await words).map(replyTo)
    expect(
      call
        .heard()
        .slice(1)
        .filter((text) => !FILLER.startsWith(text))
    ).toEqual(answers)
  }
  const counted = live.map(({ call }) => call.frames('sent').filter(({ type }) => type === 'setup').length)
  expect(Math.min(...counted)).toBeGreaterThan(1)
  for (const { agentId } of owners) {
    await until(async () => (await t.rows(agentId)).calls.every(({ state }) => state === 'completed'), 'all are over')
    const { calls: rows, held } = await t.rows(agentId)
    expect(rows).toHaveLength(CALLS / AGENTS)
    expect(new Set(rows.map(({ endedBy }) => endedBy))).toEqual(new Set(['caller']))
    expect(held.map(({ state }) => state)).toEqual(rows.map(() => 'estimated'))
  }
  expect(await verifyLedger(t.databaseUrl)).toMatchObject({ code: 0 })
  expect(agents.flatMap(({ problems }) => problems)).toEqual([])
  await Promise.all(agents.map((agent) => agent.stop()))
})
