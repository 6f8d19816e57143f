import Type, { type Static } from 'typebox'
import { present } from '../delivery/presence.ts'
import { dryRunCall } from '../pipeline/call-dry-run.ts'
import { placeCall } from '../pipeline/dial.ts'
import type { CallWish } from '../pipeline/dial-draft.ts'
import { CALL_STATES } from '../schemas/call.ts'
import { AgentId, Instant, Line, MicroUsd, OneOf, Prose, Strict } from '../schemas/common.ts'
import { DryRunSchema } from '../schemas/dry-run.ts'
import { LAWFUL_PURPOSES } from '../schemas/policy.ts'
import { resolveAgent } from '../services/agents.ts'
import { askedOfCall } from '../services/asked-only.ts'
import { actorOf } from '../services/callers.ts'
import { dollars } from '../services/limits.ts'
import { defineTool } from './tool.ts'

/** How long an agent that has called is taken to be about to listen, in milliseconds. */
const LISTENS_WITHIN_MS = 30_000

const Input = Strict({
  agentId: Type.Optional(AgentId('Agent that calls; the one of the token by default.')),
  to: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 64,
      description: 'E.164 number, or the id of another agent of the organization.'
    })
  ),
  toAgentId: Type.Optional(AgentId('Id of another agent, instead of `to`.')),
  context: Prose(
    8000,
    'What the call is about and what you want of it, for whoever answers the turns of it. Nobody hears it.'
  ),
  voice: Type.Optional(Line(128, "Voice that speaks; the agent's own by default.")),
  language: Type.Optional(
    Type.String({
      pattern: '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$',
      maxLength: 35,
      description: "BCP 47 tag of the language of the call, e.g. de-DE; the agent's by default."
    })
  ),
  greeting: Type.Optional(
    Prose(
      1000,
      'First words when the call is answered; the greeting of the agent by default. Where the law asks for it, the call begins by saying that an AI speaks.'
    )
  ),
  maxDurationMinutes: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 240,
      description: 'When the call ends at the latest; 10 by default. Its price is set aside for as long.'
    })
  ),
  recipientTimezone: Type.Optional(
    Line(
      64,
      'IANA zone where you know the person to be, e.g. America/New_York: it is then no time for calls when it is none there. It makes no hour lawful that is not.'
    )
  ),
  routeDuplication: Type.Optional(
    Strict({ alsoRecord: Type.Boolean({ description: 'Record the call; it is announced where the law asks for it.' }) })
  ),
  whenVoicemail: Type.Optional(
    OneOf(
      ['hangup', 'leaveMessage', 'ignore'],
      'What to do when a machine answers. leaveMessage: say voicemailText after the beep; the default when it is given. ignore: do not find out, and treat it as a person.'
    )
  ),
  voicemailText: Type.Optional(Prose(1000, 'What is left on an answering machine.')),
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
    Line(255, 'Repeats under one key return the first result; the same key for another call is refused.')
  )
})

export default defineTool({
  name: 'comms_make_call',
  title: 'Make a call',
  description:
    'Call a telephone. The answer says that the carrier dials, not that somebody answered: call comms_reply_to_caller with its callId and an empty text at once, which brings what the person says when they have taken the call, and go on with that tool; how the call ended comes as call.status. Repeating the same call within a minute returns the first result and calls nobody. `unknown` means that the carrier did not answer: do not call again, it is being reconciled.',
  profiles: ['agent', 'operator'],
  role: 'agent',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  input: Input,
  output: Strict({
    callId: Type.Optional(Type.String({ description: 'Id of the call; every event of it names it.' })),
    callSid: Type.Optional(Type.String({ description: "The carrier's own id, once it has one." })),
    status: OneOf([...CALL_STATES, 'dry_run'], 'Where the call stands. dry_run: nobody was called.'),
    from: Type.String(),
    to: Type.String(),
    cost: Type.Number({ description: 'US dollars: the most that it will cost.' }),
    costMicroUsd: MicroUsd('The most that it will cost.'),
    timestamp: Instant('When it was placed.'),
    rateLimitRemaining: Type.Integer({ description: 'Actions left in the tightest limit window.' }),
    duplicateOf: Type.Optional(
      Type.String({ description: 'Set when this repeats a call of the minute before: nobody was called again.' })
    ),
    dryRun: Type.Optional(DryRunSchema)
  }),
  async run({ agentId, dryRun: onlyAsked, ...input }, { deps, caller }) {
    const agent = await resolveAgent(deps, caller, agentId)
    const sender = { agent, actor: actorOf(caller) }
    if (onlyAsked) return askedOfCall(await dryRunCall(deps, sender, wishOf(input)))
    const { createdAt, ...placed } = await placeCall(deps, sender, wishOf(input))
    // Who has called somebody has something to say to them.
    await present(deps, agent, 'tool', caller.tokenId, LISTENS_WITHIN_MS)
    return { ...placed, cost: dollars(placed.costMicroUsd), timestamp: createdAt.toISOString() }
  }
})

function wishOf(input: Omit<Static<typeof Input>, 'agentId' | 'dryRun'>): CallWish {
  const { to, toAgentId, voice, routeDuplication, ...rest } = input
  return { ...rest, to: toAgentId ?? to ?? '', voiceId: voice, recorded: routeDuplication?.alsoRecord }
}
