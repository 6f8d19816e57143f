import Type, { type Static } from 'typebox'
import { EmailChannelSchema, NumberChannelSchema, PoolSchema, VoiceChannelSchema } from './agent-view.ts'
import { CHANNELS, MicroUsd, OneOf, Strict } from './common.ts'

/** Spans of time that usage and bills are asked for: today, this week (from Monday), this month, everything; all in UTC. */
export const USAGE_PERIODS = ['today', 'week', 'month', 'all'] as const
/** One span of time that usage is asked for. */
export type UsagePeriod = (typeof USAGE_PERIODS)[number]

const Count = (description: string) => Type.Integer({ description })
const Dollars = (description: string) => Type.Number({ description: `${description} US dollars.` })
const OrNull = <T extends Parameters<typeof Type.Union>[0][number]>(type: T, description: string) =>
  Type.Union([type, Type.Null()], { description })

/** Limits that apply to an agent. */
export const LimitsSchema = Strict({
  maxActionsPerMinute: Count('Outward effects in a UTC minute.'),
  maxActionsPerHour: Count('Outward effects in a UTC hour.'),
  maxActionsPerDay: Count('Outward effects in a UTC day.'),
  maxSpendPerDay: Dollars('Spending in a UTC day.'),
  maxSpendPerMonth: Dollars('Spending in a UTC month.'),
  maxCostPerAction: Dollars('Cost of one action.'),
  maxCallDurationMinutes: Count('Longest call in minutes.'),
  maxCallsPerDayToSameNumber: Count('Calls that one number may get in a UTC day.'),
  organizationSpendPerDay: OrNull(
    Type.Number(),
    'Spending of all agents of the organization in a UTC day, in US dollars; null: no cap.'
  ),
  organizationSpendPerMonth: OrNull(
    Type.Number(),
    'Spending of all agents of the organization in a UTC month, in US dollars; null: no cap.'
  )
})
/** Limits that apply to an agent. */
export type Limits = Static<typeof LimitsSchema>

/** Limits of an agent or an organization that differ from what applies otherwise; money in micro-US-dollars. */
export interface LimitOverrides {
  maxActionsPerMinute?: number | undefined
  maxActionsPerHour?: number | undefined
  maxActionsPerDay?: number | undefined
  maxSpendPerDayMicroUsd?: number | undefined
  maxSpendPerMonthMicroUsd?: number | undefined
  maxCallDurationMinutes?: number | undefined
  maxCallsPerDayToSameNumber?: number | undefined
  maxCostPerActionMicroUsd?: number | undefined
  /** On an organization: what all its agents together may spend; undefined: no cap. */
  orgSpendPerDayMicroUsd?: number | undefined
  orgSpendPerMonthMicroUsd?: number | undefined
}

/** How an agent stands: channels, this month's figures, what is left of its limits. */
export const ChannelReportSchema = Strict({
  channels: Strict({
    phone: Strict({
      ...NumberChannelSchema.properties,
      monthlyMessages: Count('SMS sent and received this UTC month.')
    }),
    sms: NumberChannelSchema,
    whatsapp: Strict({
      ...NumberChannelSchema.properties,
      qualityRating: OrNull(Type.String(), 'Rating by the vendor; null while nothing is known.')
    }),
    email: Strict({
      ...EmailChannelSchema.properties,
      deliveryRate: OrNull(
        Type.Number({ minimum: 0, maximum: 1 }),
        "Share of this UTC month's emails that did not fail, 0 to 1; null while none was sent."
      )
    }),
    voiceAi: Strict({
      ...VoiceChannelSchema.properties,
      totalCallMinutes: Type.Number({
        minimum: 0,
        description: 'Minutes from answer to end of the calls that began in this UTC month and are over, in and out.'
      })
    })
  }),
  blockedChannels: Type.Array(OneOf(CHANNELS), {
    description: 'Channels on which nothing may be sent, blocked for this agent, its organization or the whole server.'
  }),
  monthlyCost: Dollars('Cost of this UTC month.'),
  monthlyCostMicroUsd: MicroUsd('Cost of this UTC month.'),
  rateLimits: Strict({
    actionsThisMinute: Count('Outward effects in this UTC minute.'),
    actionsToday: Count('Outward effects on this UTC day.'),
    maxPerMinute: Count('Limit of a minute.'),
    maxPerDay: Count('Limit of a day.')
  }),
  pool: PoolSchema
})
/** How an agent stands. */
export type ChannelReport = Static<typeof ChannelReportSchema>

const ByChannel = <T extends typeof Type.Number | typeof Type.Integer>(type: T, description: string) =>
  Strict({ sms: type(), whatsapp: type(), email: type(), voice: type(), call: type() }, { description })

/** Usage of one agent. */
const AgentUsageSchema = Strict({
  agentId: Type.String(),
  displayName: Type.String(),
  totalActions: Count('Outward effects that a vendor accepted.'),
  actionsByChannel: ByChannel(Type.Integer, 'The same by channel; call: calls, also those that bring a voice message.'),
  totalCost: Dollars('Cost as recorded so far.'),
  totalCostMicroUsd: MicroUsd('Cost as recorded so far.'),
  costByChannel: ByChannel(
    Type.Number,
    'The same by channel, in US dollars; call: calls, voice: the speech that was made or written down for them.'
  ),
  rateLimitHits: Count('Actions refused for a limit.'),
  currentLimits: LimitsSchema
})
/** Usage of one agent. */
export type AgentUsage = Static<typeof AgentUsageSchema>

/** Usage of the agents that a caller may see. */
export const UsageDashboardSchema = Strict({
  agents: Type.Array(AgentUsageSchema),
  globalTotals: Strict({
    totalActions: Count('Outward effects of the agents listed.'),
    totalCost: Dollars('Cost of the agents listed.'),
    totalCostMicroUsd: MicroUsd('Cost of the agents listed.'),
    activeAgents: Count('Agents of the list that are in service.'),
    poolSlotsUsed: Count('Slots of the agent pool in use.')
  })
})
/** Usage of the agents that a caller may see. */
export type UsageDashboard = Static<typeof UsageDashboardSchema>
