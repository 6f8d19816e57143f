import Type from 'typebox'
import { PhoneNumber, Strict } from '../../schemas/common.ts'
import { checkDnc } from '../../services/dnc.ts'
import { defineCallsTool } from '../calls-answer.ts'

export default defineCallsTool({
  name: 'check_dnc_status',
  title: 'Check the do-not-call lists',
  description:
    'Whether a number is on the list of the organization or on the registry of its country. Without a copy of the registry nobody is approved where there is one.',
  role: 'agent',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: Strict({ phone: PhoneNumber('Number to look for, E.164.') }),
  output: Strict({
    dncStatus: Strict({
      onNationalRegistry: Type.Union([Type.Boolean(), Type.Null()], {
        description: 'Null where no registry is known or none was imported.'
      }),
      onInternalList: Type.Boolean(),
      lastChecked: Type.Union([Type.String(), Type.Null()], {
        description: 'Date of the copy of the registry, ISO 8601.'
      })
    }),
    approved: Type.Boolean()
  }),
  async run({ phone }, { deps, caller }) {
    const { onInternalList, onNationalRegistry, lastChecked, nationalRegistry } = await checkDnc(deps, caller, phone)
    const consulted = nationalRegistry === null || onNationalRegistry === false
    return { dncStatus: { onNationalRegistry, onInternalList, lastChecked }, approved: !onInternalList && consulted }
  }
})
