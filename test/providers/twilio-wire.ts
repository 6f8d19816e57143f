import { ACCOUNT } from './stage.ts'
import { type WireAnswer, type WireRequest, wireServer } from './wire-server.ts'

const BASE = `/2010-04-01/Accounts/${ACCOUNT.accountSid}`
const AUTHORIZATION = `Basic ${Buffer.from(`${ACCOUNT.accountSid}:${ACCOUNT.authToken}`).toString('base64')}`

type Fields = Record<string, unknown>

/** Twilio's envelope of a failure. */
export const refusal = (code: number, status = 400, message = `error ${code}`): WireAnswer => ({
  status,
  body: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status }
})

/** A small Twilio on loopback: one account that holds numbers and messages. `answers` go before its own. */
export async function twilioWire(answers: Record<string, (request: WireRequest) => WireAnswer> = {}) {
  const numbers = new Map<string, Fields>()
  const accounts = new Map<string, Fields>()
  const messages: Fields[] = []
  const calls: Fields[] = []
  const sid = (kind: string) => `${kind}${Math.random().toString(16).slice(2).padEnd(32, '0').slice(0, 32)}`
  const own: Record<string, (request: WireRequest) => WireAnswer> = {
    'GET .json': () => ({ body: { sid: ACCOUNT.accountSid, type: 'Full', friendly_name: 'x', status: 'active' } }),
    'POST /2010-04-01/Accounts.json': ({ body }) => {
      const friendly_name = new URLSearchParams(body).get('FriendlyName')
      const account = { sid: sid('AC'), auth_token: 'f'.repeat(32), friendly_name, status: 'active' }
      accounts.set(account.sid, account)
      return { status: 201, body: account }
    },
    'GET /2010-04-01/Accounts.json': ({ query }) => ({
      body: { accounts: [...accounts.values()].filter(({ status }) => status === query.get('Status')) }
    }),
    'POST /2010-04-01/Accounts/*': ({ path, body }) => {
      const account = accounts.get(idOf(path))
      if (!account) return refusal(20404, 404)
      account['status'] = new URLSearchParams(body).get('Status')
      return { body: account }
    },
    'GET /Balance.json': () => ({ body: { account_sid: ACCOUNT.accountSid, balance: '42.1700', currency: 'USD' } }),
    'GET /AvailablePhoneNumbers/US/Local.json': () => ({
      body: {
        available_phone_numbers: ['+14155550110', '+14155550111'].map((phone_number) => ({
          phone_number,
          iso_country: 'US',
          capabilities: { voice: true, SMS: true, MMS: false }
        }))
      }
    }),
    'POST /IncomingPhoneNumbers.json': ({ body }) => {
      const form = new URLSearchParams(body)
      if ([...numbers.values()].some((held) => held['phone_number'] === form.get('PhoneNumber'))) return refusal(21422)
      const number = { sid: sid('PN'), phone_number: form.get('PhoneNumber'), friendly_name: form.get('FriendlyName') }
      numbers.set(number.sid, number)
      return { status: 201, body: number }
    },
    'GET /IncomingPhoneNumbers.json': () => ({ body: { incoming_phone_numbers: [...numbers.values()] } }),
    'POST /IncomingPhoneNumbers/*': ({ path }) => {
      const held = numbers.get(idOf(path))
      return held ? { body: held } : refusal(20404, 404)
    },
    'DELETE /IncomingPhoneNumbers/*': ({ path }) =>
      numbers.delete(idOf(path)) ? { status: 204 } : refusal(20404, 404),
    'POST /Messages.json': ({ body }) => {
      const form = new URLSearchParams(body)
      const message = {
        sid: sid('SM'),
        ...{ from: form.get('From'), to: form.get('To'), body: form.get('Body') },
        ...{ status: 'queued', price: null, price_unit: 'USD', error_code: null },
        date_created: new Date().toUTCString().replace('GMT', '+0000')
      }
      messages.unshift(message)
      return { status: 201, body: message }
    },
    'GET /Messages/*': ({ path }) => {
      const message = messages.find((sent) => sent['sid'] === idOf(path))
      return message ? { body: message } : refusal(20404, 404)
    },
    'POST /Calls.json': ({ body }) => {
      const form = new URLSearchParams(body)
      const call = {
        ...{ sid: sid('CA'), from: form.get('From'), to: form.get('To'), status: 'queued' },
        ...{ duration: null, price: null, price_unit: 'USD' },
        date_created: new Date().toUTCString().replace('GMT', '+0000')
      }
      calls.unshift(call)
      return { status: 201, body: call }
    },
    'GET /Calls/*': ({ path }) => {
      const call = calls.find((placed) => placed['sid'] === idOf(path))
      return call ? { body: call } : refusal(20404, 404)
    },
    'POST /Calls/*': ({ path, body }) => {
      const call = calls.find((placed) => placed['sid'] === idOf(path))
      if (!call) return refusal(20404, 404)
      if (call['status'] === 'completed') return refusal(21220)
      const status = new URLSearchParams(body).get('Status')
      if (status !== null) call['status'] = status
      return { body: call }
    },
    'GET /Calls.json': ({ query }) => ({
      body: {
        calls: calls.filter(({ from, to }) => from === query.get('From') && to === query.get('To')),
        next_page_uri: null
      }
    }),
    'GET /Messages.json': ({ query }) => ({
      body: {
        messages: messages.filter(({ from, to }) => from === query.get('From') && to === query.get('To')),
        next_page_uri: null
      }
    })
  }
  const work = (request: WireRequest): WireAnswer => {
    if (request.headers.authorization !== AUTHORIZATION) return refusal(20003, 401)
    const route = `${request.method} ${request.path.replace(BASE, '').replace(/\/[PSAC][A-Z][0-9a-f]{32}\.json$/, '/*')}`
    const answer = answers[route] ?? own[route]
    return answer ? answer(request) : refusal(20404, 404)
  }
  return wireServer(work, (status) => refusal(status === 429 ? 20429 : 20500, status).body)
}

const idOf = (path: string) => path.replace(/^.*\//, '').replace('.json', '')
