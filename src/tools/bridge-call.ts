import Type, { type Static } from 'typebox'
import { type BridgeWish, bridgeCall, dryRunBridge } from '../pipeline/bridge.ts'
import { CALL_STATES } from '../schemas/call.ts'
import { AgentId, Instant, Line, MicroUsd, OneOf, Strict } from '../schemas/common.ts'
import { DryRunSchema } from '../schemas/dry-run.ts'
import { LAWFUL_PURPOSES } from '../schemas/policy.ts'
import { resolveAgent } from '../services/agents.ts'
import { askedOfCall } from '../services/asked-only.ts'
import { actorOf } from '../services/callers.ts'
import { dollars } from '../services/limits.ts'
import { defineTool } from './tool.ts'

const Person = (description: string) => Type.String({ minLength: 1, maxLength: 64, description })

const Input = Strict({
  agentId: Type.Optional(AgentId('Agent that calls; the one of the token by default.')),
  fromNumber: Person('Who is called first: E.164 number, or the id of another agent of the organization.'),
  destinationNumber: Person('Who is dialled when the first has answered: the same.'),
  label: Type.Optional(Line(200, 'What it is about, for your records. Nobody hears it.')),
  purpose: Type.Optional(
    OneOf(
      LAWFUL_PURPOSES,
      'What it is for; conversational by default. transactional: both await it. marketing: to sell; stricter rules apply.'
    )
  ),
  maxDurationMinutes: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 240, description: 'When it ends at the latest; 10 by default.' })
  ),
  dryRun: Type.Optional(Type.Boolean({ description: 'Only ask: returns verdict and price, and calls nobody.' })),
  idempotencyKey: Type.Optional(Line(255, 'Repeats under one key return the first result.'))
})

export default defineTool({
  name: 'comms_bridge_call',
  title: 'Join two people',
  description:
    "Call one person from the agent's number and, when he answers, dial the other and join both; you are not in the conversation. It is one call now, and sets up no forwarding of later ones. Both are judged by the same rules as a call to each, and both count and are paid for. How each leg ended comes as call.status.",
  profiles: ['agent', 'operator'],
  role: 'agent',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  input: Input,
  output: Strict({
    callId: Type.Optional(Type.String({ description: 'The call to the first.' })),
    callSid: Type.Optional(Type.String({ description: "The carrier's own id, once it has one." })),
    status: OneOf([...CALL_STATES, 'dry_run'], 'Where the call to the first stands. dry_run: nobody was called.'),
    from: Type.String(),
    to: Type.String(),
    cost: Type.Number({ description: 'US dollars: the most that both will cost.' }),
    costMicroUsd: MicroUsd('The most that both will cost.'),
    timestamp: Instant('When it was placed.'),
    rateLimitRemaining: Type.Integer({ description: 'Actions left in the tightest limit window.' }),
    duplicateOf: Type.Optional(
      Type.String({ description: 'Set when this repeats a bridge of the minute before: nobody was called again.' })
    ),
    dryRun: Type.Optional(DryRunSchema)
  }),
  async run({ agentId, dryRun, ...input }, { deps, caller }) {
    const agent = await resolveAgent(deps, caller, agentId)
    const sender = { agent, actor: actorOf(caller) }
    if (dryRun) return askedOfCall(await dryRunBridge(deps, sender, wishOf(input)))
    const { createdAt, ...placed } = await bridgeCall(deps, sender, wishOf(input))
    return { ...placed, cost: dollars(placed.costMicroUsd), timestamp: createdAt.toISOString() }
  }
})

function wishOf(input: Omit<Static<typeof Input>, 'agentId' | 'dryRun'>): BridgeWish {
  const { fromNumber, destinationNumber, ...rest } = input
  return { ...rest, first: fromNumber, second: destinationNumber }
}
