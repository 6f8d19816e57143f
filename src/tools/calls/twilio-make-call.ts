import Type from 'typebox'
import { AgentId, HttpUrl, OneOf, Strict } from '../../schemas/common.ts'
import { DryRunSchema } from '../../schemas/dry-run.ts'
import { LEAD_CALL_STATES, LeadCallSchema, Phone } from '../../schemas/lead.ts'
import { OutwardArguments } from '../../schemas/outward.ts'
import { LAWFUL_PURPOSES } from '../../schemas/policy.ts'
import { resolveAgent } from '../../services/agents.ts'
import { askAboutDocument, callWithDocument } from '../../services/lead-calls.ts'
import { leadCallOf, viewLeadCall } from '../../services/lead-calls-read.ts'
import { defineCallsTool } from '../calls-answer.ts'

export default defineCallsTool({
  name: 'twilio_make_call',
  title: 'Call with a document of your own',
  description:
    'Call a number and play the TwiML of a URL to who answers, as far as it consists of Say, Play, Pause and Hangup; where it holds anything else or does not come, the agent itself takes the call. Limits, consent and the law hold as for every call.',
  role: 'agent',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  input: Strict({
    agentId: Type.Optional(AgentId('Agent that calls; the one of the token by default.')),
    to: Phone('Who is called, E.164.'),
    from: Type.Optional(Phone('Number of the agent; any other is refused.')),
    url: HttpUrl('Asked by POST for the TwiML when somebody answers.'),
    record: Type.Optional(
      Type.Boolean({ description: 'Record the call; it is announced where the law asks for it. No by default.' })
    ),
    recordingStatusCallback: Type.Optional(
      HttpUrl('Taken for old clients and not posted to: get_call_status tells of the recording.')
    ),
    statusCallback: Type.Optional(
      HttpUrl('Taken for old clients and not posted to: the end comes as call.status to comms_wait_for_events.')
    ),
    purpose: Type.Optional(
      OneOf(
        LAWFUL_PURPOSES,
        'What it is for; conversational by default. marketing: to sell; stricter rules apply, and saying otherwise breaks the law.'
      )
    ),
    ...OutwardArguments
  }),
  output: Strict({
    ...Type.Partial(LeadCallSchema).properties,
    status: OneOf(
      [...LEAD_CALL_STATES, 'dry_run'],
      'Where it stands. dry_run: nobody was called, and no call is shown.'
    ),
    to: Type.String(),
    from: Type.String(),
    dryRun: Type.Optional(DryRunSchema)
  }),
  async run({ agentId, record: recorded = false, dryRun, ...input }, { deps, caller }) {
    const { to, from, url, purpose, idempotencyKey } = input
    const agent = await resolveAgent(deps, caller, agentId)
    const wish = { to, from, url, recorded, purpose, idempotencyKey }
    if (dryRun) {
      const { rateLimitRemaining: _left, at: _at, ...asked } = await askAboutDocument(deps, caller, agent, wish)
      return { status: 'dry_run' as const, to: asked.route.to, from: asked.route.from, dryRun: asked }
    }
    const callId = await callWithDocument(deps, caller, agent, wish)
    return viewLeadCall(deps, await leadCallOf(deps, agent.id, { callId }))
  }
})
