import type { Queries } from '../db/open.ts'
import type { agents, organizations } from '../db/schema/index.ts'
import type { ErrorCode } from '../errors.ts'
import type { Channel } from '../schemas/common.ts'
import type { Action, Purpose } from '../schemas/policy.ts'
import type { Standing } from './standing.ts'

/** What is judged, without anything that names a person; stored with each decision. */
export interface Subject {
  action: Action
  channel: Channel
  purpose: Purpose
  /** ISO 3166-1 alpha-2 of the recipient; null when it cannot be told, as of most email addresses. */
  country: string | null
  at: Date
}

/** What an effect says or shows; read by the checks of content, never stored by them. */
export interface Said {
  subject?: string | undefined
  body: string
  html?: string | undefined
  /** Header names and values that go out with an email. */
  headers?: Record<string, string> | undefined
  /** The approved template that WhatsApp fills in, instead of free text. */
  templateId?: string | undefined
}

/** One outward effect as the gate sees it, before anything has happened. */
export interface Intent extends Subject {
  org: typeof organizations.$inferSelect
  agent: typeof agents.$inferSelect
  /** E.164 or email in lower case. */
  contact: string
  /** The agent's own address that would be used. */
  ownAddress: string
  said: Said
  /** Most that it can cost, in micro-US-dollars. */
  costMicroUsd: number
  /** Most that one action may cost, in micro-US-dollars. */
  maxCostMicroUsd: number
  /** Calls that one number may get in a UTC day. */
  maxCallsPerDayToSameNumber: number
  /** Whether the simulated carrier would carry it. */
  simulated: boolean
  /** Channels that are switched off for the whole server. */
  systemBlocked: readonly string[]
  standing: Standing
  /** Those to whom an email goes in copy: where they stand in it, e.g. `cc[0]`, and what is on record of them. */
  copies: readonly { at: string; standing: Standing }[]
}

/** Why a check refuses. */
export interface Refusal {
  code: ErrorCode
  message: string
  /** Replaces the next action of the code. */
  nextAction?: string | undefined
  /** Replaces the verdict of the code. */
  retryable?: boolean | undefined
  /** Shown to the caller; nothing personal. */
  details?: Record<string, unknown> | undefined
}

/** One rule of the gate: facts are loaded first, all at once; the verdict is a pure function of them, so that it can be computed again. */
export interface Check<F extends object = Record<string, unknown>> {
  name: string
  /** Grows when the rule changes; kept with each decision. */
  version: number
  /** What the verdict rests on, as JSON keeps it; nothing that names a person, and empty where the check does not apply. */
  load(db: Queries, intent: Intent): Promise<F> | F
  /** Undefined lets it pass. */
  judge(subject: Subject, facts: F): Refusal | undefined
}

/** Whether the person's own STOP or HELP calls for it: such an answer passes where a message would not. */
export const answersKeyword = ({ purpose }: Pick<Subject, 'purpose'>): boolean =>
  purpose === 'opt_out_confirmation' || purpose === 'help_reply'
