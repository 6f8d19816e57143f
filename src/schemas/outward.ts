import Type from 'typebox'
import { Line } from './common.ts'

/** Arguments that every tool with an effect on people takes. */
export const OutwardArguments = {
  dryRun: Type.Optional(
    Type.Boolean({ description: 'Only ask: returns verdict, route, number and price, and calls nobody.' })
  ),
  idempotencyKey: Type.Optional(
    Line(255, 'Repeats under one key return the first result; the same key for another call is refused.')
  )
}
