import Type from 'typebox'
import { AgentId, HttpUrl, PhoneNumber, Strict } from '../../schemas/common.ts'
import { LeadCallSchema } from '../../schemas/lead.ts'
import { resolveAgent } from '../../services/agents.ts'
import { callWithDocument } from '../../services/lead-calls.ts'
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
    to: PhoneNumber('Who is called, E.164.'),
    from: Type.Optional(PhoneNumber('Number of the agent; any other is refused.')),
    url: HttpUrl('Asked by POST for the TwiML when somebody answers.'),
    record: Type.Optional(
      Type.Boolean({ description: 'Record the call; it is announced where the law asks for it. No by default.' })
    ),
    recordingStatusCallback: Type.Optional(
      HttpUrl('Taken for old clients and not posted to: get_call_status tells of the recording.')
    ),
    statusCallback: Type.Optional(
      HttpUrl('Taken for old clients and not posted to: the end comes as call.status to comms_wait_for_events.')
    )
  }),
  output: LeadCallSchema,
  async run({ agentId, to, from, url, record = false }, { deps, caller }) {
    const agent = await resolveAgent(deps, caller, agentId)
    const callId = await callWithDocument(deps, caller, agent, { to, from, url, recorded: record })
    return viewLeadCall(deps, await leadCallOf(deps, agent.id, { callId }))
  }
})
