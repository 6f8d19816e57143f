import { asc, eq } from 'drizzle-orm'
import { type OpenDatabase, openDatabase } from '../../src/db/open.ts'
import { calls, reservations } from '../../src/db/schema/index.ts'
import { phones, SWIFT } from './call-house.ts'
import { frontDoor } from './front-door.ts'
import { callTool, cluster, provisionOn } from './server-process.ts'

/** A call as the carrier of a cluster has it. */
export type ClusterCall = ReturnType<ReturnType<typeof phones>['ring']>

/** What the carrier was given to say, each reply as one text. */
export const saidOn = (call: ClusterCall): string[] =>
  call
    .frames('got')
    .filter(({ type }) => type === 'text')
    .map(({ token }) => String(token))

/** Two replicas on one Postgres behind one door, and what their carrier and their database know of calls. */
export async function voiceCluster() {
  const door = await frontDoor()
  const many = await cluster(2, {
    WEBHOOK_BASE_URL: door.url,
    SHUTDOWN_DEADLINE_SECONDS: '20',
    INITIAL_AGENT_POOL_SIZE: '100'
  })
  const { replicas, simulator, master, databaseUrl } = many
  simulator.behave(SWIFT)
  await Promise.all(replicas.map((replica) => replica.start()))
  const [a, b] = replicas
  if (!a || !b) throw new Error('two replicas were asked for')
  door.prefer(a.url, b.url)
  const database: OpenDatabase = await openDatabase(databaseUrl)
  return {
    ...{ ...phones(simulator), a, b, door, simulator, master, databaseUrl },
    agent: (more?: object) => provisionOn(a.url, master, more),
    /** The call that an agent at the second replica is told of. */
    async incoming(token: string) {
      const asked = { waitSeconds: 20, kinds: ['call.incoming'] }
      const { body } = await callTool<{ events: { callId: string }[] }>(b.url, token, 'comms_wait_for_events', asked)
      return { callId: body.events[0]?.callId }
    },
    /** The rows of an agent's calls, and of the money that was held for them. */
    async rows(agentId: string) {
      const { db } = database
      const held = await db.select().from(reservations).where(eq(reservations.agentId, agentId))
      const rows = await db.select().from(calls).where(eq(calls.agentId, agentId)).orderBy(asc(calls.id))
      return { calls: rows, held }
    },
    async close() {
      await database.close()
      await many.close()
      await door.close()
    }
  }
}
