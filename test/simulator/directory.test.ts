import { describe, expect, test } from 'vitest'
import { awakeZone } from '../../src/simulator/directory/awake-zone.ts'
import { credentials, simulated, wire } from './simulated.ts'

const DAY_MS = 86_400_000
const minutesIn = (timeZone: string, at: Date) => {
  const shown = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const [hour = 0, minute = 0] = shown.format(at).split(':').map(Number)
  return hour * 60 + minute
}

describe('the zone of an awake person', () => {
  test('is one in which it is day, now and until its answer ends, all the year round', () => {
    for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2027, 0, 1); at += 139 * 60_000) {
      const { timeZone, validSeconds } = awakeZone(new Date(at))
      const now = minutesIn(timeZone, new Date(at))
      const end = minutesIn(timeZone, new Date(at + validSeconds * 1000 - 1000))

      expect([now >= 9 * 60, end <= 18 * 60 + 30, validSeconds > 0, validSeconds * 1000 < DAY_MS]).toEqual([
        true,
        true,
        true,
        true
      ])
    }
  })
})

describe('the contact directory of the simulated world', () => {
  const ask = (base: string, contact: string, token = credentials.authToken) =>
    wire(`${base}/directory/contacts/${encodeURIComponent(contact)}`, { headers: { authorization: `Bearer ${token}` } })

  test.each(['+14155550123', '+447400123456', 'ada@example.com'])('knows %s, who has consented', async (contact) => {
    const { simulator, clock } = await simulated()

    const answer = await ask(simulator.url, contact)

    expect(answer.status).toBe(200)
    expect(JSON.parse(answer.body)).toMatchObject({
      ...awakeZone(clock.now()),
      consents: [{ channel: 'any', purpose: 'any', kind: 'express' }]
    })
  })

  test('tells nothing to a stranger', async () => {
    const { simulator } = await simulated()

    const answer = await ask(simulator.url, '+14155550123', 'guess')

    expect([answer.status, answer.body.includes('consents')]).toEqual([401, false])
  })
})
