import { eq } from 'drizzle-orm'
import { calls, callTurns } from '../../src/db/schema/index.ts'
import type { HeldCall } from '../../src/delivery/held-line.ts'
import type { Listening } from '../../src/delivery/line.ts'
import { holdLine } from '../../src/delivery/line-holder.ts'
import type { Command, Reply, Turn } from '../../src/delivery/turn.ts'
import type { Deps } from '../../src/deps.ts'
import { conversationIdOf, newId } from '../../src/lib/ids.ts'
import { seedAgent, seedOrganization, testDeps } from './test-deps.ts'

const CALLER = '+14155550101'

type CallValues = typeof calls.$inferInsert

/** A live call of an agent, as the webhook leaves it. */
export async function seedLiveCall(deps: Deps, agent: { id: string; orgId: string }, values: Partial<CallValues> = {}) {
  const now = deps.clock.now()
  const call: CallValues = {
    ...{ id: newId('cal', now), orgId: agent.orgId, agentId: agent.id, direction: 'inbound', contact: CALLER },
    ...{ ownAddress: '+14155550199', conversationId: conversationIdOf(agent.id, CALLER), state: 'in-progress' },
    ...{ purpose: 'conversational', provider: 'twilio', whenVoicemail: 'hangup', language: 'en-US', recorded: false },
    ...{ maxDurationSeconds: 600, sequence: 0, generation: 1, turns: 0, costMicroUsd: 0 },
    ...{ createdAt: now, updatedAt: now },
    ...values
  }
  const [row] = await deps.db.insert(calls).values(call).returning()
  if (!row) throw new Error('the call was not stored')
  return row
}

/** A turn in which the caller says something. */
export const saying = (callId: string, number: number, text: string): Turn => ({
  ...{ callId, number, kind: 'utterance', text },
  at: '2026-06-15T15:00:00.000Z'
})

/** What somebody who listens wants. */
export const listening = (by = 'tok_a', more: Partial<Listening> = {}): Listening => ({
  ...{ by, way: 'tool', waitMs: 25_000, signal: new AbortController().signal },
  ...more
})

/** What somebody answers. */
export const answer = (by: string, text: string, last = true): Reply => ({ by, text, last })

/** The socket's side of a call that says whatever it is told to, and remembers it. */
export function holding(deps: Deps, call: HeldCall) {
  const spoken: Reply[] = []
  const commands: Command[] = []
  const passed: number[] = []
  const state = { late: false, takenOver: false }
  const line = holdLine(deps, call, {
    onReply(reply) {
      if (state.late) return 'late'
      spoken.push(reply)
      return 'accepted'
    },
    async onCommand(command) {
      commands.push(command)
    },
    onPass: (turn) => void passed.push(turn),
    onTakenOver() {
      state.takenOver = true
    }
  })
  return { line, spoken, commands, passed, state }
}

/** Somebody else's process on the same database and bus: it is told only what goes over the bus. */
export const elsewhere = (deps: Deps): Deps => ({
  ...deps,
  bus: new Proxy(deps.bus, { get: (bus, key) => bus[key as 'publish'] })
})

/** A bus on which it is known who listens, and what was said. */
export function tapped(deps: Deps) {
  const topics: string[] = []
  const said: string[] = []
  const bus: Deps['bus'] = {
    ...deps.bus,
    publish(topic, payload = '') {
      said.push(`${topic} ${payload}`)
      return deps.bus.publish(topic, payload)
    },
    subscribe(topic, listener) {
      topics.push(topic)
      const stop = deps.bus.subscribe(topic, listener)
      return () => {
        topics.splice(topics.indexOf(topic), 1)
        stop()
      }
    }
  }
  return { deps: { ...deps, bus }, topics, said }
}

/** A house with one agent and a call of it. */
export async function lineHouse(values: Partial<CallValues> = {}) {
  const house = await testDeps()
  const { deps } = house
  const agent = await seedAgent(deps, await seedOrganization(deps))
  const call = await seedLiveCall(deps, agent, values)
  return {
    ...{ ...house, agent, call },
    turnRows: () => deps.db.select().from(callTurns).where(eq(callTurns.callId, call.id)).orderBy(callTurns.number)
  }
}
