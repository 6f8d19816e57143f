import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import type { Refused } from '../policy/index.ts'
import type { AgentRow } from './draft.ts'
import { effectiveLimits } from './limits.ts'
import { organization } from './vendors.ts'
import { type Limited, type Take, takesOf, usedBy, windowOf } from './windows.ts'

/** Actions left in the tightest window of an agent now. */
export async function remainingNow(deps: Deps, agent: Pick<AgentRow, 'id' | 'orgId' | 'limits'>): Promise<number> {
  const limits = effectiveLimits(deps, await organization(deps, agent.orgId), agent)
  const take = (period: Take['period'], limit: 'maxActionsPerMinute' | 'maxActionsPerHour' | 'maxActionsPerDay') => ({
    ...{ subjectId: agent.id, metric: 'actions', period, amount: 1 },
    ...{ max: limits[limit], limit }
  })
  const takes = [
    take('minute', 'maxActionsPerMinute'),
    take('hour', 'maxActionsPerHour'),
    take('day', 'maxActionsPerDay')
  ]
  const used = await usedBy(deps, takes, deps.clock.now())
  return Math.max(0, Math.min(...takes.map(({ max }, n) => max - (used[n] ?? 0))))
}

/** A limit and where its counter stands. */
interface Standing {
  take: Take
  used: number
}

/** The limit that an action would pass now, of several the one that resets last; undefined when none. */
export async function limitRefusal(deps: Deps, intent: Limited, at: Date): Promise<Refused | undefined> {
  const worst = worstOf(await standings(deps, intent, at), at)
  return worst && explain(worst, intent, at)
}

/** Why the database has refused an action; when room was made meanwhile, the limit that was next to it. */
export async function limitReached(deps: Deps, intent: Limited, at: Date): Promise<{ refusal: Refused; take: Take }> {
  const all = await standings(deps, intent, at)
  const share = ({ take, used }: Standing) => (used + take.amount) / Math.max(1, take.max)
  const reached = worstOf(all, at) ?? all.sort((a, b) => share(b) - share(a))[0]
  if (!reached) throw new CommsError('unavailable', 'Nothing was sent: the counters of the limits are not there.')
  return { refusal: explain(reached, intent, at), take: reached.take }
}

const worstOf = (all: Standing[], at: Date): Standing | undefined =>
  all
    .filter(({ take, used }) => used + take.amount > take.max)
    .sort((a, b) => endOf(a, at) - endOf(b, at))
    .at(-1)

async function standings(deps: Deps, intent: Limited, at: Date): Promise<Standing[]> {
  const takes = takesOf(deps, intent)
  const used = await usedBy(deps, takes, at)
  return takes.map((take, n) => ({ take, used: used[n] ?? 0 }))
}

const endOf = ({ take }: Standing, at: Date) => windowOf(take.period, at).endsAt.getTime()
const dollars = (microUsd: number) => microUsd / 1_000_000

/** The tool with which a limit is raised. */
const toolOf = ({ limit }: Take) => (limit.startsWith('org') ? 'comms_set_billing_config' : 'comms_set_agent_limits')

function explain({ take, used }: Standing, { org }: Limited, at: Date): Refused {
  const resetsAt = windowOf(take.period, at).endsAt.toISOString()
  const never = take.amount > take.max
  const owner = take.subjectId === org.id ? 'organization' : 'agent'
  const left = Math.max(0, take.max - used)
  const money = take.metric === 'spend'
  return {
    check: money ? 'spend' : 'limits',
    code: 'rate_limited',
    message: money ? spendMessage(take, left, owner) : actionMessage(take, left, owner),
    details: {
      ...{ limit: take.limit.replace('MicroUsd', '').replace(/^org/, 'organization'), of: owner, period: take.period },
      ...(money
        ? { max: dollars(take.max), used: dollars(used), left: dollars(left), needed: dollars(take.amount) }
        : { max: take.max, used, left }),
      ...(money && { maxMicroUsd: take.max, usedMicroUsd: used, leftMicroUsd: left, neededMicroUsd: take.amount }),
      resetsAt
    },
    retryable: !never,
    nextAction: never
      ? `The limit is never enough for this: an owner can raise it with ${toolOf(take)}.`
      : `Wait until ${resetsAt}; an owner can raise the limit with ${toolOf(take)}.`
  }
}

function actionMessage({ metric, max, period }: Take, left: number, owner: string): string {
  if (metric !== 'actions') return `Nothing was sent: one number may get ${max} calls in a ${period}; ${left} are left.`
  return `Nothing was sent: ${max} actions in a ${period} are the limit of this ${owner}; ${left} are left.`
}

const spendMessage = ({ amount, max, period }: Take, left: number, owner: string) =>
  `Nothing was sent: it may cost $${dollars(amount)}, and of the $${dollars(max)} that this ${owner} may spend in a ${period} $${dollars(left)} is left.`
