import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const SRC = fileURLToPath(new URL('../../src/', import.meta.url))

/** Files of packages that a fresh process has loaded after it imported this module of ours. */
const loadedBy = (module: string): string[] => {
  const script = `
    import { Module } from 'node:module'
    await import(${JSON.stringify(`${SRC}${module}`)})
    console.log(JSON.stringify(Object.keys(Module._cache)))`
  const printed = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
  return JSON.parse(printed)
}

test('no library of a vendor, and no HTTP client, is loaded before an adapter is opened', () => {
  const loaded = loadedBy('providers/index.ts')

  expect(loaded.filter((file) => /\/node_modules\/(twilio|resend|axios|undici)\//.test(file))).toEqual([])
})

test('checking a signature loads no more of the library than that takes', () => {
  const loaded = loadedBy('webhooks/verifiers/twilio.ts').filter((file) => file.includes('/node_modules/'))

  expect(loaded.map((file) => file.replace(/^.*\/node_modules\//, ''))).toEqual(['twilio/lib/webhooks/webhooks.js'])
})
