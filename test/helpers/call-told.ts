import type { EventView } from '../../src/schemas/event-view.ts'
import type { TestApp } from './test-app.ts'

/** The call of which the agent is told that the caller has said something. */
export async function callTold(must: TestApp['must'], token: string): Promise<string> {
  for (let ack: string | undefined; ; ) {
    const args = { waitSeconds: 10, ...(ack && { ack }) }
    const batch = await must<{ ack?: string; events: EventView[] }>('comms_wait_for_events', args, token)
    const turn = batch.events.find(({ kind }) => kind === 'call.turn')
    if (turn?.callId !== undefined) return turn.callId
    ack = batch.ack ?? undefined
  }
}
