import { describe, expect, test } from 'vitest'
import { countryOf } from '../../src/lib/phone.ts'
import { credentials, simulated, wire } from './simulated.ts'

const hooks = {
  smsUrl: 'https://ours.example/sms',
  voiceUrl: 'https://ours.example/voice',
  statusCallback: 'https://ours.example/status'
}

describe('numbers', () => {
  test('the client finds, buys, reads, points, lists and releases a number', async () => {
    const { texting, simulator } = await simulated()

    const [offer] = await texting.availablePhoneNumbers('US').local.list({ smsEnabled: true, limit: 3 })
    const bought = await texting.incomingPhoneNumbers.create({
      phoneNumber: offer?.phoneNumber,
      friendlyName: 'agt_1',
      ...hooks
    })
    const read = await texting.incomingPhoneNumbers(bought.sid).fetch()
    const pointed = await texting.incomingPhoneNumbers(bought.sid).update({ smsUrl: 'https://other.example/sms' })
    const listed = await texting.incomingPhoneNumbers.list({ friendlyName: 'agt_1' })
    const gone = await texting.incomingPhoneNumbers(bought.sid).remove()

    expect(bought).toMatchObject({ phoneNumber: offer?.phoneNumber, friendlyName: 'agt_1', ...hooks })
    expect(bought.sid).toMatch(/^PN[0-9a-f]{32}$/)
    expect(bought.capabilities).toEqual({ voice: true, sms: true, mms: true, fax: false })
    expect(bought.dateCreated).toBeInstanceOf(Date)
    expect(read).toMatchObject({ sid: bought.sid, smsUrl: hooks.smsUrl })
    expect(pointed).toMatchObject({ smsUrl: 'https://other.example/sms', voiceUrl: hooks.voiceUrl })
    expect(listed.map((number) => number.sid)).toEqual([bought.sid])
    expect(gone).toBe(true)
    expect(simulator.numbers()).toEqual([])
    await expect(texting.incomingPhoneNumbers(bought.sid).fetch()).rejects.toMatchObject({ status: 404, code: 20404 })
  })

  test('two searches offer different numbers, so that two buyers at once do not collide', async () => {
    const { texting } = await simulated()

    const one = await texting.availablePhoneNumbers('US').local.list({ limit: 5 })
    const two = await texting.availablePhoneNumbers('US').local.list({ limit: 5 })

    expect(new Set([...one, ...two].map((offer) => offer.phoneNumber)).size).toBe(10)
  })

  test('every number on sale is a real one of its country', async () => {
    const { texting } = await simulated()
    const countries = ['US', 'CA', 'GB', 'DE', 'FR', 'ES', 'IT', 'NL', 'IE', 'SE', 'PL', 'IL', 'AU', 'BR', 'MX', 'IN']
    const wrong: string[] = []
    let seen = 0

    for (const country of countries) {
      const shop = texting.availablePhoneNumbers(country)
      const offers = await Promise.all([
        shop.local.list({ limit: 20 }),
        shop.mobile.list({ limit: 20 }),
        shop.tollFree.list({ limit: 20 })
      ])
      for (const { phoneNumber } of offers.flat()) {
        seen++
        if (countryOf(phoneNumber) !== country) wrong.push(`${country} ${phoneNumber}`)
      }
    }

    expect(wrong).toEqual([])
    expect(seen).toBeGreaterThanOrEqual(countries.length * 20)
  })

  test('where local numbers cannot text, only mobile ones are offered to a buyer who needs to', async () => {
    const { texting } = await simulated()
    const shop = texting.availablePhoneNumbers('GB')

    expect(await shop.local.list({ smsEnabled: true, limit: 1 })).toEqual([])
    expect(await shop.local.list({ voiceEnabled: true, limit: 1 })).toHaveLength(1)
    expect(await shop.mobile.list({ smsEnabled: true, limit: 1 })).toHaveLength(1)
  })

  test.each([
    ['a number that was never on sale', '14155550100', 21421],
    ['a number outside the stock', '+12025551234', 21422],
    ['no number at all', undefined, 21421]
  ])('%s cannot be bought', async (_what, phoneNumber, code) => {
    const { texting, simulator } = await simulated()

    await expect(texting.incomingPhoneNumbers.create({ phoneNumber })).rejects.toMatchObject({ status: 400, code })
    expect(simulator.numbers()).toEqual([])
  })

  test('a number that somebody holds cannot be bought again', async () => {
    const { texting } = await simulated()
    await texting.incomingPhoneNumbers.create({ phoneNumber: '+14155550100' })

    await expect(texting.incomingPhoneNumbers.create({ phoneNumber: '+14155550100' })).rejects.toMatchObject({
      code: 21422
    })
  })

  test('a webhook that is no URL is refused and changes nothing', async () => {
    const { texting } = await simulated()
    const { sid } = await texting.incomingPhoneNumbers.create({ phoneNumber: '+14155550100', ...hooks })

    await expect(texting.incomingPhoneNumbers(sid).update({ smsUrl: 'nowhere' })).rejects.toMatchObject({ code: 21502 })
    expect(await texting.incomingPhoneNumbers(sid).fetch()).toMatchObject({ smsUrl: hooks.smsUrl })
  })

  test('a country without numbers does not exist', async () => {
    const { texting } = await simulated()

    await expect(texting.availablePhoneNumbers('ZZ').local.list({ limit: 1 })).rejects.toMatchObject({
      status: 404,
      code: 20404
    })
  })

  test('a list is read to its end over its pages', async () => {
    const { texting, simulator } = await simulated()
    const all = ['+14155550100', '+14155550101', '+14155550102', '+14155550103', '+14155550104']
    for (const number of all) simulator.hold({ number })

    const listed = await texting.incomingPhoneNumbers.list({ pageSize: 2 })

    expect(listed.map((number) => number.phoneNumber)).toEqual([...all].reverse())
  })
})

describe('the account', () => {
  test('shows itself and its balance', async () => {
    const { texting } = await simulated()

    expect(await texting.api.v2010.accounts(credentials.accountSid).fetch()).toMatchObject({
      status: 'active',
      sid: credentials.accountSid
    })
    expect(await texting.balance.fetch()).toMatchObject({ balance: '1000.00', currency: 'USD' })
  })

  test.each([
    ['no credential', {}, credentials.accountSid, 401, 20003],
    [
      'a wrong token',
      { authorization: `Basic ${Buffer.from(`${credentials.accountSid}:x`).toString('base64')}` },
      credentials.accountSid,
      401,
      20003
    ],
    [
      'the path of another account',
      {
        authorization: `Basic ${Buffer.from(`${credentials.accountSid}:${credentials.authToken}`).toString('base64')}`
      },
      `AC${'0'.repeat(32)}`,
      404,
      20404
    ]
  ])('%s is refused in the envelope of the vendor', async (_what, headers, account, status, code) => {
    const { simulator } = await simulated()

    const answer = await wire(`${simulator.url}/2010-04-01/Accounts/${account}/Balance.json`, {
      headers: headers as Record<string, string>
    })

    expect(answer.status).toBe(status)
    expect(JSON.parse(answer.body)).toEqual({
      code,
      message: expect.any(String),
      more_info: `https://www.twilio.com/docs/errors/${code}`,
      status
    })
  })
})
