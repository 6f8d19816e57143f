import type { OutboundDraft, Sender } from './draft.ts'

/** The copy of an SMS that the agent's owner asked for; undefined where none is due. A copy is never copied again. */
export function mirrorOf(sender: Sender, draft: OutboundDraft, sent: { id: string; contact: string }) {
  const mirrorTo = sender.agent.routeDuplication.sms?.mirrorTo
  if (draft.channel !== 'sms' || draft.purpose !== undefined || mirrorTo === undefined || mirrorTo === sent.contact)
    return undefined
  const copy: OutboundDraft = { channel: 'sms', to: mirrorTo, body: draft.body, idempotencyKey: `mirror:${sent.id}` }
  return { sender: { ...sender, agent: { ...sender.agent, routeDuplication: {} } }, draft: copy }
}
