import { expect, test } from 'vitest'
import { createProviders, hasDirectory, openProvider } from '../../src/providers/index.ts'
import { wireServer } from './wire-server.ts'

const PRODUCTION = { id: 'org_real', mode: 'production' } as const
const ENTRY = {
  timeZone: 'Asia/Jerusalem',
  region: 'US-CA',
  validSeconds: 60,
  consents: [{ channel: 'sms', purpose: 'any', kind: 'express', grantedAt: '2026-01-05T00:00:00Z', proof: 'form 7' }]
}

/** A directory that gives this answer, and what it was asked. */
async function directory(status: number, body: unknown) {
  const { url, requests } = await wireServer(() => ({ status, body: body as object }))
  const vendors = { telephony: 'twilio', email: 'resend', twilio: undefined, resend: undefined } as const
  const handle = createProviders({ vendors: { ...vendors, directory: { url: `${url}/crm/`, token: 'crm-token' } } })
  return { port: await openProvider(handle, 'directory', PRODUCTION), requests }
}

test('a directory is asked for one person with its bearer, and its answer comes as dates and milliseconds', async () => {
  const { port, requests } = await directory(200, ENTRY)

  expect(await port.lookUp('+14155550123')).toEqual({
    timeZone: 'Asia/Jerusalem',
    region: 'US-CA',
    lead: false,
    validMs: 60_000,
    consents: [{ ...ENTRY.consents[0], grantedAt: new Date('2026-01-05T00:00:00Z'), expiresAt: undefined }]
  })
  expect(requests.map(({ method, path, headers }) => [method, path, headers.authorization])).toEqual([
    ['GET', '/crm/contacts/%2B14155550123', 'Bearer crm-token']
  ])
})

test('somebody whom the directory does not know is nobody, not an error', async () => {
  const { port } = await directory(404, {})

  expect(await port.lookUp('ada@example.com')).toBeUndefined()
})

test.each([
  [{ ...ENTRY, timeZone: 'Mars/Olympus' }],
  [{ ...ENTRY, consents: [{ ...ENTRY.consents[0], grantedAt: 'yesterday' }] }],
  [{ ...ENTRY, consents: [{ ...ENTRY.consents[0], expiresAt: 'never' }] }],
  [{ ...ENTRY, consents: [{ ...ENTRY.consents[0], kind: 'probably' }] }],
  [[]],
  ['not JSON']
])('an answer that cannot be believed, %j, is a failure and no consent', async (body) => {
  const { port } = await directory(200, body)

  await expect(port.lookUp('+14155550123')).rejects.toMatchObject({ code: 'provider_unavailable' })
})

test.each([
  [401, 'provider_rejected'],
  [429, 'provider_unavailable'],
  [500, 'provider_unavailable']
])('a directory that answers %i fails with %s', async (status, code) => {
  const { port } = await directory(status, {})

  await expect(port.lookUp('+14155550123')).rejects.toMatchObject({ code })
})

test('only an organization with a directory has one', () => {
  const vendors = { telephony: 'twilio', email: 'resend', twilio: undefined, resend: undefined } as const
  const without = createProviders({ vendors: { ...vendors, directory: undefined } })
  const having = createProviders({ vendors: { ...vendors, directory: { url: 'https://crm.example', token: 't' } } })

  expect([hasDirectory(without, PRODUCTION), hasDirectory(having, PRODUCTION)]).toEqual([false, true])
  expect(hasDirectory(having, { id: 'org_play', mode: 'sandbox' })).toBe(false)
})
