import { kit } from '../dialect.ts'

const { table, text, boolean, json, instant, index, uniqueIndex } = kit

/** Contacts whom an organization wants to sell to; whether and how they may be called stands with every contact's. */
export const leads = table(
  'leads',
  {
    id: text('id').primaryKey(),
    orgId: text('org_id').notNull(),
    /** E.164. */
    contact: text('contact').notNull(),
    status: text('status').$type<'new' | 'contacted' | 'qualified' | 'disqualified'>().notNull(),
    /** Where the lead came from. */
    source: text('source').notNull(),
    /** Sealed JSON of `LeadDetails`, bound to the id. */
    sealed: text('sealed').notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull()
  },
  (t) => [uniqueIndex('leads_contact_uq').on(t.orgId, t.contact), index('leads_org_ix').on(t.orgId, t.id)]
)

/** Calls of the profile `calls`: whom they were for and who speaks on them. Written before the gate is asked. */
export const leadCalls = table(
  'lead_calls',
  {
    id: text('id').primaryKey(),
    orgId: text('org_id').notNull(),
    agentId: text('agent_id').notNull(),
    /** Null for a call that was placed to a number. */
    leadId: text('lead_id'),
    /** The call; null while none was placed. */
    callId: text('call_id'),
    /** Agent of a vendor that speaks; null where our own agent does. */
    voiceAgentId: text('voice_agent_id'),
    compliance: text('compliance').$type<'pending' | 'approved' | 'blocked'>().notNull(),
    /** Sealed JSON of `LeadCallContent`, bound to the id; wiped with what is kept of the call. */
    sealed: text('sealed'),
    wipeAt: instant('wipe_at'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull()
  },
  (t) => [
    uniqueIndex('lead_calls_call_uq').on(t.callId),
    index('lead_calls_lead_ix').on(t.orgId, t.leadId, t.id),
    index('lead_calls_wipe_ix').on(t.wipeAt)
  ]
)

/** What was found each time that somebody asked whether a lead may be called; it names nobody. */
export const complianceRecords = table(
  'compliance_records',
  {
    id: text('id').primaryKey(),
    orgId: text('org_id').notNull(),
    leadId: text('lead_id').notNull(),
    leadCallId: text('lead_call_id'),
    approved: boolean('approved').notNull(),
    checks: json<Record<string, boolean>>('checks').notNull(),
    reasons: json<string[]>('reasons').notNull(),
    details: json<Record<string, unknown>>('details').notNull(),
    /** Role and token id of who asked. */
    checkedBy: text('checked_by').notNull(),
    createdAt: instant('created_at').notNull()
  },
  (t) => [index('compliance_records_lead_ix').on(t.orgId, t.leadId, t.id)]
)

/** Agents that a vendor runs and that belong to one organization, although they share the operator's account. */
export const voiceAgents = table(
  'voice_agents',
  {
    /** The vendor's id. */
    id: text('id').primaryKey(),
    orgId: text('org_id').notNull(),
    provider: text('provider').$type<'elevenlabs'>().notNull(),
    /** Speaks where this one cannot. */
    fallbackId: text('fallback_id'),
    description: text('description'),
    createdAt: instant('created_at').notNull()
  },
  (t) => [index('voice_agents_org_ix').on(t.orgId, t.createdAt)]
)
