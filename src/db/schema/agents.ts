import type { AgentStorage, AgentVoice, ProviderOverrides, RouteDuplication } from '../../schemas/agent.ts'
import type { Channel } from '../../schemas/common.ts'
import type { LimitOverrides } from '../../schemas/usage.ts'
import { kit } from '../dialect.ts'
import { organizations } from './organizations.ts'

const { table, text, integer, json, instant, index, uniqueIndex } = kit

/** State of one channel of an agent. */
export type ChannelStatus = 'active' | 'suspended' | 'pending_registration' | 'pending_review' | 'none'

/** AI agents with their channels. A removed agent keeps its row, so that history stays readable. */
export const agents = table(
  'agents',
  {
    id: text('id').primaryKey(),
    orgId: text('org_id')
      .notNull()
      .references(() => organizations.id),
    displayName: text('display_name').notNull(),
    greeting: text('greeting'),
    systemPrompt: text('system_prompt'),
    /** ISO 3166-1 alpha-2. */
    country: text('country').notNull(),
    /** BCP 47. */
    language: text('language').notNull(),
    voiceId: text('voice_id'),
    callbackUrl: text('callback_url'),
    brainUrl: text('brain_url'),
    /** Signs callbacks; encrypted. */
    callbackSecret: text('callback_secret').notNull(),
    identityMode: text('identity_mode').$type<'dedicated' | 'shared' | 'hybrid'>().notNull(),
    status: text('status').$type<'provisioning' | 'active' | 'suspended' | 'removed'>().notNull(),
    /** E.164; null without a number. */
    phoneNumber: text('phone_number'),
    phoneStatus: text('phone_status').$type<ChannelStatus>().notNull(),
    emailAddress: text('email_address'),
    emailStatus: text('email_status').$type<ChannelStatus>().notNull(),
    voiceStatus: text('voice_status').$type<ChannelStatus>().notNull(),
    blockedChannels: json<Channel[]>('blocked_channels').notNull(),
    storage: json<AgentStorage>('storage').notNull(),
    routeDuplication: json<RouteDuplication>('route_duplication').notNull(),
    providerOverrides: json<ProviderOverrides>('provider_overrides').notNull(),
    /** How its live calls are run, where that differs from the default. */
    voice: json<AgentVoice>('voice').notNull().default({}),
    /** Limits that differ from those of the organization and the server. */
    limits: json<LimitOverrides>('limits').notNull().default({}),
    /** Failed callbacks in a row; reset by a success. */
    callbackFailures: integer('callback_failures').notNull(),
    provisionedAt: instant('provisioned_at'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull()
  },
  (t) => [
    index('agents_org_id_ix').on(t.orgId, t.id),
    uniqueIndex('agents_phone_number_uq').on(t.phoneNumber),
    uniqueIndex('agents_email_address_uq').on(t.emailAddress)
  ]
)
