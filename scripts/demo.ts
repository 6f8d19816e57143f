import { connectAgent } from './demo-agent.ts'
import { progress, type Row, table } from './demo-report.ts'
import { scenarios } from './demo-scenarios.ts'
import { startServer } from './demo-server.ts'
import type { Scenario, Stage } from './demo-stage.ts'

// The whole product plays through a real MCP client; only the carrier and the people are simulated.
console.log('AgentOS Comms demo: the real server with a simulated carrier. Nobody is texted, nothing costs money.\n')
progress(0, scenarios.length, 'Starting the server')
const server = await startServer()
const operator = await connectAgent(server.url, server.masterToken)
const stage: Stage = { server, operator, ada: operator, adaNumber: '', bob: operator, bobId: '' }
const rows: Row[] = []

for (const [index, scenario] of scenarios.entries()) {
  progress(index, scenarios.length, scenario.title)
  await play(scenario)
}
progress(scenarios.length, scenarios.length, 'Done')
await Promise.all([operator.close(), stage.ada.close(), stage.bob.close()])
await server.stop()

const failed = rows.filter(({ held }) => !held).length
console.log(
  `\n${table(rows)}\n\n${failed === 0 ? `All ${rows.length} expectations held.` : `${failed} of ${rows.length} expectations failed.`}`
)
process.exitCode = failed === 0 ? 0 : 1

async function play({ title, play }: Scenario): Promise<void> {
  let since = performance.now()
  const note = (expectation: string, held: boolean, seen: string) => {
    const now = performance.now()
    rows.push({ scenario: title, expectation, held, seen, tookMs: now - since })
    since = now
  }
  await play(stage, note).catch((error: Error) => note('goes through', false, error.message))
}
