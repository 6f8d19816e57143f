import pino from 'pino'
import { expect, test } from 'vitest'
import { logOptions } from '../../src/lib/log-options.ts'

function written(...fields: object[]): Record<string, unknown>[] {
  const lines: Record<string, unknown>[] = []
  const log = pino(logOptions('info'), { write: (line) => void lines.push(JSON.parse(line)) })
  for (const each of fields) log.info(each, 'said')
  return lines
}

test('a line has its level by name, its time and its message', () => {
  const [line] = written({ event: 'tested', count: 1 })

  expect(line).toMatchObject({ level: 'info', event: 'tested', count: 1, message: 'said' })
  expect(new Date(String(line?.['timestamp'])).toISOString()).toBe(line?.['timestamp'])
})

test('secrets and content never reach a line, at whatever depth they stand', () => {
  const fields = {
    event: 'tested',
    token: 'SECRET',
    request: { headers: { authorization: 'SECRET', accept: 'x' }, list: [{ deep: { apiKey: 'SECRET' } }] },
    message: { to: 'SECRET', from: 'SECRET', body: 'SECRET', text: ['SECRET'], subject: { a: 'SECRET' } }
  }

  const [line] = written(fields)

  expect(JSON.stringify(line)).not.toContain('SECRET')
  expect(line).toMatchObject({
    token: '[redacted]',
    request: { headers: { authorization: '[redacted]', accept: 'x' }, list: [{ deep: { apiKey: '[redacted]' } }] }
  })
})

test('what stands deeper than a line is searched does not reach it at all', () => {
  const fields = { a: { b: { c: { d: { e: { apiKey: 'SECRET', f: { note: 'SECRET' } } } } } } }

  const [line] = written({ ...fields, list: [[[[[['SECRET']]]]]] })

  expect(JSON.stringify(line)).not.toContain('SECRET')
})

test('what is logged is not changed by it', () => {
  const fields = { caller: { token: 'kept' }, when: new Date(0) }

  written(fields)

  expect(fields).toEqual({ caller: { token: 'kept' }, when: new Date(0) })
})

test('an error is described, and what hangs on itself does not hang the log', () => {
  const loop: Record<string, unknown> = { name: 'loop' }
  loop['self'] = loop

  const [failed, looped] = written({ err: new TypeError('broken') }, { loop })

  expect(failed?.['err']).toMatchObject({ type: 'TypeError' })
  expect(looped?.['loop']).toMatchObject({ name: 'loop' })
})
