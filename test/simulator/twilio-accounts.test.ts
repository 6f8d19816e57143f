import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js'
import { expect, onTestFinished, test } from 'vitest'
import { credentials, listener, simulated, wire } from './simulated.ts'

const OURS = '+14155550155'

interface Sub {
  sid: string
  authToken: string
}

/** A carrier with a subaccount, and a way to ask it in the name of any account. */
async function withSubaccount(options: Parameters<typeof simulated>[0] = {}) {
  const stage = await simulated(options)
  const sub = await stage.texting.api.v2010.accounts.create({ friendlyName: 'crd_1' })
  const ask = async (method: string, path: string, as: Sub, form?: Record<string, string>) => {
    const authorization = `Basic ${Buffer.from(`${as.sid}:${as.authToken}`).toString('base64')}`
    const headers = { authorization, ...(form && { 'content-type': 'application/x-www-form-urlencoded' }) }
    const body = form && { body: new URLSearchParams(form).toString() }
    const answer = await wire(`${stage.simulator.url}/2010-04-01/Accounts${path}`, { method, headers, ...body })
    return { status: answer.status, body: answer.body === '' ? undefined : JSON.parse(answer.body) }
  }
  const main: Sub = { sid: credentials.accountSid, authToken: credentials.authToken }
  const buy = (as: Sub, form: Record<string, string> = {}) =>
    ask('POST', `/${as.sid}/IncomingPhoneNumbers.json`, as, { PhoneNumber: OURS, ...form })
  return { ...stage, sub, main, ask, buy }
}

test('the client opens, finds, reads and closes a subaccount', async () => {
  const { texting } = await simulated()
  const opened = await texting.api.v2010.accounts.create({ friendlyName: 'crd_1' })
  const found = await texting.api.v2010.accounts.list({ friendlyName: 'crd_1', status: 'active' })
  const closed = await texting.api.v2010.accounts(opened.sid).update({ status: 'closed' })

  expect(opened).toMatchObject({ sid: expect.stringMatching(/^AC[0-9a-f]{32}$/), status: 'active' })
  expect(opened.ownerAccountSid).toBe(credentials.accountSid)
  expect(found.map(({ sid, authToken }) => [sid, authToken])).toEqual([[opened.sid, opened.authToken]])
  expect(closed.status).toBe('closed')
  expect(await texting.api.v2010.accounts.list({ friendlyName: 'crd_1', status: 'active' })).toEqual([])
  await expect(texting.api.v2010.accounts(opened.sid).update({ status: 'active' })).rejects.toMatchObject({
    status: 400
  })
})

test('what a subaccount holds is its own: neither another nor the account above sells or sends from it', async () => {
  const { sub, main, ask, buy } = await withSubaccount()
  const { body } = await buy(sub)
  const text = { From: OURS, To: '+14155550123', Body: 'hello' }

  expect(body).toMatchObject({ account_sid: sub.sid, phone_number: OURS })
  expect(await buy(main)).toMatchObject({ status: 400, body: { code: 21422 } })
  expect(await ask('POST', `/${main.sid}/Messages.json`, main, text)).toMatchObject({ body: { code: 21606 } })
  const sent = await ask('POST', `/${sub.sid}/Messages.json`, sub, text)
  expect(sent).toMatchObject({ status: 201, body: { account_sid: sub.sid } })
  const numberPath = `/IncomingPhoneNumbers/${body.sid}.json`
  expect((await ask('DELETE', `/${main.sid}${numberPath}`, main)).status).toBe(404)
  expect((await ask('GET', `/${main.sid}/Messages/${sent.body.sid}.json`, main)).status).toBe(404)
  expect((await ask('GET', `/${main.sid}/Messages.json`, main)).body.messages).toEqual([])
  expect((await ask('GET', `/${sub.sid}/Messages.json`, sub)).body.messages).toHaveLength(1)
  expect((await ask('DELETE', `/${sub.sid}${numberPath}`, sub)).status).toBe(204)
})

test('a subaccount may do nothing outside itself, and nothing with a wrong token or once it is closed', async () => {
  const { sub, main, ask, texting } = await withSubaccount()
  const other = await texting.api.v2010.accounts.create({ friendlyName: 'crd_2' })

  expect((await ask('GET', `/${main.sid}.json`, sub)).status).toBe(404)
  expect((await ask('GET', `/${other.sid}.json`, sub)).status).toBe(404)
  expect((await ask('GET', '.json', sub)).status).toBe(401)
  expect((await ask('POST', '.json', sub, {})).status).toBe(401)
  expect((await ask('GET', `/${sub.sid}.json`, { ...sub, authToken: other.authToken })).status).toBe(401)
  expect((await ask('GET', `/${sub.sid}.json`, sub)).status).toBe(200)
  expect((await ask('GET', `/${sub.sid}.json`, main)).status).toBe(200)
  await texting.api.v2010.accounts(sub.sid).update({ status: 'closed' })
  expect((await ask('GET', `/${sub.sid}.json`, sub)).status).toBe(401)
})

test('its webhooks name it and are signed with its token', async () => {
  const { base, received } = await listener()
  const { sub, buy, simulator } = await withSubaccount()
  await buy(sub, { SmsUrl: `${base}/sms` })
  simulator.sms({ from: '+14155550123', to: OURS, body: 'hello' })
  await simulator.idle()
  const [post] = received

  expect(post?.form['AccountSid']).toBe(sub.sid)
  expect(post?.headers['x-twilio-signature']).toBe(
    getExpectedTwilioSignature(sub.authToken, post?.url ?? '', post?.form ?? {})
  )
})

test('a closed one gives back its numbers, and all of it outlives a restart', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'comms-accounts-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const stateFile = join(folder, 'state.json')
  const { sub, buy, simulator } = await withSubaccount({ stateFile })
  await buy(sub)
  await simulator.close()
  const again = await simulated({ stateFile })
  const accounts = again.texting.api.v2010.accounts

  expect(again.simulator.numbers()).toHaveLength(1)
  expect((await accounts(sub.sid).fetch()).authToken).toBe(sub.authToken)
  await accounts(sub.sid).update({ status: 'closed' })
  expect(again.simulator.numbers()).toEqual([])
})
