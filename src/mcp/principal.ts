import type { AuthInfo, ServerContext } from '@modelcontextprotocol/server'
import type { Caller, Log } from '../deps.ts'
import type { ProfileName } from '../tools/call.ts'

/** A caller as the SDK carries it; `clientId` is the owner whom sessions and subscriptions belong to. */
export interface Principal extends AuthInfo {
  extra: {
    caller: Caller
    /** The list of tools that the client asked for. */
    profile: ProfileName | undefined
    /** Carries the correlation id. */
    log: Log
    /** Whether the token of this caller is still valid. */
    stillValid(): Promise<boolean>
  }
}

/** Wraps a caller for the SDK; the token itself is not handed on. */
export const principalOf = (caller: Caller, extra: Omit<Principal['extra'], 'caller'>): Principal => ({
  token: '',
  clientId: ownerOf(caller),
  scopes: [],
  extra: { caller, ...extra }
})

/** Names who is behind a caller, whatever token it used: role, organization and agent. */
export const ownerOf = ({ role, orgId, agentId = '' }: Caller): string => `${role}:${orgId}:${agentId}`

/** Who sent the request that a handler of the SDK serves. */
export function principalIn(context: ServerContext): Principal {
  const principal = context.http?.authInfo as Principal | undefined
  if (!principal) throw new Error('a request reached the server without its caller')
  return principal
}
