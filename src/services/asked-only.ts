import type { DryRun } from '../pipeline/draft.ts'
import { dollars } from './limits.ts'

/** What a tool answers that only asked: verdict, price and what is left of the limits. Nothing has happened. */
export const askedOnly = ({ rateLimitRemaining, at, ...asked }: DryRun) => ({
  status: 'dry_run' as const,
  ...{ cost: dollars(asked.costMicroUsd), costMicroUsd: asked.costMicroUsd },
  timestamp: at.toISOString(),
  rateLimitRemaining,
  dryRun: asked
})

/** The same of a call, with its two ends. */
export const askedOfCall = (told: DryRun) => ({ ...askedOnly(told), from: told.route.from, to: told.route.to })
