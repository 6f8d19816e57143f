import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** Accounts of Twilio and of Resend as their holders know them. */
export const ACCOUNT_A = { accountSid: `AC${'a'.repeat(32)}`, authToken: 'aaaatokenofaccountaaaaaaaaaaaaaa' }
export const ACCOUNT_B = { accountSid: `AC${'b'.repeat(32)}`, authToken: 'bbbbtokenofaccountbbbbbbbbbbbbbb' }
export const OPERATOR = { accountSid: `AC${'0'.repeat(32)}`, authToken: '0000tokenofthewholeserver0000000' }
export const KEY_A = 're_keyofaccountA_0123456789'
export const KEY_B = 're_keyofaccountB_0123456789'

/** A request as it reached the vendors: who asked for what. */
interface Asked {
  who: string
  what: string
}

/** Both vendors at one URL, until the end of the test, which know several accounts and answer each in its own name; `down` makes them unreachable. */
export async function vendorAccounts(atEnd: (close: () => Promise<void>) => void = onTestFinished) {
  const tokens = new Map([ACCOUNT_A, ACCOUNT_B, OPERATOR].map(({ accountSid, authToken }) => [accountSid, authToken]))
  const keys = new Set([KEY_A, KEY_B])
  const asked: Asked[] = []
  const state = { down: false }
  const server = createServer((request, response) => {
    if (state.down) return void request.socket.destroy()
    const path = (request.url ?? '').replace(/\?.*/, '')
    const [kind, value = ''] = (request.headers.authorization ?? '').split(' ')
    const [sid = '', token] = Buffer.from(value, 'base64').toString().split(':')
    const known = kind === 'Basic' ? tokens.get(sid) === token : keys.has(value)
    const what = `${request.method} ${path.replace(`/2010-04-01/Accounts/${sid}`, '')}`
    asked.push({ who: known ? (kind === 'Basic' ? sid : value) : 'nobody', what })
    const body = known ? (answers(sid)[what] ?? {}) : { code: 20003, name: 'restricted_api_key', message: 'no' }
    response.writeHead(known ? 200 : 401, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  atEnd(async () => {
    server.closeAllConnections()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const env = {
    TWILIO_ACCOUNT_SID: OPERATOR.accountSid,
    TWILIO_AUTH_TOKEN: OPERATOR.authToken,
    TWILIO_BASE_URL: url,
    RESEND_BASE_URL: url
  }
  return {
    url,
    env,
    asked,
    tokens,
    state,
    by: (who: string) => asked.filter((one) => one.who === who).map(({ what }) => what)
  }
}

let refs = 0
const answers = (sid: string): Record<string, object> => ({
  'GET /Balance.json': { account_sid: sid, balance: '12.5', currency: 'USD' },
  'GET .json': { sid, type: 'Full', status: 'active', friendly_name: 'x' },
  'POST /Messages.json': { sid: `SM${String(refs++).padStart(32, '0')}`, status: 'queued', price: null },
  'GET /domains': { object: 'list', has_more: false, data: [] },
  'GET /webhooks': { object: 'list', has_more: false, data: [] },
  'POST /webhooks': { object: 'webhook', id: `wh_${refs++}`, signing_secret: 'whsec_bWFkZSBieSB0aGUgdmVuZG9y' },
  'POST /emails': { id: `email-${refs++}` }
})
