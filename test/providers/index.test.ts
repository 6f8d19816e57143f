import { inspect } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Ports } from '../../src/providers/contracts.ts'
import type { ProviderHandle } from '../../src/providers/handle.ts'
import {
  accountFingerprint,
  createProviders,
  openProvider,
  type ProviderOptions,
  setSimulator,
  webhookSecret
} from '../../src/providers/index.ts'
import { emailDraft } from './email.contract.ts'
import { API_KEY } from './stage.ts'
import { SMS } from './telephony.contract.ts'
import { wireServer } from './wire-server.ts'

const PRODUCTION = { id: 'org_real', mode: 'production' } as const
const SANDBOX = { id: 'org_play', mode: 'sandbox' } as const
const REAL = { accountSid: `AC${'a'.repeat(32)}`, authToken: 'realtokenrealtokenrealtokenreal1' }
const PLAY = { accountSid: `AC${'b'.repeat(32)}`, authToken: 'playtokenplaytokenplaytokenplay1' }
const RESEND = { apiKey: API_KEY, webhookSecret: 'whsec_cmVhbA==' }

/** A handle over vendors that answer 401 and keep what they were sent. */
async function twoWorlds(options: Partial<ProviderOptions> = {}) {
  const [real, play] = [
    await wireServer(() => ({ status: 401, body: {} })),
    await wireServer(() => ({ status: 401, body: {} }))
  ]
  const vendors: ProviderOptions['vendors'] = {
    ...{ telephony: 'twilio', email: 'resend' },
    twilio: { ...REAL, baseUrl: real.url },
    resend: { ...RESEND, baseUrl: real.url },
    directory: { url: real.url, token: 'directory-token' }
  }
  const simulator = {
    url: play.url,
    credentials: { twilio: PLAY, resend: { apiKey: 're_play', webhookSecret: 'whsec_cGxheQ==' } }
  }
  return { real, play, simulator, vendors, handle: createProviders({ vendors, simulator, ...options }) }
}

/** Ports whose vendors the simulator plays. */
type Simulated = Exclude<keyof Ports, 'llm' | 'tts' | 'stt' | 'agents'>
const attempts: { [P in Simulated]: (port: Ports[P]) => Promise<unknown> } = {
  telephony: (port) => port.sendSms(SMS),
  numbers: (port) => port.verify(),
  accounts: (port) => port.plan(),
  recordings: (port) => port.deleteRecording(`RE${'0'.repeat(32)}`),
  email: (port) => port.sendEmail(emailDraft()),
  directory: (port) => port.lookUp('+14155550123')
}
const PORTS = Object.keys(attempts) as Simulated[]

const attempt = async <P extends Simulated>(handle: ProviderHandle, port: P, org: typeof PRODUCTION | typeof SANDBOX) =>
  attempts[port](await openProvider(handle, port, org)).catch((error: unknown) => error)

test.each(PORTS)('a sandbox reaches the simulator through %s, and nothing else', async (port) => {
  const { real, play, handle } = await twoWorlds()

  await attempt(handle, port, SANDBOX)

  expect([real.requests.length, play.requests.length]).toEqual([0, 1])
  expect(play.requests[0]?.headers.authorization).not.toContain(API_KEY)
})

test.each(PORTS)('a production organization reaches its vendor through %s, and never the simulator', async (port) => {
  const { real, play, handle } = await twoWorlds()

  await attempt(handle, port, PRODUCTION)

  expect([real.requests.length, play.requests.length]).toEqual([1, 0])
})

test.each([
  ['telephony', ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN']],
  ['numbers', ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN']],
  ['accounts', ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN']],
  ['email', ['RESEND_API_KEY']],
  ['directory', ['CONTACT_DIRECTORY_URL', 'CONTACT_DIRECTORY_TOKEN']]
] as const)(
  'without an account, a production organization learns what %s needs, though the simulator runs',
  async (port, variables) => {
    const { handle, play } = await twoWorlds({
      vendors: { telephony: 'twilio', email: 'resend', twilio: undefined, resend: undefined, directory: undefined }
    })

    await expect(openProvider(handle, port, PRODUCTION)).rejects.toMatchObject({
      code: 'provider_unavailable',
      retryable: false,
      message: expect.stringContaining(variables.join(' and ')),
      details: { variables }
    })
    expect(play.requests).toEqual([])
  }
)

test('a sandbox without a simulator is told so, and gets no real account', async () => {
  const { handle, real } = await twoWorlds({ simulator: undefined })

  for (const port of PORTS)
    await expect(openProvider(handle, port, SANDBOX)).rejects.toMatchObject({
      code: 'provider_unavailable',
      retryable: true
    })
  expect(() => webhookSecret(handle, 'twilio', SANDBOX)).toThrow('not running')
  expect(real.requests).toEqual([])
})

test('the simulator may be given when it listens, and may move', async () => {
  const { handle, play, simulator } = await twoWorlds({ simulator: () => undefined })
  const moved = await wireServer(() => ({ status: 401, body: {} }))

  setSimulator(handle, simulator)
  await attempt(handle, 'telephony', SANDBOX)
  const before = accountFingerprint(handle, 'twilio', SANDBOX)
  setSimulator(handle, { ...simulator, url: moved.url })
  await attempt(handle, 'telephony', SANDBOX)

  expect([play.requests.length, moved.requests.length]).toEqual([1, 1])
  expect(accountFingerprint(handle, 'twilio', SANDBOX)).toBe(before)
})

test('an adapter is made once per account', async () => {
  const { handle } = await twoWorlds()

  const [first, again] = await Promise.all([
    openProvider(handle, 'email', PRODUCTION),
    openProvider(handle, 'email', { ...PRODUCTION, id: 'org_other' })
  ])

  expect(again).toBe(first)
  expect(await openProvider(handle, 'email', SANDBOX)).not.toBe(first)
})

test('webhooks are verified with the secrets of the account that serves the organization', async () => {
  const { handle } = await twoWorlds()

  expect(webhookSecret(handle, 'twilio', PRODUCTION)).toEqual(REAL)
  expect(webhookSecret(handle, 'twilio', SANDBOX)).toEqual(PLAY)
  expect(webhookSecret(handle, 'resend', PRODUCTION)).toEqual({ webhookSecret: 'whsec_cmVhbA==' })
  expect(webhookSecret(handle, 'resend', SANDBOX)).toEqual({ webhookSecret: 'whsec_cGxheQ==' })
})

test('accounts have different fingerprints, from which nothing can be read', async () => {
  const { handle } = await twoWorlds()
  const prints = (['twilio', 'resend'] as const).flatMap((vendor) =>
    [PRODUCTION, SANDBOX].map((org) => accountFingerprint(handle, vendor, org))
  )

  expect(new Set(prints).size).toBe(4)
  for (const print of prints) expect(print).toMatch(/^[0-9a-f]{24}$/)
})

test('the handle shows nothing, and an adapter shows no credential', async () => {
  const { handle } = await twoWorlds()

  expect(JSON.stringify(handle)).toBe('{}')
  expect(inspect(handle, { showHidden: true, depth: 9 })).toBe('{}')
  expect(Reflect.ownKeys(handle)).toEqual([])
  for (const port of PORTS) {
    const printed = inspect(await openProvider(handle, port, PRODUCTION), {
      showHidden: true,
      depth: 12,
      getters: true
    })
    for (const secret of [REAL.authToken, API_KEY]) expect(printed).not.toContain(secret)
  }
})

test('a handle of another making opens nothing', async () => {
  await expect(openProvider({} as ProviderHandle, 'email', PRODUCTION)).rejects.toThrow('not a provider handle')
})

test('whatever a credential looks like, no error shows it', async () => {
  const { vendors } = await twoWorlds()
  const secret = fc
    .string({ minLength: 8, maxLength: 40, unit: 'binary' })
    .filter((text) => !/^[\x21-\x7e]*$/.test(text))
  await fc.assert(
    fc.asyncProperty(fc.oneof(secret, fc.string({ minLength: 12, maxLength: 40 })), async (value) => {
      const handle = createProviders({
        vendors: {
          ...vendors,
          twilio: { accountSid: REAL.accountSid, authToken: value, baseUrl: vendors.twilio?.baseUrl },
          resend: { apiKey: value, webhookSecret: value, baseUrl: vendors.resend?.baseUrl }
        }
      })
      for (const port of PORTS) {
        const error = await attempt(handle, port, PRODUCTION).catch((thrown: unknown) => thrown)
        expect(error).toMatchObject({ code: 'provider_rejected' })
        const printed = `${inspect(error, { showHidden: true, depth: 12 })} ${JSON.stringify(error)}`
        expect(printed).not.toContain(value)
        expect(printed).not.toContain(JSON.stringify(value).slice(1, -1))
      }
    }),
    { numRuns: 60 }
  )
})

test.each([
  ['TWILIO_ACCOUNT_SID', { ...REAL, accountSid: 'SK0123' }],
  ['TWILIO_AUTH_TOKEN', { ...REAL, authToken: 'line\nbreak' }]
])('a malformed %s is named', async (name, twilio) => {
  const { handle } = await twoWorlds({
    vendors: {
      telephony: 'twilio',
      email: 'resend',
      twilio: { ...twilio, baseUrl: undefined },
      resend: undefined,
      directory: undefined
    }
  })

  await expect(openProvider(handle, 'numbers', PRODUCTION)).rejects.toMatchObject({
    code: 'provider_rejected',
    message: expect.stringContaining(name)
  })
})
