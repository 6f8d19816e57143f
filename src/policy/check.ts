import type { Queries } from '../db/open.ts'
import type { agents, organizations } from '../db/schema/index.ts'
import type { ErrorCode } from '../errors.ts'
import type { Channel } from '../schemas/common.ts'

/** What an outward effect is for; only what the law or the person called for passes where a message would not. */
export type Purpose = 'message' | 'opt_out_confirmation' | 'help_reply'

/** One outward effect as the gate sees it, before anything has happened. */
export interface Intent {
  org: typeof organizations.$inferSelect
  agent: typeof agents.$inferSelect
  action: 'message'
  channel: Channel
  /** E.164 or email in lower case. */
  contact: string
  purpose: Purpose
}

/** Why a check refuses. */
export interface Refusal {
  code: ErrorCode
  message: string
}

/** One rule of the gate: facts are loaded first, all at once; the verdict is a pure function of them, so that it can be computed again. */
export interface Check<F extends Record<string, unknown> = Record<string, unknown>> {
  name: string
  /** Grows when the rule changes; kept with each decision. */
  version: number
  load(db: Queries, intent: Intent): Promise<F> | F
  /** Undefined lets it pass. */
  judge(intent: Pick<Intent, 'channel' | 'purpose'>, facts: F): Refusal | undefined
}
