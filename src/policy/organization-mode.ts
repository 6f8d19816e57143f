import type { Check } from './check.ts'

/** Lets a sandbox organization reach the simulated carrier alone, and real people only an organization that was approved. */
export const organizationMode: Check<{ mode: 'production' | 'sandbox'; status: string; simulated: boolean }> = {
  name: 'organization-mode',
  version: 1,
  load: (_db, { org, simulated }) => ({ mode: org.mode, status: org.status, simulated }),
  judge(_subject, { mode, status, simulated }) {
    if (status === 'suspended')
      return {
        code: 'organization_not_active',
        message: 'Nothing was sent: this organization is suspended.',
        nextAction: 'Ask the operator of the server to lift the suspension.'
      }
    if (mode === 'sandbox' && !simulated)
      return {
        code: 'organization_not_active',
        message: 'Nothing was sent: a sandbox organization reaches only the simulated carrier.'
      }
    if (mode === 'production' && (status !== 'approved' || simulated))
      return { code: 'organization_not_active', message: 'Nothing was sent: this organization is not approved yet.' }
    return undefined
  }
}
