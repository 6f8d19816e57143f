import { provision } from '../agents.ts'
import type { Options } from '../options.ts'
import { figure, type Table } from '../report.ts'
import type { Stage } from '../stage.ts'

/** From the first byte of a webhook to its 200, and to the answer of the blocking tool that it wakes. */
export async function measureWake(stage: Stage, options: Options): Promise<{ tables: Table[] }> {
  const rows: string[][] = []
  for (const name of options.databases) {
    const server = await stage.startServer(`wake-${name}`, await stage.newDatabase(name))
    const agent = await provision(server, stage.masterToken, 'Wake')
    const outcome = await stage.loader.run({
      kind: 'wake',
      mcpUrl: `${server.url}/mcp`,
      token: agent.token,
      webhookUrl: `${server.url}/webhooks/${agent.agentId}/sms`,
      authToken: stage.carrier.authToken,
      to: agent.number,
      samples: options.wakeSamples
    })
    await server.stop()
    const times = [outcome.acceptP50Ms, outcome.acceptP99Ms, outcome.p50Ms, outcome.p99Ms]
    rows.push([name, ...times.map(figure)])
  }
  const head = ['database', 'webhook answered p50 ms', 'p99 ms', 'agent has the event p50 ms', 'p99 ms']
  return { tables: [{ title: 'From a webhook to a waiting agent', head, rows }] }
}
