import { hasCode } from './batch.ts'

/** How often what lost a deadlock is begun anew. */
const MAX_REPEATS = 5

/** Begins anew what Postgres has undone because it and another transaction waited for each other: nothing of it happened. Source: PostgreSQL, 13.3.4 Deadlocks */
export async function untilDone<T>(run: () => Promise<T>): Promise<T> {
  for (let repeats = 0; ; repeats++)
    try {
      return await run()
    } catch (error) {
      if (repeats === MAX_REPEATS || !hasCode(error, '40P01')) throw error
    }
}
