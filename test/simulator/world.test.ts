import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { simulatorCredentials } from '../../src/simulator/credentials.ts'
import { newest } from '../../src/simulator/newest.ts'
import { listener, simulated } from './simulated.ts'

function stateFile() {
  const folder = mkdtempSync(join(tmpdir(), 'comms-simulator-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'simulator.json')
}

test('numbers, webhooks and domains outlive a restart, messages do not', async () => {
  const file = stateFile()
  const ours = await listener()
  const one = await simulated({ stateFile: file })
  await one.texting.incomingPhoneNumbers.create({
    phoneNumber: '+14155550100',
    friendlyName: 'agt_1',
    smsUrl: `${ours.base}/sms`
  })
  await one.mailing.webhooks.create({ endpoint: `${ours.base}/email`, events: ['email.received'] })
  await one.mailing.domains.create({ name: 'shop.example' })
  one.simulator.sms({ from: '+14155557788', to: '+14155550100', body: 'hello' })
  await one.simulator.idle()
  await one.simulator.close()

  const two = await simulated({ stateFile: file })
  two.simulator.sms({ from: '+14155557788', to: '+14155550100', body: 'again' })
  two.simulator.email({ from: 'ada@example.org', to: 'a@agents.example.com', subject: 'Hi' })
  await two.simulator.idle()

  expect(ours.received.map(({ path }) => path).sort()).toEqual(['/email', '/sms', '/sms'])
  expect((await two.mailing.domains.list()).data?.data.map(({ name }) => name)).toEqual([
    'agents.example.com',
    'shop.example'
  ])
  expect(two.simulator.numbers()).toMatchObject([{ number: '+14155550100', friendlyName: 'agt_1' }])
  expect(two.simulator.counts().texts).toBe(1)
  expect(statSync(file).mode & 0o777).toBe(0o600)
})

test('a released number does not come back', async () => {
  const file = stateFile()
  const one = await simulated({ stateFile: file })
  const { sid } = await one.texting.incomingPhoneNumbers.create({ phoneNumber: '+14155550100' })
  await one.texting.incomingPhoneNumbers(sid).remove()
  await one.simulator.close()

  expect((await simulated({ stateFile: file })).simulator.numbers()).toEqual([])
})

test('a state file that holds something else is refused and stays as it is', async () => {
  const file = stateFile()
  writeFileSync(file, '{"numbers":"many"}')

  await expect(simulated({ stateFile: file })).rejects.toThrow(/not readable/)
  expect(readFileSync(file, 'utf8')).toBe('{"numbers":"many"}')
})

test('nothing is posted once it is closed', async () => {
  const ours = await listener()
  const { simulator, texting, clock } = await simulated()
  simulator.hold({ number: '+14155550100', smsUrl: `${ours.base}/sms` })
  await texting.messages.create({
    from: '+14155550100',
    to: '+14155557788',
    body: 'x',
    statusCallback: `${ours.base}/status`
  })

  await simulator.close()
  await clock.advance(86_400_000)
  await simulator.close()

  expect(simulator.counts().webhooks).toBe(0)
  expect(ours.received).toEqual([])
})

test('a retry that waits when it is closed is not posted', async () => {
  const ours = await listener(() => 503)
  const { simulator, clock } = await simulated()
  simulator.hold({ number: '+14155550100', smsUrl: ours.base })
  simulator.sms({ from: '+14155557788', to: '+14155550100', body: 'x' })
  await simulator.idle()

  await simulator.close()
  await clock.advance(86_400_000)
  await simulator.idle()

  expect(simulator.webhooks()).toMatchObject([{ attempts: [{ status: 503 }] }])
  expect(ours.received).toHaveLength(1)
})

test('texts that left the records are not listed between their numbers either', async () => {
  const { simulator, texting } = await simulated({ recordsMax: 2 })
  simulator.hold({ number: '+14155550100' })
  for (const body of ['one', 'two', 'three']) simulator.sms({ from: '+14155557788', to: '+14155550100', body })

  const listed = await texting.messages.list({ from: '+14155557788', to: '+14155550100' })

  expect(listed.map(({ body }) => body)).toEqual(['three', 'two'])
  expect(simulator.counts().texts).toBe(3)
})

test('the same secret gives the same credentials, another secret gives others, and none shows the secret', () => {
  const secret = 'a secret that is long enough'
  const one = simulatorCredentials(secret)

  expect(simulatorCredentials(secret)).toEqual(one)
  expect(one.accountSid).toMatch(/^AC[0-9a-f]{32}$/)
  expect(one.authToken).toMatch(/^[0-9a-f]{32}$/)
  expect(one.resendWebhookSecret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
  const other = simulatorCredentials(`${secret}!`)
  const values = [...Object.values(one), ...Object.values(other)]
  expect(new Set(values).size).toBe(8)
  expect(values.join()).not.toContain(secret)
})

test('records keep the newest within their bounds and count all', () => {
  const left: number[] = []
  const kept = newest<number>(
    { items: 3, weight: 10 },
    (weight) => weight,
    (gone) => left.push(gone)
  )

  for (const weight of [1, 2, 3, 4]) kept.add(`id${weight}`, weight)
  const byNumber = kept.list()
  kept.add('id9', 9)

  expect(byNumber).toEqual([4, 3, 2])
  expect(kept.list()).toEqual([9])
  expect(left).toEqual([1, 2, 3, 4])
  expect(kept.get('id4')).toBeUndefined()
  expect(kept.total).toBe(5)
})
