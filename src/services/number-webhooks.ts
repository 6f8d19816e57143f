import type { Deps } from '../deps.ts'
import type { NumberWebhooks } from '../providers/contracts.ts'

/** Where the vendor posts what happens on the number of an agent. */
export function numberWebhooks(deps: Pick<Deps, 'publicUrl'>, agentId: string): NumberWebhooks {
  const base = `${deps.publicUrl()}/webhooks/${agentId}`
  return { smsUrl: `${base}/sms`, voiceUrl: `${base}/voice`, statusUrl: `${base}/call-status` }
}
