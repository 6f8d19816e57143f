import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { ConfigError, loadConfig } from '../src/config.ts'

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'comms-config-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const load = (env: Record<string, string>) => loadConfig({ DATA_DIR: scratch(), ...env })

function refusal(env: Record<string, string>): string {
  try {
    load(env)
  } catch (error) {
    if (error instanceof ConfigError) return error.message
    throw error
  }
  return 'none'
}

test.each([
  ['PORT', '65536'],
  ['PORT', '31OO'],
  ['SIMULATOR_PORT', '70000'],
  ['SHUTDOWN_DEADLINE_SECONDS', '3601'],
  ['DEFAULT_MAX_ACTIONS_PER_DAY', '1000000001'],
  ['DEFAULT_MAX_SPEND_PER_DAY', '10,50'],
  ['DATA_RETENTION_USAGE_DAYS', '0'],
  ['EDITION', 'professional'],
  ['ADMIN_TOKEN', 'too-short'],
  ['TRUST_PROXY', 'true'],
  ['TRUST_PROXY', 'constructor'],
  ['DENIED_IPS', '192.0.2.0/24,somewhere'],
  ['DENIED_IPS', 'loopback'],
  ['ADMIN_ALLOWED_IPS', '192.0.2'],
  ['WEBHOOK_ALLOWED_IPS', '192.0.2.0/33']
])('%s=%s is refused at the start, by its name', (name, value) => {
  expect(refusal({ [name]: value })).toContain(name)
})

test('every variable at fault is named at once', () => {
  const message = refusal({ PORT: '70000', TRUST_PROXY: 'all', DENIED_IPS: 'nobody, 192.0.2.1, none' })

  expect(['PORT', 'TRUST_PROXY: "all"', '"nobody"', '"none"'].filter((part) => !message.includes(part))).toEqual([])
  expect(message).not.toContain('192.0.2.1')
})

test('the largest values that are allowed are taken', () => {
  const config = load({ PORT: '65535', SHUTDOWN_DEADLINE_SECONDS: '3600', DEFAULT_MAX_SPEND_PER_DAY: '0.000001' })

  expect([config.port, config.shutdownDeadlineMs, config.limits.maxSpendPerDayMicroUsd]).toEqual([65_535, 3_600_000, 1])
})

test('proxies are named by address, by network, or by the names that private networks have', () => {
  const { trustProxy } = load({ TRUST_PROXY: '192.0.2.1, loopback' })

  expect(trustProxy).toEqual(['192.0.2.1', '127.0.0.1/8', '::1/128'])
})

test('in production nothing is generated: each missing secret is named', () => {
  const DATA_DIR = scratch()
  const message = refusal({ DATA_DIR, NODE_ENV: 'production', ADMIN_TOKEN: 'a'.repeat(24) })

  expect(message).toContain('MASTER_SECURITY_TOKEN, CREDENTIALS_ENCRYPTION_KEY, SESSION_SECRET')
  expect(message).not.toContain('ADMIN_TOKEN')
  expect(existsSync(join(DATA_DIR, 'secrets.json'))).toBe(false)
})

test('elsewhere secrets are generated once, kept for the owner alone, and outranked by those that are given', () => {
  const DATA_DIR = scratch()
  const first = loadConfig({ DATA_DIR }).secrets
  const given = 'b'.repeat(24)
  const second = loadConfig({ DATA_DIR, ADMIN_TOKEN: given }).secrets

  expect(new Set([first.masterToken, first.adminToken, first.encryptionKey, first.sessionSecret]).size).toBe(4)
  expect(second).toEqual({ ...first, adminToken: given })
  expect(statSync(join(DATA_DIR, 'secrets.json')).mode & 0o777).toBe(0o600)
})

test.each([
  ['is cut', (text: string) => text.slice(0, 90)],
  ['lacks one', (text: string) => JSON.stringify({ ...JSON.parse(text), ADMIN_TOKEN: '' })]
])('a file of secrets that %s is no reason to serve without, and none of it is shown', (_what, damage) => {
  const DATA_DIR = scratch()
  const { masterToken } = loadConfig({ DATA_DIR }).secrets
  const file = join(DATA_DIR, 'secrets.json')
  const damaged = damage(readFileSync(file, 'utf8'))
  writeFileSync(file, damaged)

  const message = refusal({ DATA_DIR })

  expect(message).toContain('ADMIN_TOKEN')
  expect(message).not.toContain(masterToken.slice(0, 12))
  expect(readFileSync(file, 'utf8')).toBe(damaged)
})

test('an empty variable counts as absent', () => {
  expect(load({ PORT: '', DENIED_IPS: '', TWILIO_ACCOUNT_SID: '' })).toMatchObject({ port: 3100, demoMode: true })
})

test.each<[Record<string, string>, string | undefined]>([
  [{}, undefined],
  [{ ANTHROPIC_API_KEY: 'a' }, 'anthropic'],
  [{ OPENAI_API_KEY: 'o' }, 'openai'],
  [{ ANTHROPIC_API_KEY: 'a', OPENAI_API_KEY: 'o' }, 'anthropic'],
  [{ ANTHROPIC_API_KEY: 'a', OPENAI_API_KEY: 'o', PROVIDER_LLM: 'openai' }, 'openai']
])('with %j the language model is that of %s', (env, vendor) => {
  expect(load(env).vendors.llm).toBe(vendor)
})

test.each([
  [{ PROVIDER_TTS: 'edge', DEMO_MODE: 'false' }, 'EDGE_TTS'],
  [{ EDGE_TTS: 'true', TWILIO_ACCOUNT_SID: `AC${'1'.repeat(32)}`, TWILIO_AUTH_TOKEN: '2'.repeat(32) }, 'EDGE_TTS'],
  [{ PROVIDER_TTS: 'edge', DEMO_MODE: 'true' }, 'none'],
  [{ PROVIDER_TTS: 'edge', DEMO_MODE: 'false', OPENAI_API_KEY: 'sk-1' }, 'none'],
  [{ EDGE_TTS: 'true', DEMO_MODE: 'false', ELEVENLABS_API_KEY: 'sk-1' }, 'none']
])('speech that is unofficial is never all that there is: %j', (env, problem) => {
  expect(refusal(env)).toContain(problem)
})

test('the reader of Edge speaks where it was asked for, and nowhere else', () => {
  const key = { ELEVENLABS_API_KEY: 'sk-1', DEMO_MODE: 'false' }

  expect(load(key).vendors).toMatchObject({ tts: 'elevenlabs', edge: undefined })
  expect(load({ ...key, EDGE_TTS: 'true' }).vendors).toMatchObject({ tts: 'elevenlabs', edge: {} })
  expect(load({ ...key, PROVIDER_TTS: 'edge' }).vendors).toMatchObject({ tts: 'edge', edge: {} })
})
