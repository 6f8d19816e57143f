import { describe, expect, test } from 'vitest'
import type { Intent } from '../../src/policy/check.ts'
import { emailIdentity } from '../../src/policy/email-identity.ts'
import { subject } from '../helpers/subject.ts'

const ADDRESS = '1 Main Street\nSpringfield, IL 62701'
const HEADERS = {
  'List-Unsubscribe': '<https://comms.example/unsubscribe/abc>, <mailto:ada@example.com?subject=unsubscribe>',
  'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click'
}
const WHOLE = {
  subject: 'Half price',
  body: 'Buy now.\n\n-- \nAcme\n1 Main Street\nSpringfield, IL 62701\n',
  headers: HEADERS
}

interface Case {
  said?: Partial<Intent['said']>
  postalAddress?: string | undefined
  channel?: Intent['channel']
  purpose?: Intent['purpose']
}

async function verdict({ said, channel = 'email', purpose = 'marketing', ...org }: Case) {
  const settings = { postalAddress: 'postalAddress' in org ? org.postalAddress : ADDRESS }
  const intent = { ...subject({ channel, purpose, country: null }), said: { ...WHOLE, ...said }, org: { settings } }
  const facts = await emailIdentity.load({} as never, intent as never)
  const stored = JSON.parse(JSON.stringify(facts))
  return { facts: JSON.stringify(facts), refusal: emailIdentity.judge(intent as never, stored) }
}

test('an email that sells passes with its sender, its link and its subject', async () => {
  expect((await verdict({})).refusal).toBeUndefined()
})

test('an email that sells passes with its sender in both of its forms, however html writes it', async () => {
  const html = '<p>Buy now.</p><p>Acme<br>1 Main&nbsp;Street<br>Springfield, IL 62701</p>'

  expect((await verdict({ said: { html: html.replace('&nbsp;', ' ') } })).refusal).toBeUndefined()
  expect(
    (
      await verdict({
        postalAddress: 'Smith & Co "Hall"',
        said: { body: 'Smith & Co "Hall"', html: '<i>Smith &amp; Co &quot;Hall&quot;</i>' }
      })
    ).refusal
  ).toBeUndefined()
})

describe('an email that sells is refused', () => {
  test.each<[string, Case, string[]]>([
    ['without a postal address', { postalAddress: undefined }, ['postal_address']],
    ['with an empty postal address', { postalAddress: ' \n ' }, ['postal_address']],
    ['when the address does not stand in it', { said: { body: 'Buy now.' } }, ['postal_address']],
    ['when half of the address stands in it', { said: { body: 'Buy now.\n1 Main Street' } }, ['postal_address']],
    [
      'when the address stands in the text, and not in the html that is read',
      { said: { html: '<p>Buy now.</p><!-- 1 Main Street Springfield, IL 62701 -->' } },
      ['postal_address']
    ],
    [
      'when the address stands in the html alone',
      { said: { body: 'Buy now.', html: '<p>1 Main Street<br>Springfield, IL 62701</p>' } },
      ['postal_address']
    ],
    ['without headers', { said: { headers: undefined } }, ['unsubscribe_link']],
    [
      'with a link that is not https',
      { said: { headers: { ...HEADERS, 'List-Unsubscribe': '<http://127.0.0.1:3100/unsubscribe/abc>' } } },
      ['unsubscribe_link']
    ],
    [
      'with nothing but a mailbox to unsubscribe at',
      { said: { headers: { ...HEADERS, 'List-Unsubscribe': '<mailto:ada@example.com>' } } },
      ['unsubscribe_link']
    ],
    [
      'when a mail program cannot unsubscribe in one click',
      { said: { headers: { 'List-Unsubscribe': HEADERS['List-Unsubscribe'] } } },
      ['unsubscribe_link']
    ],
    ['without a subject', { said: { subject: undefined } }, ['subject']],
    ['with a blank subject', { said: { subject: '  ' } }, ['subject']],
    [
      'for all that is missing at once',
      { postalAddress: undefined, said: { headers: {}, subject: '' } },
      ['postal_address', 'unsubscribe_link', 'subject']
    ]
  ])('%s', async (_what, given, missing) => {
    const { refusal, facts } = await verdict(given)
    expect(refusal).toMatchObject({ code: 'identity_missing', details: { missing } })
    expect(refusal?.nextAction).toBeTruthy()
    expect(facts).not.toMatch(/Main Street|comms\.example|Half price/)
  })
})

test.each<[string, Case]>([
  ['a text', { channel: 'sms' }],
  ['an email about a person’s business', { purpose: 'conversational' }],
  ['an email that is awaited', { purpose: 'transactional' }],
  ['the confirmation of an opt-out', { purpose: 'opt_out_confirmation' }]
])('%s needs none of it', async (_what, given) => {
  const { refusal, facts } = await verdict({
    ...given,
    postalAddress: undefined,
    said: { headers: undefined, subject: '' }
  })
  expect(refusal).toBeUndefined()
  expect(facts).toBe('{}')
})
