import Type, { type Static } from 'typebox'
import { CommsError } from '../errors.ts'
import type { DryRun } from '../pipeline/draft.ts'
import { dryRunTransfer } from '../pipeline/transfer.ts'
import type { ReservedTransfer, TransferWish } from '../pipeline/transfer-draft.ts'
import { AgentId, Line, MicroUsd, OneOf, Prose, Strict } from '../schemas/common.ts'
import { DryRunSchema } from '../schemas/dry-run.ts'
import { resolveAgent } from '../services/agents.ts'
import { transferCall } from '../services/call-transfer.ts'
import { actorOf } from '../services/callers.ts'
import { callOfAgent } from '../services/calls-read.ts'
import { dollars } from '../services/limits.ts'
import { defineTool } from './tool.ts'

const STATUS = {
  waiting: 'transferring',
  dialling: 'transferring',
  taken: 'taken',
  returned: 'returned'
} as const

const Input = Strict({
  agentId: Type.Optional(AgentId('Agent whose call it is; the one of the token by default.')),
  callId: Type.Optional(Type.String({ maxLength: 64, description: 'Id of the live call.' })),
  callSid: Type.Optional(Type.String({ maxLength: 256, description: "The carrier's own id, instead of callId." })),
  transferTo: Type.String({
    minLength: 1,
    maxLength: 64,
    description: 'E.164 number, or the id of another agent of the organization.'
  }),
  announcement: Type.Optional(
    Prose(1000, 'cold: what the caller hears before the transfer. warm: what whoever is called hears first, alone.')
  ),
  mode: Type.Optional(
    OneOf(
      ['cold', 'warm'],
      'cold (default): the caller is put through. warm: whoever is called is asked first, and takes the call by pressing 1.'
    )
  ),
  maxDurationMinutes: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 240, description: 'When the joined call ends at the latest; 10 by default.' })
  ),
  dryRun: Type.Optional(Type.Boolean({ description: 'Only ask: returns verdict and price, and calls nobody.' })),
  idempotencyKey: Type.Optional(Line(255, 'Repeats under one key return the first result.'))
})

export default defineTool({
  name: 'comms_transfer_call',
  title: 'Transfer a call',
  description:
    'Hand a live call to somebody else: you leave the conversation, and the carrier joins the caller with them. When nobody takes it the caller comes back to you: listen with comms_reply_to_caller and an empty text, which brings a turn of silence, and speak. What became of it also comes as call.status of the call named legCallId. The minutes of both legs are paid for, and set aside before.',
  profiles: ['agent', 'operator'],
  role: 'agent',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  input: Input,
  output: Strict({
    callId: Type.String({ description: 'The call that is handed over.' }),
    legCallId: Type.Optional(Type.String({ description: 'The call to whom it is handed; look with comms_get_call.' })),
    status: OneOf(
      ['transferring', 'taken', 'returned', 'dry_run'],
      'transferring: the carrier dials when what is announced has been said. returned: nobody took it, the caller is yours.'
    ),
    cost: Type.Number({ description: 'US dollars: the most that the leg will cost.' }),
    costMicroUsd: MicroUsd('The most that the leg will cost.'),
    rateLimitRemaining: Type.Integer({ description: 'Actions left in the tightest limit window.' }),
    duplicateOf: Type.Optional(
      Type.String({ description: 'Set when this repeats a transfer of the minute before: nobody was called again.' })
    ),
    dryRun: Type.Optional(DryRunSchema)
  }),
  async run({ agentId, callId, callSid, dryRun, ...input }, { deps, caller }) {
    const agent = await resolveAgent(deps, caller, agentId)
    const call = await callOfAgent(deps, agent.id, { callId, callSid })
    const sender = { agent, actor: actorOf(caller) }
    if (dryRun) return askedOnly(call.id, await dryRunTransfer(deps, sender, call, wishOf(input)))
    return resultOf(call.id, await transferCall(deps, sender, call, wishOf(input)))
  }
})

function wishOf(input: Omit<Static<typeof Input>, 'agentId' | 'callId' | 'callSid' | 'dryRun'>): TransferWish {
  const { transferTo, mode = 'cold', ...rest } = input
  if (transferTo.trim() === '') throw new CommsError('invalid_recipient', 'Nobody was called: transferTo is empty.')
  return { ...rest, to: transferTo, kind: mode }
}

function resultOf(callId: string, { transfer, costMicroUsd, rateLimitRemaining, repeated }: ReservedTransfer) {
  return {
    ...{ callId, legCallId: transfer.legId, status: STATUS[transfer.state] },
    ...{ cost: dollars(costMicroUsd), costMicroUsd, rateLimitRemaining },
    ...repeated
  }
}

const askedOnly = (callId: string, { rateLimitRemaining, at: _at, ...asked }: DryRun) => ({
  ...{ callId, status: 'dry_run' as const, rateLimitRemaining, dryRun: asked },
  ...{ cost: dollars(asked.costMicroUsd), costMicroUsd: asked.costMicroUsd }
})
