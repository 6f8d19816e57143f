import type { FastifyRequest } from 'fastify'
import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { agentLabel, securityEventsTotal, webhookRequestsTotal } from '../observability/metrics.ts'
import { socketBase, takeTicket, ticketVendor } from '../services/call-tickets.ts'
import { webhookSource } from '../services/webhook-sources.ts'
import { verifyTwilio } from '../webhooks/verifiers/twilio.ts'

/** What the path of a socket names. */
export interface SocketPath {
  agentId: string
  ticket: string
}

/**
 * The id of the call that a carrier may open a socket of: its ticket is good, and Twilio has signed the `wss://` URL of
 * our document. Telnyx signs no upgrade, so that its ticket alone must do. Of all who show a ticket one is let in.
 * @throws CommsError `invalid_signature`, the same for all that is wrong: who asks learns nothing.
 * Source: twilio.com/docs/voice/conversationrelay/onboarding#configure-your-websocket-server
 */
export async function admittedCall(deps: Deps, request: FastifyRequest): Promise<string> {
  const path = request.params as SocketPath
  const known = await ticketVendor(deps, path)
  const isGood = known !== undefined && (known.provider !== 'twilio' || (await isSigned(deps, path, request)))
  const callId = isGood ? await takeTicket(deps, path) : undefined
  const count = (agent: string, status: string) =>
    webhookRequestsTotal.inc({ agent, provider: known?.provider ?? 'none', status })
  if (callId !== undefined) {
    count(agentLabel(path.agentId), 'accepted')
    return callId
  }
  count('none', 'forged')
  securityEventsTotal.inc({ type: 'invalid_signature' })
  request.log.warn({ event: 'socket_forged' }, 'ticket or signature refused')
  throw new CommsError('invalid_signature', 'The ticket or the signature of this socket is missing or wrong.')
}

async function isSigned(deps: Deps, { agentId }: SocketPath, { headers, url }: FastifyRequest): Promise<boolean> {
  const source = await webhookSource(deps, 'twilio', { agentId })
  const signature = headers['x-twilio-signature']
  const signed = { signature, url: socketBase(deps) + url, content: { params: {} } }
  return source?.secrets.some((authToken) => verifyTwilio({ authToken, ...signed })) ?? false
}
