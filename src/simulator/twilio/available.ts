import { type NumberKind, sells } from '../inventory.ts'
import { type Answer, type Call, first, type Operation } from '../operation.ts'
import type { World } from '../world.ts'
import { notFound } from './failure.ts'
import { availableResource } from './number-resource.ts'
import { pageSizeOf } from './page.ts'

const KINDS: readonly [name: string, kind: NumberKind][] = [
  ['Local', 'local'],
  ['Mobile', 'mobile'],
  ['TollFree', 'tollFree']
]

/** The searches for numbers on sale. */
export const availableOperations: readonly Operation[] = KINDS.map(([name, kind]) => ({
  name: `ListAvailablePhoneNumber${name}`,
  method: 'GET',
  path: `/2010-04-01/Accounts/:account/AvailablePhoneNumbers/:country/${name}.json`,
  run: (world, call) => search(world, call, kind)
}))

function search(world: World, call: Call, kind: NumberKind): Answer {
  const country = call.params['country']?.toUpperCase() ?? ''
  if (!sells(country)) return notFound(call.path)
  const area = first(call.query, 'AreaCode')
  const contains = first(call.query, 'Contains')?.replace(/[^0-9]/g, '')
  const needsText = ['SmsEnabled', 'MmsEnabled'].some((name) => first(call.query, name) === 'true')
  const found = world.shop(
    country,
    kind,
    pageSizeOf(call),
    (number, stock) =>
      (!needsText || stock.sms) &&
      (area === undefined || number.startsWith(`+1${area}`)) &&
      (contains === undefined || number.includes(contains))
  )
  return {
    status: 200,
    body: {
      available_phone_numbers: found.map(({ number, stock }) => availableResource(number, stock)),
      uri: call.path
    }
  }
}
