import { CommsError } from '../../errors.ts'
import type { AccountProvider } from '../contracts.ts'

const absent = async (): Promise<never> => {
  throw new CommsError('capability_unavailable', 'Organizations have no accounts of their own at Telnyx.', {
    details: { provider: 'telnyx' },
    nextAction: 'Ask the operator to set TENANT_ISOLATION=account.'
  })
}

/** Every organization is served by the one account of Telnyx. @throws CommsError `capability_unavailable`, always. */
export const telnyxAccounts: AccountProvider = {
  name: 'telnyx',
  plan: absent,
  create: absent,
  find: absent,
  close: absent
}
