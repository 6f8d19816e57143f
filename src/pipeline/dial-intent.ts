import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import type { Intent } from '../policy/check.ts'
import { judge, type Verdict } from '../policy/index.ts'
import { isTimeZone } from '../policy/local-time.ts'
import type { Action } from '../schemas/policy.ts'
import type { CallRow } from './dial-draft.ts'
import type { AgentRow } from './draft.ts'
import { intentOf } from './intent.ts'

/** Puts together all that the gate judges one call by: what of it is spoken, and not why it is placed. */
export async function callIntent(
  deps: Deps,
  { action, agent, row, said }: { action: Action; agent: AgentRow; row: CallRow; said: readonly (string | undefined)[] }
): Promise<Intent> {
  const body = said.filter((text) => text !== undefined).join('\n')
  const { purpose, contact, ownAddress, costMicroUsd } = row
  const effect = { action, agent, channel: 'voice', purpose, contact, ownAddress, costMicroUsd } as const
  return { ...(await intentOf(deps, { ...effect, content: { body } })), at: row.createdAt }
}

/**
 * Judges one call; with a zone that the caller names as well, it must be a time for calls there and wherever the number
 * may be. What is on record tells more than what the caller says: he can forbid an hour, and allow none.
 * @throws CommsError `invalid_input` for a zone that there is not
 */
export async function judgeCall({ db }: Pick<Deps, 'db'>, intent: Intent, zone: string | undefined): Promise<Verdict> {
  if (zone !== undefined && !isTimeZone(zone))
    throw new CommsError('invalid_input', 'recipientTimezone: there is no such time zone; name one as America/New_York')
  const verdict = await judge(db, intent)
  if (verdict.refusal || zone === undefined) return verdict
  const there = await judge(db, { ...intent, standing: { ...intent.standing, profile: livingIn(intent, zone) } })
  return there.refusal?.check === 'quiet-hours' ? there : verdict
}

function livingIn({ standing: { profile } }: Intent, timeZone: string): Intent['standing']['profile'] {
  return { region: null, lead: false, askAgainAt: null, ...profile, timeZone }
}
