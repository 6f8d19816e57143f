import type { Deps } from '../deps.ts'
import { exchangeOf } from './exchange.ts'
import type { EventQuery } from './inbox.ts'
import type { Listener } from './turn.ts'

/** How long other replicas have to say that somebody waits there, in milliseconds. */
const ANSWER_MS = 300

type AwaitingDeps = Pick<Deps, 'bus' | 'clock' | 'log' | 'sealer'>

const topicOf = (agentId: string): string => `agent:${agentId}:awaits`

/** Lets those who hold calls of an agent find somebody who waits for their turns, until the returned function is called. */
export function awaiting(
  deps: AwaitingDeps,
  agent: { id: string },
  listener: Listener,
  { kinds, channel, contact }: EventQuery
): () => void {
  const takesTurns = kinds?.includes('call.turn') ?? true
  if (!takesTurns || (channel ?? 'voice') !== 'voice' || contact !== undefined) return () => undefined
  return exchangeOf(deps).answerTo(topicOf(agent.id), (message) =>
    (message as { except: string[] }).except.includes(listener.by) ? undefined : listener
  )
}

/** Somebody who waits for the turns of an agent's calls at this moment, on whichever replica, other than these. */
export async function whoAwaits(
  deps: AwaitingDeps,
  agentId: string,
  except: readonly string[] = []
): Promise<Listener | undefined> {
  const exchange = exchangeOf(deps)
  const topic = topicOf(agentId)
  if (deps.bus.alone && !exchange.answersHere(topic)) return undefined
  return (await exchange.ask(topic, { except }, deps.bus.alone ? 0 : ANSWER_MS)) as Listener | undefined
}
