import { isE164 } from '../../lib/phone.ts'
import { holdNumber, type NumberGrant } from '../hold-number.ts'
import type { HeldNumber } from '../holdings.ts'
import { stockOf } from '../inventory.ts'
import { type Answer, type Call, type Form, first, type Operation } from '../operation.ts'
import type { World } from '../world.ts'
import { accountOf, holderOf } from './account.ts'
import { notFound, refused } from './failure.ts'
import { numberResource } from './number-resource.ts'
import { page } from './page.ts'

const BASE = '/2010-04-01/Accounts/:account/IncomingPhoneNumbers'
const WEBHOOKS = [
  ['SmsUrl', 'smsUrl'],
  ['VoiceUrl', 'voiceUrl'],
  ['StatusCallback', 'statusCallback']
] as const

/** The operations on numbers of the account. */
export const numberOperations: readonly Operation[] = [
  { name: 'CreateIncomingPhoneNumber', method: 'POST', path: `${BASE}.json`, run: buy },
  { name: 'ListIncomingPhoneNumber', method: 'GET', path: `${BASE}.json`, run: list },
  { name: 'FetchIncomingPhoneNumber', method: 'GET', path: `${BASE}/:sid.json`, run: withNumber(show) },
  { name: 'UpdateIncomingPhoneNumber', method: 'POST', path: `${BASE}/:sid.json`, run: withNumber(update) },
  { name: 'DeleteIncomingPhoneNumber', method: 'DELETE', path: `${BASE}/:sid.json`, run: withNumber(release) }
]

type Use = (world: World, held: HeldNumber, call: Call) => Answer

function withNumber(use: Use): Operation['run'] {
  return (world, call) => {
    for (const held of world.holdings.numbers.values())
      if (held.sid === call.params['sid'] && holderOf(world, held) === accountOf(world, call))
        return use(world, held, call)
    return notFound(call.path)
  }
}

function show(world: World, held: HeldNumber): Answer {
  return { status: 200, body: numberResource(holderOf(world, held), held) }
}

function buy(world: World, call: Call): Answer {
  const form = (call.body ?? {}) as Form
  const number = first(form, 'PhoneNumber')
  if (number === undefined) return refused(21421, 'PhoneNumber is required')
  if (!isE164(number)) return refused(21421, `${number} is not a valid number`)
  const stock = stockOf(number)
  if (!stock || world.holdings.numbers.has(number)) return refused(21422, `${number} is not available.`)
  const settings = settingsOf(form)
  if ('refusal' in settings) return settings.refusal
  const accountSid = accountOf(world, call)
  return { ...show(world, holdNumber(world, { number, accountSid, ...settings.settings })), status: 201 }
}

function update(world: World, held: HeldNumber, call: Call): Answer {
  const settings = settingsOf((call.body ?? {}) as Form)
  if ('refusal' in settings) return settings.refusal
  const changed = { ...held, ...settings.settings, updatedAt: world.clock.now().toISOString() }
  world.holdings.numbers.set(held.number, changed)
  world.holdings.save()
  return show(world, changed)
}

/** Webhooks are posted; a number that asks for GET is refused rather than served otherwise. */
function settingsOf(form: Form): { settings: Omit<NumberGrant, 'number'> } | { refusal: Answer } {
  const settings: Omit<NumberGrant, 'number'> = {}
  for (const name of ['SmsMethod', 'VoiceMethod', 'StatusCallbackMethod'])
    if ((first(form, name) ?? 'POST') !== 'POST')
      return { refusal: refused(20001, `${name}: only POST is served here`) }
  for (const [name, key] of WEBHOOKS) {
    const value = form[name]
    if (typeof value !== 'string') continue
    if (value !== '' && !URL.canParse(value)) return { refusal: refused(21502, `${name} is not a valid URL: ${value}`) }
    settings[key] = value
  }
  const friendlyName = first(form, 'FriendlyName')
  return { settings: { ...settings, ...(friendlyName !== undefined && { friendlyName }) } }
}

function release(world: World, held: HeldNumber): Answer {
  world.holdings.numbers.delete(held.number)
  world.holdings.save()
  return { status: 204 }
}

function list(world: World, call: Call): Answer {
  const name = first(call.query, 'FriendlyName')
  const account = accountOf(world, call)
  const part = first(call.query, 'PhoneNumber')?.replaceAll('*', '')
  const found = [...world.holdings.numbers.values()]
    .filter((held) => holderOf(world, held) === account)
    .filter((held) => (name === undefined || held.friendlyName === name) && (!part || held.number.includes(part)))
    .reverse()
  return page(call, 'incoming_phone_numbers', found, (held) => numberResource(account, held))
}
