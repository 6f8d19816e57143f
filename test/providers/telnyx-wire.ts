import { TELNYX_ACCOUNT } from './stage.ts'
import { type WireAnswer, type WireRequest, wireServer } from './wire-server.ts'

type Fields = Record<string, unknown>

/** Telnyx' envelope of a failure. */
export const refusal = (code: number, status = 422, detail = `error ${code}`): WireAnswer => ({
  status,
  body: { errors: [{ code: String(code), title: 'Refused', detail }] }
})

const CALLS = `/v2/texml/Accounts/${TELNYX_ACCOUNT.accountId}/Calls`

/** A small Telnyx on loopback: one account that holds numbers, messages and calls. `answers` go before its own. */
export async function telnyxWire(answers: Record<string, (request: WireRequest) => WireAnswer> = {}) {
  const [numbers, applications, profiles, messages] = [0, 1, 2, 3].map(() => new Map<string, Fields>()) as Stores
  const calls: Fields[] = []
  let ids = 0
  const id = () => String(++ids + 1_000_000)
  const own: Record<string, (request: WireRequest) => WireAnswer> = {
    'GET /v2/balance': () => ({ body: { data: { balance: '42.17', currency: 'USD', record_type: 'balance' } } }),
    'GET /v2/available_phone_numbers': () => ({
      body: {
        data: ['+14155550110', '+14155550111'].map((phone_number) => ({
          phone_number,
          features: [{ name: 'sms' }, { name: 'voice' }]
        }))
      }
    }),
    'POST /v2/number_orders': ({ body }) => {
      const { phone_numbers, customer_reference } = JSON.parse(body)
      const { phone_number } = phone_numbers[0]
      if ([...numbers.values()].some((held) => held['phone_number'] === phone_number)) return refusal(10012)
      const number = { id: id(), phone_number, customer_reference }
      numbers.set(number.id, number)
      return { body: { data: { id: id(), status: 'pending', phone_numbers: [{ id: id(), phone_number }] } } }
    },
    'GET /v2/phone_numbers': ({ query }) => ({
      body: {
        data: [...numbers.values()].filter(
          ({ phone_number, customer_reference }) =>
            String(phone_number).includes(query.get('filter[phone_number]') ?? '') &&
            String(customer_reference).startsWith(query.get('filter[customer_reference]') ?? '')
        )
      }
    }),
    'PATCH /v2/phone_numbers/*': change(numbers),
    'PATCH /v2/phone_numbers/*/messaging': change(numbers),
    'DELETE /v2/phone_numbers/*': ({ path }) => (numbers.delete(idOf(path)) ? { body: {} } : refusal(10005, 404)),
    ...named('texml_applications', applications, id),
    ...named('messaging_profiles', profiles, id),
    'GET /v2/10dlc/phone_number_campaigns': () => ({ body: { records: [], page: 1, totalRecords: 0 } }),
    'POST /v2/messages': ({ body }) => {
      const { from, to, text } = JSON.parse(body)
      const message = { id: id(), from: { phone_number: from }, to: [{ phone_number: to, status: 'queued' }], text }
      messages.set(message.id, message)
      return { body: { data: message } }
    },
    'GET /v2/messages/*': ({ path }) => {
      const data = messages.get(idOf(path))
      return data ? { body: { data } } : refusal(10005, 404)
    },
    [`POST ${CALLS}`]: ({ body }) => {
      const { From: from, To: to } = JSON.parse(body)
      const call = {
        sid: `v3:${id()}`,
        from,
        to,
        status: 'ringing',
        price: null,
        duration: null,
        date_created: new Date()
      }
      calls.unshift(call)
      return { body: { from, to, status: 'queued', sid: call.sid } }
    },
    [`GET ${CALLS}`]: () => ({ body: { calls, next_page_uri: null } }),
    [`GET ${CALLS}/*`]: ({ path }) => {
      const call = calls.find(({ sid }) => sid === idOf(path))
      return call ? { body: call } : refusal(10005, 404)
    },
    [`POST ${CALLS}/*`]: ({ path, body }) => {
      const call = calls.find(({ sid }) => sid === idOf(path))
      if (!call) return refusal(10005, 404)
      if (call['status'] === 'completed') return refusal(90018)
      const status = new URLSearchParams(body).get('Status')
      if (status !== null) call['status'] = status
      return { body: call }
    }
  }
  const work = (request: WireRequest): WireAnswer => {
    if (request.headers.authorization !== `Bearer ${TELNYX_ACCOUNT.apiKey}`) return refusal(10009, 401)
    const route = `${request.method} ${request.path.replace(/\/(?:\d{7,}|v3%3A\d+)(?=\/|$)/, '/*')}`
    const answer = answers[route] ?? own[route]
    return answer ? answer(request) : refusal(10005, 404)
  }
  const wire = await wireServer(work, (status) => refusal(status === 429 ? 10011 : 10007, status).body)
  return { ...wire, numbers, applications, profiles }
}

type Store = Map<string, Fields>
type Stores = [Store, Store, Store, Store]

/** What is found by its name, as loosely as Telnyx compares. */
const named = (kind: string, store: Store, id: () => string): Record<string, (request: WireRequest) => WireAnswer> => ({
  [`GET /v2/${kind}`]: ({ query }) => {
    const name = query.get('filter[friendly_name]') ?? query.get('filter[name][eq]') ?? ''
    return {
      body: { data: [...store.values()].filter((one) => String(one['friendly_name'] ?? one['name']).includes(name)) }
    }
  },
  [`POST /v2/${kind}`]: ({ body }) => {
    const made = { ...JSON.parse(body), id: id() }
    store.set(made.id, made)
    return { status: 201, body: { data: made } }
  },
  [`PATCH /v2/${kind}/*`]: change(store),
  [`DELETE /v2/${kind}/*`]: ({ path }) => (store.delete(idOf(path)) ? { body: {} } : refusal(10005, 404))
})

const change =
  (store: Store) =>
  ({ path, body }: WireRequest): WireAnswer => {
    const one = store.get(idOf(path))
    return one ? { body: { data: Object.assign(one, JSON.parse(body)) } } : refusal(10005, 404)
  }

const idOf = (path: string) => decodeURIComponent(path.replace(/\/messaging$/, '').replace(/^.*\//, ''))
