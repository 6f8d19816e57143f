import { expect } from 'vitest'
import { calls } from '../../src/db/schema/index.ts'
import { callHouse } from './call-house.ts'
import { talkingAgent } from './talking-agent.ts'
import { until } from './until.ts'

const TURNS = 5
const AGENTS = 10
/** How long an agent thinks, in milliseconds. */
const THINKS_MS = 20
/** On a machine that has other work as well nobody else answers for the agents. */
const PATIENT = { handOverSeconds: 30 }
/** Said where an answer takes long: a machine that does nothing but this may be slow. */
const FILLER = 'One moment, please.'

const wordOf = (call: number, turn: number) => `call ${call} turn ${turn}`
const replyTo = (said: string) => `reply to ${said}.`

/**
 * Has so many people call at once and talk, five turns each, with agents that think for 20 ms and answer by tools; none
 * may hear anything but the answers to his own words, each once and in order. Returns how long each answer took, from the
 * prompt to its first word, in milliseconds, shortest first.
 */
export async function holdCalls(count: number): Promise<number[]> {
  const t = await callHouse()
  const owners = await Promise.all(Array.from({ length: AGENTS }, () => t.provision()))
  for (const { agentId } of owners) await t.must('comms_update_agent', { agentId, voice: PATIENT })
  const agents = owners.map(({ securityToken }) =>
    talkingAgent({
      url: () => t.base,
      token: securityToken,
      async answer(said) {
        await new Promise((resolve) => setTimeout(resolve, THINKS_MS))
        return replyTo(said)
      }
    })
  )

  const live = Array.from({ length: count }, (_, n) => {
    const script = Array.from({ length: TURNS }, (_, turn) => ({ say: wordOf(n, turn + 1) }))
    const number = owners[n % AGENTS]?.channels.phone?.number ?? ''
    return t.ring(number, [...script, { listen: true }, { hangup: true }], `+1415${5_550_000 + n}`)
  })
  await Promise.all(live.map((call) => call.over()))

  for (const [n, call] of live.entries()) {
    const heard = call.heard().slice(1)
    const answers = Array.from({ length: TURNS }, (_, turn) => replyTo(wordOf(n, turn + 1)))
    expect(heard.filter((text) => text !== FILLER)).toEqual(answers)
  }
  expect(agents.flatMap(({ problems }) => problems)).toEqual([])
  expect(t.violations()).toEqual([])
  const rows = () => t.app.db.select().from(calls)
  const isOver = ({ state, turns }: typeof calls.$inferSelect) => state === 'completed' && turns === TURNS
  await until(async () => (await rows()).every(isOver), 'all calls are over, and all their turns written down')
  expect((await rows()).map(({ endedBy, generation }) => `${endedBy} ${generation}`)).toEqual(
    live.map(() => 'caller 1')
  )
  await Promise.all(agents.map((agent) => agent.stop()))
  return live.flatMap((call) => latencies(call.now().course)).toSorted((a, b) => a - b)
}

/** From each prompt to the next word of ours. */
function latencies(course: { at: string; what: string; detail: unknown }[]): number[] {
  const typeOf = (detail: unknown) => (detail as { type?: string } | null)?.type
  const prompts = course.filter(({ what, detail }) => what === 'sent' && typeOf(detail) === 'prompt')
  return prompts.flatMap((prompt) => {
    const answer = course
      .slice(course.indexOf(prompt))
      .find(({ what, detail }) => what === 'got' && typeOf(detail) === 'text')
    return answer ? [Date.parse(answer.at) - Date.parse(prompt.at)] : []
  })
}
