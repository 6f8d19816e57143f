import { describe, expect, test } from 'vitest'
import { contract } from './contract.ts'
import { DRAFT, mailer } from './mailer.ts'
import { credentials, simulated, wire } from './simulated.ts'
import { ANYBODY, OURS, texter } from './texter.ts'

const folder = process.env['VENDOR_CONTRACTS_DIR']
if (folder === undefined)
  console.info('The answers of the simulator are not compared: VENDOR_CONTRACTS_DIR is not set.')

describe.skipIf(folder === undefined)('what the vendors promise', () => {
  const base = '/2010-04-01/Accounts'

  test('is what the simulated Twilio answers, field by field', async () => {
    const { departures } = contract(folder ?? '', 'twilio')
    const { simulator, send, pass } = await texter()
    const { sid } = await send(ANYBODY)
    await pass(2000)
    const authorization = `Basic ${Buffer.from(`${credentials.accountSid}:${credentials.authToken}`).toString('base64')}`
    const ask = async (method: string, path: string, template: string, form?: Record<string, string>) => {
      const answer = await wire(`${simulator.url}${base}/${credentials.accountSid}${path}`, {
        method,
        headers: { authorization, ...(form && { 'content-type': 'application/x-www-form-urlencoded' }) },
        ...(form && { body: new URLSearchParams(form).toString() })
      })
      return departures(method.toLowerCase(), `${base}/${template}`, answer.status, JSON.parse(answer.body))
    }
    const number = simulator.numbers()[0]?.sid

    const found = {
      account: await ask('GET', '.json', '{Sid}.json'),
      balance: await ask('GET', '/Balance.json', '{AccountSid}/Balance.json'),
      create: await ask('POST', '/Messages.json', '{AccountSid}/Messages.json', { From: OURS, To: ANYBODY, Body: 'x' }),
      fetch: await ask('GET', `/Messages/${sid}.json`, '{AccountSid}/Messages/{Sid}.json'),
      list: await ask('GET', '/Messages.json', '{AccountSid}/Messages.json'),
      buy: await ask('POST', '/IncomingPhoneNumbers.json', '{AccountSid}/IncomingPhoneNumbers.json', {
        PhoneNumber: '+14155550155'
      }),
      numbers: await ask('GET', '/IncomingPhoneNumbers.json', '{AccountSid}/IncomingPhoneNumbers.json'),
      number: await ask('GET', `/IncomingPhoneNumbers/${number}.json`, '{AccountSid}/IncomingPhoneNumbers/{Sid}.json'),
      change: await ask(
        'POST',
        `/IncomingPhoneNumbers/${number}.json`,
        '{AccountSid}/IncomingPhoneNumbers/{Sid}.json',
        { FriendlyName: 'x' }
      )
    }

    for (const [operation, departed] of Object.entries(found)) expect([operation, departed]).toEqual([operation, []])
  })

  test('is what the simulated Twilio says of accounts within the account, field by field', async () => {
    const { departures } = contract(folder ?? '', 'twilio')
    const { simulator, texting } = await simulated()
    const { sid } = await texting.api.v2010.accounts.create({ friendlyName: 'first' })
    const authorization = `Basic ${Buffer.from(`${credentials.accountSid}:${credentials.authToken}`).toString('base64')}`
    const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' }
    const ask = async (method: string, path: string, template: string, body?: string) => {
      const answer = await wire(`${simulator.url}${base}${path}`, { method, headers, ...(body && { body }) })
      return departures(method.toLowerCase(), `${base}${template}`, answer.status, JSON.parse(answer.body))
    }

    expect(await ask('POST', '.json', '.json', 'FriendlyName=second')).toEqual([])
    expect(await ask('GET', '.json', '.json')).toEqual([])
    expect(await ask('POST', `/${sid}.json`, '/{Sid}.json', 'Status=closed')).toEqual([])
  })

  test('is what the simulated Twilio says of registrations, field by field', async () => {
    const { departures } = contract(folder ?? '', 'twilio')
    const { texting, simulator } = await simulated()
    const long = await texting.incomingPhoneNumbers.create({ phoneNumber: '+14155550155' })
    const free = await texting.incomingPhoneNumbers.create({ phoneNumber: '+18335550155' })
    const authorization = `Basic ${Buffer.from(`${credentials.accountSid}:${credentials.authToken}`).toString('base64')}`
    const ask = async (path: string, template: string) => {
      const answer = await wire(`${simulator.url}${path}`, { headers: { authorization } })
      return [template, departures('get', template, answer.status, JSON.parse(answer.body))]
    }
    const service = `/v1/Services/MG${credentials.accountSid.slice(2)}`

    const found = [
      await ask('/v1/Services', '/v1/Services'),
      await ask(`${service}/Compliance/Usa2p`, '/v1/Services/{MessagingServiceSid}/Compliance/Usa2p'),
      await ask(`${service}/PhoneNumbers/${long.sid}`, '/v1/Services/{ServiceSid}/PhoneNumbers/{Sid}'),
      await ask(`/v1/Tollfree/Verifications?TollfreePhoneNumberSid=${free.sid}`, '/v1/Tollfree/Verifications')
    ]

    for (const [template, departed] of found) expect([template, departed]).toEqual([template, []])
  })

  test('is what the simulated Twilio offers for sale; SMS and MMS are in capitals, as on the real wire', async () => {
    const { departures } = contract(folder ?? '', 'twilio')
    const { simulator } = await texter()
    const authorization = `Basic ${Buffer.from(`${credentials.accountSid}:${credentials.authToken}`).toString('base64')}`

    for (const kind of ['Local', 'TollFree']) {
      const url = `${simulator.url}${base}/${credentials.accountSid}/AvailablePhoneNumbers/US/${kind}.json?PageSize=2`
      const answer = JSON.parse((await wire(url, { headers: { authorization } })).body)
      const template = `${base}/{AccountSid}/AvailablePhoneNumbers/{CountryCode}/${kind}.json`
      // The vendor's own example has no paging here.
      const unexpected = departures('get', template, 200, answer).filter(
        (departure) => !/capabilities\.(sms|mms)|^\.(end|start|page|page_size|\w+_page_uri): is missing/.test(departure)
      )
      expect(answer.available_phone_numbers).toHaveLength(2)
      expect(unexpected).toEqual([])
    }
  })

  test('is what the simulated Resend answers and posts, field by field', async () => {
    const { departures, eventDepartures } = contract(folder ?? '', 'resend')
    const { simulator, pass, events } = await mailer()
    const ask = async (method: string, path: string, template: string, body?: object) => {
      const answer = await wire(`${simulator.url}${path}`, {
        method,
        headers: { authorization: `Bearer ${credentials.resendApiKey}`, 'content-type': 'application/json' },
        ...(body && { body: JSON.stringify(body) })
      })
      return {
        id: JSON.parse(answer.body).id,
        departed: departures(method.toLowerCase(), template, answer.status, JSON.parse(answer.body))
      }
    }
    const sent = await ask('POST', '/emails', '/emails', { ...DRAFT, to: [DRAFT.to, 'complain@example.org'] })
    await ask('POST', '/emails', '/emails', { ...DRAFT, to: 'bounce@example.org' })
    await pass(3000)
    const webhook = await ask('POST', '/webhooks', '/webhooks', {
      endpoint: 'https://ours.example',
      events: ['email.sent']
    })
    const domain = await ask('POST', '/domains', '/domains', { name: 'shop.example' })
    const { emailId } = simulator.email({
      ...{ from: 'a@example.org', to: 'b@agents.example.com', subject: 'x', text: 'y' },
      attachments: [{ filename: 'a.txt', contentType: 'text/plain', contentBase64: 'aGk=' }]
    })
    await simulator.idle()

    const asked = [
      sent,
      await ask('GET', `/emails/${sent.id}`, '/emails/{email_id}'),
      await ask('GET', `/emails/receiving/${emailId}`, '/emails/receiving/{email_id}'),
      await ask('GET', `/emails/receiving/${emailId}/attachments`, '/emails/receiving/{email_id}/attachments'),
      webhook,
      await ask('GET', '/webhooks', '/webhooks'),
      await ask('GET', `/webhooks/${webhook.id}`, '/webhooks/{webhook_id}'),
      await ask('DELETE', `/webhooks/${webhook.id}`, '/webhooks/{webhook_id}'),
      domain,
      await ask('GET', '/domains', '/domains'),
      await ask('GET', `/domains/${domain.id}`, '/domains/{domain_id}'),
      await ask('POST', `/domains/${domain.id}/verify`, '/domains/{domain_id}/verify')
    ]
    const posted = events().map((event) => {
      const kind = event.type.split('.')[1] ?? ''
      return eventDepartures(`Email${kind[0]?.toUpperCase()}${kind.slice(1)}Event`, event)
    })

    // An email without HTML has null there, as the vendor's own client says; the others are there only where they apply.
    const lawful =
      /^\.(html: null instead of string|tracking_subdomain: is missing|records\[\d\]\.priority: is missing)$/
    const unexpected = asked.map(({ departed }) => departed.filter((departure) => !lawful.test(departure)))
    expect(unexpected).toEqual(asked.map(() => []))
    expect(new Set(events().map(({ type }) => type)).size).toBe(5)
    expect(posted).toEqual(posted.map(() => []))
  })
})
