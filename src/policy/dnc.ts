import { answersKeyword, type Check } from './check.ts'
import type { Standing } from './standing.ts'

/** Refuses to contact who is on the organization's do-not-contact list; what their own STOP or HELP calls for passes. */
export const dnc: Check<{ listedBy?: NonNullable<Standing['listedBy']> }> = {
  name: 'dnc',
  version: 2,
  load: (_db, { standing }) => (standing.listedBy === null ? {} : { listedBy: standing.listedBy }),
  judge(subject, { listedBy }) {
    if (listedBy === undefined || answersKeyword(subject)) return undefined
    return { code: 'recipient_opted_out', message: 'Nothing was sent: this recipient asked not to be contacted.' }
  }
}
