import { expect, onTestFinished, test } from 'vitest'
import { callHouse } from '../helpers/call-house.ts'
import { flowing } from '../helpers/flowing.ts'
import { MCP_CLIENTS } from '../helpers/mcp-clients.ts'
import { virtualClock } from '../helpers/virtual-clock.ts'

/** One client of each protocol. */
const TOLD = MCP_CLIENTS.filter(([name]) => /in a session|over HTTP\+SSE$|at 2026-07-28/.test(name))

test.each(TOLD)(
  'a client that waits for a call, and for a caller, hears every ten seconds that it still does: %s',
  async (_name, connect) => {
    const clock = virtualClock()
    const t = await callHouse({}, clock)
    const passes = flowing(clock)
    const { channels, securityToken } = await t.provision()
    const client = await connect(t.base, securityToken)
    onTestFinished(() => client.close())
    const waited: number[] = []
    const onprogress = ({ progress }: { progress: number }) => void waited.push(progress)
    const hears = async (ms: number) => {
      await clock.advance(10_000)
      await passes(() => waited.at(-1) === ms, `${ms} milliseconds are reported`)
    }
    let callId: unknown
    const events = client.call('comms_wait_for_events', { waitSeconds: 50, kinds: ['call.turn'] }, { onprogress })
    void events.then(({ structuredContent }) => {
      callId = ((structuredContent?.['events'] ?? []) as { callId?: string }[])[0]?.callId
    })

    await hears(10_000)
    await hears(20_000)
    t.ring(channels.phone?.number ?? '', [{ say: 'Are you open?' }, { silence: 3_600_000 }])
    await passes(() => callId !== undefined, 'the agent is asked')
    waited.length = 0
    let isHeard = false
    const reply = client.call('comms_reply_to_caller', { callId, text: 'We are. '.repeat(100) }, { onprogress })
    void reply.then(() => {
      isHeard = true
    })
    t.simulator.behave({ speechMsPerChar: 1000 })
    await hears(10_000)
    await hears(20_000)
    await clock.advance(5000)
    await passes(() => isHeard, 'the wait is over')

    expect((await reply).structuredContent).toMatchObject({
      verdict: 'spoken',
      terminal: false,
      callState: 'in-progress'
    })
  }
)
