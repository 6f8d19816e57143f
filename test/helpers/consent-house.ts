import { contactConsent } from '../../src/db/schema/index.ts'
import { revokeConsent } from '../../src/services/consent-revocation.ts'
import { checkConsent } from '../../src/services/consent-standing.ts'
import { agentCaller, orgCaller } from './callers.ts'
import { PERSON, sendingHouse } from './sending-house.ts'

/** A house with what asks for consent; `withdrawn` makes PERSON somebody who has ended all that the directory knew of. */
export async function consentHouse() {
  const sending = await sendingHouse()
  const { deps, agent } = sending
  const owner = orgCaller(agent.orgId)
  const caller = agentCaller(agent)
  const rows = () => deps.db.select().from(contactConsent)
  const check = (channel: 'sms' | 'whatsapp' | 'email' | 'voice' = 'sms', contactAddress = PERSON) =>
    checkConsent(deps, caller, { contactAddress, channel })
  const allowed = async (...args: Parameters<typeof check>) =>
    (await check(...args)).purposes.flatMap(({ purpose, allowed }) => (allowed ? [purpose] : []))
  const withdrawn = async () => {
    await check()
    await revokeConsent(deps, caller, { contactAddress: PERSON })
    await sending.clock.advance(1000)
  }
  return { ...sending, owner, caller, rows, check, allowed, withdrawn }
}
