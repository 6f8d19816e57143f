import { expect, test } from 'vitest'
import { cleanUrl, isPooled, unpooledUrl } from '../../src/db/url.ts'

const NEON = 'postgres://u:p%40w@ep-cool-1-pooler.eu-central-1.aws.neon.tech/db?sslmode=require&channel_binding=require'

test.each([
  [NEON, true],
  ['postgres://u:p@localhost:6432/db?pgbouncer=true', true],
  ['postgres://u:p@ep-cool-1.eu-central-1.aws.neon.tech/db', false],
  ['postgres://u:p@localhost:5432/my-pooler.db', false]
])('%s goes through a pooler: %s', (url, pooled) => {
  expect(isPooled(url)).toBe(pooled)
})

test('parameters that the server refuses are not forwarded, and nothing else is changed', () => {
  const url =
    'postgres://u:p%40w@h:5433/db?sslmode=require&channel_binding=require&pgbouncer=true&schema=public&application_name=x'

  expect(cleanUrl(url)).toBe('postgres://u:p%40w@h:5433/db?sslmode=require&application_name=x')
})

test('migrations and LISTEN go round the pooler, by the URL that is given or by Neon’s names', () => {
  expect(unpooledUrl(NEON)).toBe('postgres://u:p%40w@ep-cool-1.eu-central-1.aws.neon.tech/db?sslmode=require')
  expect(unpooledUrl(NEON, 'postgres://direct/db?channel_binding=require')).toBe('postgres://direct/db')
})
