import { expect, test } from 'vitest'
import { window24h } from '../../src/policy/window-24h.ts'
import { intent, stranger } from '../helpers/intent.ts'
import { subject } from '../helpers/subject.ts'

const AT = new Date('2026-06-15T17:00:00.000Z')
const before = (ms: number) => new Date(AT.getTime() - ms)
const DAY_MS = 86_400_000

const verdict = (wroteAt: Date | undefined, more: object = {}, wroteOn = 'whatsapp') => {
  const standing = stranger({ lastInboundAt: new Map(wroteAt ? [[wroteOn, wroteAt]] : []) })
  const about = intent({ channel: 'whatsapp', at: AT, standing, ...more })
  const facts = window24h.load({} as never, about)
  return window24h.judge(about, JSON.parse(JSON.stringify(facts)))
}

test.each([
  [before(0), undefined],
  [before(DAY_MS - 1), undefined],
  [before(DAY_MS), 'window_closed'],
  [before(3 * DAY_MS), 'window_closed'],
  [undefined, 'window_closed']
])('free text by WhatsApp to who wrote at %s is judged %s', (wroteAt, code) => {
  expect(verdict(wroteAt)?.code).toBe(code)
})

test('a template opens a conversation at any time', () => {
  expect(verdict(undefined, { said: { body: '', templateId: 'HX1' } })).toBeUndefined()
})

test('only what was written on WhatsApp opens its window', () => {
  expect(verdict(AT, {}, 'sms')?.code).toBe('window_closed')
})

test.each(['sms', 'email', 'voice'] as const)('%s has no such window', (channel) => {
  expect(window24h.load({} as never, intent({ channel }))).toEqual({})
  expect(window24h.judge(subject({ channel }), {})).toBeUndefined()
})

test('a refusal says when the window closed', () => {
  expect(verdict(before(2 * DAY_MS))?.details).toEqual({ closedAt: '2026-06-14T17:00:00.000Z' })
})
