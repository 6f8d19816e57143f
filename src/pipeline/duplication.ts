import { answersKeyword } from '../policy/check.ts'
import type { AgentRow, OutboundDraft, Sender } from './draft.ts'

/** What a person's own STOP or HELP calls for is between him and the house. */
const isCopied = ({ purpose = 'conversational' }: Pick<OutboundDraft, 'purpose'>): boolean =>
  !answersKeyword({ purpose })

/** The copy of an SMS that the agent's owner asked for; undefined where none is due. A copy is never copied again. */
export function mirrorOf(sender: Sender, draft: OutboundDraft, sent: { id: string; contact: string }) {
  const mirrorTo = sender.agent.routeDuplication.sms?.mirrorTo
  if (draft.channel !== 'sms' || !isCopied(draft) || mirrorTo === undefined || mirrorTo === sent.contact)
    return undefined
  const copy: OutboundDraft = { channel: 'sms', to: mirrorTo, body: draft.body, idempotencyKey: `mirror:${sent.id}` }
  return { sender: { ...sender, agent: { ...sender.agent, routeDuplication: {} } }, draft: copy }
}

/** Where the blind copy of an email goes that the agent's owner asked for; undefined where none is due. */
export const blindCopyTo = (
  { routeDuplication }: Pick<AgentRow, 'routeDuplication'>,
  draft: Pick<OutboundDraft, 'purpose'>
): string | undefined => (isCopied(draft) ? routeDuplication.email?.bccTo : undefined)
