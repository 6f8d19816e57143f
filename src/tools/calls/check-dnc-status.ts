import Type from 'typebox'
import { Strict } from '../../schemas/common.ts'
import { DncStatusSchema, Phone } from '../../schemas/lead.ts'
import { contactOf } from '../../services/contacts.ts'
import { checkDnc } from '../../services/dnc.ts'
import { defineCallsTool } from '../calls-answer.ts'

export default defineCallsTool({
  name: 'check_dnc_status',
  title: 'Check the do-not-call lists',
  description:
    'Whether a number is on the list of the organization or on the registry of its country. Without a copy of the registry nobody is approved where there is one.',
  role: 'agent',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: Strict({ phone: Phone('Number to look for, E.164.') }),
  output: Strict({
    dncStatus: DncStatusSchema,
    approved: Type.Boolean()
  }),
  async run({ phone }, { deps, caller }) {
    const found = await checkDnc(deps, caller, contactOf(phone, 'voice'))
    const { onInternalList, onNationalRegistry, lastChecked, nationalRegistry } = found
    const consulted = nationalRegistry === null || onNationalRegistry === false
    return { dncStatus: { onNationalRegistry, onInternalList, lastChecked }, approved: !onInternalList && consulted }
  }
})
