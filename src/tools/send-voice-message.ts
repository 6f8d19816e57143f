import Type from 'typebox'
import type { DryRun } from '../pipeline/draft.ts'
import { secondsOf } from '../pipeline/speech.ts'
import { AgentId, Line, MicroUsd, OneOf, Prose, Strict } from '../schemas/common.ts'
import { DryRunSchema } from '../schemas/dry-run.ts'
import { LAWFUL_PURPOSES } from '../schemas/policy.ts'
import { resolveAgent } from '../services/agents.ts'
import { actorOf } from '../services/callers.ts'
import { dollars } from '../services/limits.ts'
import { dryRunVoiceMessage, sendVoiceMessage } from '../services/voice-message.ts'
import { defineTool } from './tool.ts'

export default defineTool({
  name: 'comms_send_voice_message',
  title: 'Send a voice message',
  description:
    'Call a telephone, say a text and hang up; to talk with somebody use comms_make_call. The answer says that the carrier dials, not that somebody heard it: what became of it comes as call.status, and a machine that answers is left the same text. With recordResponse the person has a minute to answer, so let the text ask for it; what they said comes as call.message. Repeating the same message within a minute returns the first result and calls nobody.',
  profiles: ['agent', 'operator'],
  role: 'agent',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  input: Strict({
    agentId: Type.Optional(AgentId('Agent that calls; the one of the token by default.')),
    to: Type.String({
      minLength: 1,
      maxLength: 64,
      description: 'E.164 number, or the id of another agent of the organization.'
    }),
    text: Prose(1000, 'What is said. Where the law asks for it, it begins by saying that an AI speaks.'),
    deliveryChannel: OneOf(
      ['phone_call', 'whatsapp_audio'],
      'How it is delivered. whatsapp_audio is not available on this server.'
    ),
    voice: Type.Optional(
      Line(128, "Voice that speaks; the agent's own by default. A vendor that does not have it uses its own.")
    ),
    recordResponse: Type.Optional(
      Type.Boolean({
        description: 'Record what they answer, up to a minute; it is announced where the law asks for it.'
      })
    ),
    purpose: Type.Optional(
      OneOf(
        LAWFUL_PURPOSES,
        'What it is for; conversational by default. transactional: the person awaits it. marketing: to sell; stricter rules apply, and saying otherwise breaks the law.'
      )
    ),
    dryRun: Type.Optional(
      Type.Boolean({ description: 'Only ask: returns verdict, route, number and price, and calls nobody.' })
    ),
    idempotencyKey: Type.Optional(
      Line(255, 'Repeats under one key return the first result; the same key for another message is refused.')
    )
  }),
  output: Strict({
    messageId: Type.Optional(
      Type.String({ description: 'Id of the call that delivers it; its events name it as callId.' })
    ),
    audioUrl: Type.Optional(
      Type.String({
        description: 'Where it can be listened to until the call is over; absent where the carrier reads.'
      })
    ),
    durationSeconds: Type.Integer({ description: 'How long it takes to say.' }),
    deliveryStatus: OneOf(
      ['sent', 'queued', 'dry_run'],
      'sent: the carrier dials. queued: whether it does is being found out. dry_run: nobody was called.'
    ),
    cost: Type.Number({ description: 'US dollars: the most that it will cost.' }),
    costMicroUsd: MicroUsd('The most that it will cost.'),
    rateLimitRemaining: Type.Integer({ description: 'Actions left in the tightest limit window.' }),
    duplicateOf: Type.Optional(
      Type.String({ description: 'Set when this repeats a message of the minute before: nobody was called again.' })
    ),
    dryRun: Type.Optional(DryRunSchema)
  }),
  async run({ agentId, dryRun: onlyAsked, ...message }, { deps, caller }) {
    const agent = await resolveAgent(deps, caller, agentId)
    const sender = { agent, actor: actorOf(caller) }
    if (onlyAsked) return askedOnly(message.text, await dryRunVoiceMessage(deps, sender, message))
    const sent = await sendVoiceMessage(deps, sender, message)
    const { callId, callSid, audioUrl, durationSeconds, costMicroUsd, rateLimitRemaining, duplicateOf } = sent
    const deliveryStatus: 'queued' | 'sent' = callSid === undefined ? 'queued' : 'sent'
    return {
      ...{ messageId: callId, durationSeconds, deliveryStatus },
      ...(audioUrl !== undefined && { audioUrl }),
      ...{ cost: dollars(costMicroUsd), costMicroUsd, rateLimitRemaining },
      ...(duplicateOf !== undefined && { duplicateOf })
    }
  }
})

const askedOnly = (text: string, { rateLimitRemaining, at: _at, ...asked }: DryRun) => ({
  ...{ durationSeconds: secondsOf(text), deliveryStatus: 'dry_run' as const },
  ...{ cost: dollars(asked.costMicroUsd), costMicroUsd: asked.costMicroUsd, rateLimitRemaining },
  dryRun: asked
})
