import { answersKeyword, type Check } from './check.ts'
import type { Standing } from './standing.ts'

/** What the list says; copies by where they stand in the email. */
export type DncFacts = {
  listedBy?: NonNullable<Standing['listedBy']>
  listedCopies?: string[]
}

/** Refuses to contact who is on the organization's do-not-contact list, in copy as well; what their own STOP or HELP calls for passes. */
export const dnc: Check<DncFacts> = {
  name: 'dnc',
  version: 3,
  load(_db, { standing, copies }) {
    const listedCopies = copies.filter((copy) => copy.standing.listedBy !== null).map(({ at }) => at)
    return {
      ...(standing.listedBy !== null && { listedBy: standing.listedBy }),
      ...(listedCopies.length > 0 && { listedCopies })
    }
  },
  judge(subject, { listedBy, listedCopies = [] }) {
    if (answersKeyword(subject)) return undefined
    if (listedBy !== undefined)
      return { code: 'recipient_opted_out', message: 'Nothing was sent: this recipient asked not to be contacted.' }
    if (listedCopies.length === 0) return undefined
    return {
      code: 'recipient_opted_out',
      message: `Nothing was sent: who is in ${listedCopies.join(', ')} asked not to be contacted.`,
      nextAction: 'Send again without them.',
      details: { copies: listedCopies }
    }
  }
}
