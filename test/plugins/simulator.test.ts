import { existsSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import simulator from '../../src/plugins/simulator.ts'
import { openProvider } from '../../src/providers/index.ts'
import { simulatorCredentials } from '../../src/simulator/credentials.ts'
import { startSimulator } from '../../src/simulator/index.ts'
import { bareApp } from '../helpers/bare-app.ts'
import { virtualClock } from '../helpers/virtual-clock.ts'

const sandbox = { id: 'org_1', mode: 'sandbox' } as const
const production = { id: 'org_2', mode: 'production' } as const
const hooks = {
  smsUrl: 'https://ours.example/s',
  voiceUrl: 'https://ours.example/v',
  statusUrl: 'https://ours.example/c'
}

test('in demo mode a sandbox organization is served by a carrier in this process, which ends with the server', async () => {
  const { app, config } = bareApp({ DEMO_MODE: 'true' })
  await app.register(simulator)
  await app.ready()

  const numbers = await openProvider(app.providers, 'numbers', sandbox)
  const [offer] = await numbers.search({ country: 'US', sms: true, voice: true, limit: 1 })
  await numbers.buy(offer?.number ?? '', hooks, 'agt_1')
  const domain = await (await openProvider(app.providers, 'email', sandbox)).checkDomain(config.emailDefaultDomain)
  const kept = existsSync(`${config.dataDir}/simulator.json`)
  await app.close()

  expect(await numbers.find('agt_1').catch((error: unknown) => error)).toMatchObject({ code: 'provider_unavailable' })
  expect(domain).toMatchObject({ status: 'verified' })
  expect(kept).toBe(true)
})

test('a production organization is never served by it', async () => {
  const { app } = bareApp({ DEMO_MODE: 'true' })
  await app.register(simulator)
  await app.ready()

  await expect(openProvider(app.providers, 'numbers', production)).rejects.toMatchObject({
    code: 'provider_unavailable'
  })
})

test('replicas share the carrier of SIMULATOR_URL by sharing their secret', async () => {
  const secret = 'a session secret that the replicas share'
  const shared = await startSimulator({ ...simulatorCredentials(secret), clock: virtualClock() })
  onTestFinished(() => shared.close())
  const env = { DEMO_MODE: 'true', SESSION_SECRET: secret, SIMULATOR_URL: `${shared.url}/` }
  const { app, config } = bareApp(env)
  await app.register(simulator)
  await app.ready()

  const numbers = await openProvider(app.providers, 'numbers', sandbox)
  await numbers.buy('+14155550100', hooks, 'agt_1')

  expect(shared.numbers()).toMatchObject([
    { number: '+14155550100', friendlyName: 'agt_1', ...{ smsUrl: hooks.smsUrl } }
  ])
  expect(existsSync(`${config.dataDir}/simulator.json`)).toBe(false)
})

test('out of demo mode there is no carrier but a shared one', async () => {
  const { app } = bareApp({ DEMO_MODE: 'false' })
  await app.register(simulator)
  await app.ready()

  await expect(openProvider(app.providers, 'numbers', sandbox)).rejects.toMatchObject({ code: 'provider_unavailable' })
})
