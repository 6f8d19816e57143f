import type { Deps } from '../deps.ts'
import { version } from '../lib/version.ts'
import { simulatorUrl } from '../providers/index.ts'
import { type DemoAgent, ensureDemoAgent } from './demo-agent.ts'

/** A person of the simulated world; any number that is not documented is one. */
const PERSON = '+14155550123'

/** What a newcomer is told at the start: what runs, where, and what to try. In demo mode with an agent that is ready. */
export async function welcome(deps: Deps): Promise<string> {
  const url = deps.publicUrl()
  const agent = deps.config.demoMode ? await ensureDemoAgent(deps) : undefined
  const head = deps.config.demoMode
    ? `AgentOS Comms ${version} runs in demo mode: real code, a simulated carrier, no keys needed.`
    : `AgentOS Comms ${version} runs.`
  const places = [
    ['Server', url],
    ['MCP', `${url}/mcp   (older clients: ${url}/sse)`],
    ['API docs', `${url}/admin/api-docs`],
    ['Health', `${url}/health/ready`]
  ]
  const lines = places.map(([name, place]) => `  ${name?.padEnd(10)} ${place}`)
  return ['', head, '', ...lines, ...(agent ? tryThis(deps, url, agent) : []), ''].join('\n')
}

function tryThis(deps: Deps, url: string, agent: DemoAgent): string[] {
  const { agentId, phoneNumber, emailAddress, token } = agent
  const call = (tool: string, input: object) =>
    [
      `  curl -s ${url}/v1/tools/${tool} \\`,
      `    -H 'Authorization: Bearer ${token}' -H 'Content-Type: application/json' \\`,
      `    -d '${JSON.stringify(input)}'`
    ].join('\n')
  const client = {
    mcpServers: { comms: { type: 'http', url: `${url}/mcp`, headers: { Authorization: `Bearer ${token}` } } }
  }
  return [
    `  Demo agent ${agentId}   ${phoneNumber ?? ''}   ${emailAddress ?? ''}`,
    `  Its token  ${token}`,
    '',
    'Send a text message to a simulated person:',
    call('comms_send_message', { channel: 'sms', to: PERSON, body: 'Hello! Are we still on for Tuesday?' }),
    '',
    'Wait for what comes back (the delivery, and the person’s reply):',
    call('comms_wait_for_events', { waitSeconds: 10, kinds: ['message.received'] }),
    '',
    ...tryCalling(simulatorUrl(deps.providers), url, agent),
    'Connect an MCP client with:',
    JSON.stringify(client, null, 2)
  ]
}

function tryCalling(world: string | undefined, url: string, { phoneNumber, token }: DemoAgent): string[] {
  if (world === undefined || phoneNumber === null) return []
  const says = [{ say: 'Are you open on Saturday?' }, { say: 'Thank you. Goodbye.' }]
  const call = { from: PERSON, to: phoneNumber, script: [...says, { listen: true }, { hangup: true }] }
  return [
    'Answer its calls with a client of your own, in a second terminal:',
    `  COMMS_URL=${url} COMMS_TOKEN=${token} npx node examples/voice/tools.ts`,
    '',
    'Let a simulated person call it; where no client answers, the answering machine does:',
    `  curl -s ${world}/__simulator/calls \\`,
    `    -H 'Content-Type: application/json' \\`,
    `    -d '${JSON.stringify(call)}'`,
    ''
  ]
}
