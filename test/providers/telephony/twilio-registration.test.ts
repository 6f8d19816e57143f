import { describe, expect, test } from 'vitest'
import { openAt } from '../stage.ts'
import { refusal, twilioWire } from '../twilio-wire.ts'
import type { WireAnswer } from '../wire-server.ts'

const sidOf = (kind: string, digit: string) => `${kind}${digit.repeat(32)}`
const [FIRST, SECOND] = [sidOf('MG', '1'), sidOf('MG', '2')]
const NUMBER = { ref: sidOf('PN', '5'), number: '+14155550120' }
const TOLL_FREE = { ref: sidOf('PN', '6'), number: '+18335550120' }

const page = (key: string, items: object[]) => ({ body: { [key]: items, meta: { key, next_page_url: null } } })

interface Account {
  /** State of the campaigns of each service. */
  campaigns: Record<string, string[]>
  /** In which service the number is. */
  memberOf?: string
  /** What Twilio says to a number that is put into a service. */
  takes?: WireAnswer
  verifications?: string[]
  /** Service that the operator named. */
  named?: string
}

/** The port over an account, and what was asked of it. */
async function account({ campaigns, memberOf, takes, verifications = [], named }: Account) {
  const services = Object.keys(campaigns)
  const wire = await twilioWire({
    'GET /v1/Services': () =>
      page(
        'services',
        services.map((sid) => ({ sid }))
      ),
    'GET /v1/Tollfree/Verifications': () =>
      page(
        'verifications',
        verifications.map((status) => ({ status }))
      ),
    ...Object.fromEntries(
      services.flatMap((sid) => [
        [
          `GET /v1/Services/${sid}/Compliance/Usa2p`,
          () =>
            page(
              'compliance',
              (campaigns[sid] ?? []).map((campaign_status) => ({ campaign_status }))
            )
        ],
        [
          `GET /v1/Services/${sid}/PhoneNumbers/${NUMBER.ref}`,
          () => (memberOf === sid ? { body: { sid: NUMBER.ref } } : refusal(20404, 404))
        ],
        [`POST /v1/Services/${sid}/PhoneNumbers`, () => takes ?? { status: 201, body: { sid: NUMBER.ref } }]
      ])
    )
  })
  const port = await openAt('numbers', wire.url, undefined, { messagingServiceSid: named })
  return { port, added: () => wire.requests.filter(({ method }) => method === 'POST'), asked: () => wire.requests }
}

describe('a long number', () => {
  test.each<[string, Account, boolean]>([
    [
      'is registered in a service with a verified campaign',
      { campaigns: { [FIRST]: ['VERIFIED'] }, memberOf: FIRST },
      true
    ],
    [
      'is registered in any such service of the account',
      { campaigns: { [FIRST]: ['VERIFIED'], [SECOND]: ['FAILED', 'VERIFIED'] }, memberOf: SECOND },
      true
    ],
    [
      'is not registered while the campaign is looked at',
      { campaigns: { [FIRST]: ['IN_PROGRESS'] }, memberOf: FIRST },
      false
    ],
    ['is not registered by a campaign that failed', { campaigns: { [FIRST]: ['FAILED'] }, memberOf: FIRST }, false],
    ['is not registered in a service without a campaign', { campaigns: { [FIRST]: [] }, memberOf: FIRST }, false],
    ['is not registered outside of the service', { campaigns: { [FIRST]: ['VERIFIED'] } }, false],
    [
      'is not registered where the campaign is of another service',
      { campaigns: { [FIRST]: ['VERIFIED'], [SECOND]: [] }, memberOf: SECOND },
      false
    ],
    ['is not registered in an account without services', { campaigns: {} }, false]
  ])('%s', async (_name, given, registered) => {
    const { port, added } = await account(given)

    expect(await port.register(NUMBER)).toBe(registered)
    // Nobody said that this campaign is meant for our numbers.
    expect(added()).toEqual([])
  })
})

describe('a service that the operator named', () => {
  test('takes the number in when its campaign is verified', async () => {
    const { port, added } = await account({
      campaigns: { [FIRST]: ['VERIFIED'], [SECOND]: ['VERIFIED'] },
      named: SECOND
    })

    expect(await port.register(NUMBER)).toBe(true)
    expect(added().map(({ path, body }) => [path, body])).toEqual([
      [`/v1/Services/${SECOND}/PhoneNumbers`, `PhoneNumberSid=${NUMBER.ref}`]
    ])
  })

  test('takes nothing in before, so that the number is not bound to a campaign that fails', async () => {
    const { port, added } = await account({ campaigns: { [FIRST]: ['IN_PROGRESS'] }, named: FIRST })

    expect(await port.register(NUMBER)).toBe(false)
    expect(added()).toEqual([])
  })

  test('takes nothing in by the campaign of another', async () => {
    const campaigns = { [FIRST]: ['FAILED'], [SECOND]: ['VERIFIED'] }
    const { port, added } = await account({ campaigns, named: FIRST })

    expect(await port.register(NUMBER)).toBe(false)
    expect(added()).toEqual([])
  })

  test('does not take in twice what is there', async () => {
    const { port, added } = await account({ campaigns: { [FIRST]: ['VERIFIED'] }, memberOf: FIRST, named: FIRST })

    expect(await port.register(NUMBER)).toBe(true)
    expect(added()).toEqual([])
  })

  test('that somebody else put the number into at the same time has it', async () => {
    const { port } = await account({ campaigns: { [FIRST]: ['VERIFIED'] }, takes: refusal(21710, 409), named: FIRST })

    expect(await port.register(NUMBER)).toBe(true)
  })

  test('says so when it does not take the number', async () => {
    const { port } = await account({ campaigns: { [FIRST]: ['VERIFIED'] }, takes: refusal(21712, 409), named: FIRST })

    await expect(port.register(NUMBER)).rejects.toMatchObject({ code: 'provider_rejected' })
  })

  test('is no matter where the number is registered in another already', async () => {
    const campaigns = { [FIRST]: ['VERIFIED'], [SECOND]: ['VERIFIED'] }
    const { port, added } = await account({ campaigns, memberOf: SECOND, named: FIRST })

    expect(await port.register(NUMBER)).toBe(true)
    expect(added()).toEqual([])
  })

  test('that is not there leaves the number unregistered', async () => {
    const { port } = await account({ campaigns: {}, named: FIRST })

    expect(await port.register(NUMBER)).toBe(false)
  })
})

describe('a toll-free number', () => {
  test.each([
    [['TWILIO_APPROVED'], true],
    [['TWILIO_REJECTED', 'TWILIO_APPROVED'], true],
    [['IN_REVIEW'], false],
    [['TWILIO_REJECTED'], false],
    [[], false]
  ])('with the verifications %j is registered: %s', async (verifications, registered) => {
    const { port, asked } = await account({ campaigns: { [FIRST]: ['VERIFIED'] }, verifications })

    expect(await port.register(TOLL_FREE)).toBe(registered)
    expect(asked().map(({ path, query }) => [path, query.get('TollfreePhoneNumberSid')])).toEqual([
      ['/v1/Tollfree/Verifications', TOLL_FREE.ref]
    ])
  })
})
