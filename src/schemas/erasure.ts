import Type, { type Static } from 'typebox'
import { Instant, Strict } from './common.ts'

const Rows = (description: string) => Type.Record(Type.String(), Type.Integer(), { description })

/** What an erasure did, and what it left and why. */
export const ErasureReportSchema = Strict({
  requestId: Type.String({ description: 'Names the request in the audit log.' }),
  erasedAt: Instant('When it was done.'),
  removed: Rows('Rows removed, by table.'),
  pseudonymised: Rows('Rows kept without what names the person, by table.'),
  cancelled: Type.Integer({ description: 'Messages that had not been sent yet and will not be.' }),
  kept: Type.Array(
    Strict({ what: Type.String({ description: 'What is kept.' }), why: Type.String({ description: 'Why.' }) }),
    { description: 'What stays, and why.' }
  ),
  elsewhere: Type.Array(Type.String(), { description: 'Who else may hold something of the person.' })
})
/** What an erasure did, and what it left and why. */
export type ErasureReport = Static<typeof ErasureReportSchema>
