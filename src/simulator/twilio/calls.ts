import type { CallStatus, PhoneCall } from '../calls/phone-call.ts'
import { voiceForm } from '../calls/voice-form.ts'
import { type Answer, type Call, type Form, first, type Operation } from '../operation.ts'
import type { World } from '../world.ts'
import { accountOf } from './account.ts'
import { callResource } from './call-resource.ts'
import { createCall } from './create-call.ts'
import { notFound, refused } from './failure.ts'
import { page } from './page.ts'

const BASE = '/2010-04-01/Accounts/:account/Calls'
const LIVE: readonly CallStatus[] = ['queued', 'ringing', 'in-progress']

/** The operations on calls. */
export const callOperations: readonly Operation[] = [
  { name: 'CreateCall', method: 'POST', path: `${BASE}.json`, run: createCall },
  { name: 'ListCall', method: 'GET', path: `${BASE}.json`, run: listCalls },
  { name: 'FetchCall', method: 'GET', path: `${BASE}/:sid.json`, run: withCall((_world, call) => shown(call)) },
  { name: 'UpdateCall', method: 'POST', path: `${BASE}/:sid.json`, run: withCall(update) }
]

const shown = (call: PhoneCall): Answer => ({ status: 200, body: callResource(call) })

function withCall(use: (world: World, call: PhoneCall, asked: Call) => Answer): Operation['run'] {
  return (world, asked) => {
    const call = world.calls.get(asked.params['sid'] ?? '')
    return call?.accountSid === accountOf(world, asked) ? use(world, call, asked) : notFound(asked.path)
  }
}

/** Ends a live call or has it go on with another document. Source: twilio.com/docs/voice/api/call-resource#update-a-call-resource. */
function update(world: World, call: PhoneCall, asked: Call): Answer {
  const form = (asked.body ?? {}) as Form
  const [status, twiml, url] = [first(form, 'Status'), first(form, 'Twiml'), first(form, 'Url')]
  const leg = world.legs.get(call.sid)
  if (!leg || !LIVE.includes(call.status))
    return refused(21220, 'Invalid call state. Call is not in-progress. Cannot redirect.')
  if (status !== undefined) {
    if (status !== 'completed' && status !== 'canceled') return refused(20001, `Status: ${status} cannot be set`)
    const isRinging = call.answeredAt === null
    if (status === 'canceled' && !isRinging) return shown(call)
    world.switchboard.end(leg, isRinging ? 'canceled' : 'completed')
    return shown(call)
  }
  if (call.status !== 'in-progress')
    return refused(21220, 'Invalid call state. Call is not in-progress. Cannot redirect.')
  if (twiml === undefined && url === undefined) return refused(21205, 'Url parameter is required')
  const entry = url === undefined ? { twiml: twiml ?? '' } : { url, form: voiceForm(call) }
  void world.switchboard.run(leg, entry).then((outcome) => {
    if (outcome === 'done') world.switchboard.end(leg, 'completed')
  })
  return shown(call)
}

function listCalls(world: World, asked: Call): Answer {
  const account = accountOf(world, asked)
  const wanted = (name: string) => first(asked.query, name)
  const [from, to, status, parent] = [wanted('From'), wanted('To'), wanted('Status'), wanted('ParentCallSid')]
  const fits = startedWithin(asked)
  const found = world.calls
    .list()
    .filter(
      (call) =>
        call.accountSid === account &&
        (from === undefined || call.from === from) &&
        (to === undefined || call.to === to) &&
        (status === undefined || call.status === status) &&
        (parent === undefined || call.parentSid === parent) &&
        fits(call)
    )
  return page(asked, 'calls', found, callResource)
}

/** The filters of the start; a call that nobody answered has none, as at the vendor it counts by when it was placed. */
function startedWithin({ query }: Call): (call: PhoneCall) => boolean {
  const on = first(query, 'StartTime')
  const earliest = Date.parse(first(query, 'StartTime>') ?? '')
  const latest = Date.parse(first(query, 'StartTime<') ?? '')
  return ({ answeredAt, createdAt }) => {
    const at = answeredAt ?? createdAt
    if (on !== undefined && !at.toISOString().startsWith(on.slice(0, 10))) return false
    return !(at.getTime() < earliest) && !(at.getTime() > latest)
  }
}
