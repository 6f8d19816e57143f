/**
 * What an agent may contact a person for. `transactional`: the person awaits it (a code, a booking); `conversational`: a
 * person's business with the agent; `marketing`: to sell.
 */
export const LAWFUL_PURPOSES = ['conversational', 'transactional', 'marketing'] as const
/** What an outward effect is for; the last two answer what the person's own STOP or HELP calls for. */
export const PURPOSES = [...LAWFUL_PURPOSES, 'opt_out_confirmation', 'help_reply'] as const
/** What an outward effect is for. */
export type Purpose = (typeof PURPOSES)[number]

/** Kinds of outward effect. */
export const ACTIONS = ['message', 'call', 'voice_message', 'transfer'] as const
/** One kind of outward effect. */
export type Action = (typeof ACTIONS)[number]
