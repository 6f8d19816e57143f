import { type Answer, type Call, first, type Operation } from '../operation.ts'
import type { Text } from '../texts.ts'
import type { World } from '../world.ts'
import { accountOf } from './account.ts'
import { notFound } from './failure.ts'
import { page } from './page.ts'
import { sendText } from './send-text.ts'
import { textResource } from './text-resource.ts'

const BASE = '/2010-04-01/Accounts/:account/Messages'

/** The operations on text messages. */
export const textOperations: readonly Operation[] = [
  { name: 'CreateMessage', method: 'POST', path: `${BASE}.json`, run: sendText },
  { name: 'ListMessage', method: 'GET', path: `${BASE}.json`, run: listTexts },
  {
    name: 'FetchMessage',
    method: 'GET',
    path: `${BASE}/:sid.json`,
    run(world, call) {
      const text = world.texts.get(call.params['sid'] ?? '')
      const isOwn = text?.accountSid === accountOf(world, call)
      return text && isOwn ? { status: 200, body: textResource(text) } : notFound(call.path)
    }
  }
]

function listTexts(world: World, call: Call): Answer {
  const [from, to] = [first(call.query, 'From'), first(call.query, 'To')]
  const some =
    from !== undefined && to !== undefined ? [...world.texts.between(from, to)].reverse() : world.texts.list()
  const fits = sentWithin(call)
  const account = accountOf(world, call)
  const found = some.filter(
    (text) =>
      text.accountSid === account &&
      (from === undefined || text.from === from) &&
      (to === undefined || text.to === to) &&
      fits(text)
  )
  return page(call, 'messages', found, textResource)
}

/** The filters of the date on which a text was sent; one that is not sent yet has none and meets no filter. */
function sentWithin(call: Call): (text: Text) => boolean {
  const on = first(call.query, 'DateSent')
  const earliest = Date.parse(first(call.query, 'DateSent>') ?? '')
  const latest = Date.parse(first(call.query, 'DateSent<') ?? '')
  const filtered = on !== undefined || !Number.isNaN(earliest) || !Number.isNaN(latest)
  return ({ sentAt: at }) => {
    if (at === null) return !filtered
    if (on !== undefined && !at.toISOString().startsWith(on.slice(0, 10))) return false
    return !(at.getTime() < earliest) && !(at.getTime() > latest)
  }
}
