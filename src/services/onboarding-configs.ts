import type { Deps } from '../deps.ts'
import type { Onboarded } from '../schemas/onboarding.ts'

/** Configurations for clients of an agent with this token, ready to be copied. */
export function clientConfigs(deps: Pick<Deps, 'publicUrl'>, token: string): Onboarded['clientConfigs'] {
  const url = deps.publicUrl()
  const headers = { Authorization: `Bearer ${token}` }
  const servers = (server: object) => JSON.stringify({ mcpServers: { comms: server } }, null, 2)
  return {
    mcp: servers({ type: 'http', url: `${url}/mcp`, headers }),
    // The header is split, because some clients break arguments at spaces. Source: https://github.com/geelen/mcp-remote#custom-headers
    mcpStdio: servers({
      command: 'npx',
      args: ['-y', 'mcp-remote', `${url}/mcp`, '--header', `Authorization:\${AUTH_HEADER}`],
      env: { AUTH_HEADER: headers.Authorization }
    }),
    sse: servers({ type: 'sse', url: `${url}/sse`, headers }),
    rest: `curl -s ${url}/v1/tools/comms_get_me -H 'Authorization: ${headers.Authorization}' -H 'Content-Type: application/json' -d '{}'`
  }
}
