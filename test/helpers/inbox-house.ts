import { inboxEvents } from '../../src/db/schema/index.ts'
import { type EventQuery, takeEvents } from '../../src/delivery/inbox.ts'
import { receiveMessage } from '../../src/pipeline/inbound.ts'
import { arrivingSms } from './arriving.ts'
import { seedAgent, seedOrganization, testDeps } from './test-deps.ts'

/** A house with one agent to which people write. */
export async function inboxHouse(
  env: Record<string, string> = {},
  values: NonNullable<Parameters<typeof seedAgent>[2]> = {}
) {
  const { deps, clock, simulator, databaseUrl } = await testDeps(env)
  const orgId = await seedOrganization(deps)
  const agent = await seedAgent(deps, orgId, values)
  return {
    ...{ deps, clock, simulator, databaseUrl, orgId, agent },
    /** Somebody writes; resolves when it is stored. */
    write: (from: string, body: string, to = agent) => receiveMessage(deps, arrivingSms(to, body, { from })),
    take: (query: Partial<EventQuery> = {}) => takeEvents(deps, agent, { max: 10, ...query }),
    events: () => deps.db.select().from(inboxEvents).orderBy(inboxEvents.id)
  }
}

/** What events say. */
export const bodies = ({ events }: { events: { body?: string | undefined }[] }) => events.map(({ body }) => body)
