import { execFile } from 'node:child_process'
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cruiseSources, ROOT, violationsOf } from '../helpers/cruise.ts'

/** What is planted, and the rule that must find it: file, the line in it, rule (none for the second half of a circle). */
const PLANTED: readonly [string, string, string][] = [
  ['src/lib/planted.ts', "import type { Db } from '../db/open.ts'", 'layer-lib'],
  ['src/schemas/planted.ts', "import '../lib/clock.ts'", 'layer-schemas'],
  ['src/db/planted.ts', "import type { Deps } from '../deps.ts'", 'layer-db'],
  ['src/providers/planted.ts', "import '../db/open.ts'", 'layer-providers'],
  ['src/observability/planted.ts', "import '../delivery/inbox.ts'", 'layer-observability'],
  ['src/simulator/planted.ts', "import '../db/open.ts'", 'layer-simulator'],
  ['src/policy/planted.ts', "import '../pipeline/outbound.ts'", 'layer-policy'],
  ['src/delivery/planted.ts', "import '../policy/index.ts'", 'layer-delivery'],
  ['src/pipeline/planted.ts', "import '../services/tokens.ts'", 'layer-pipeline'],
  ['src/services/planted.ts', "import '../tools/index.ts'", 'layer-services'],
  ['src/tools/planted-db.ts', "import '../db/open.ts'", 'layer-tools'],
  ['src/tools/planted-adapter.ts', "import { openProvider } from '../providers/index.ts'", 'providers-door'],
  ['src/tools/planted-sibling.ts', "import '../tools/ping.ts'", 'tool-siblings'],
  ['src/webhooks/planted-db.ts', "import '../db/open.ts'", 'layer-webhooks'],
  ['src/webhooks/planted-sibling.ts', "import './index.ts'", 'webhook-siblings'],
  ['src/webhooks/verifiers/planted.ts', "import '../../services/tokens.ts'", 'verifiers-alone'],
  ['src/voice/planted.ts', "import '../policy/index.ts'", 'layer-voice'],
  ['src/api/planted.ts', "import '../pipeline/outbound.ts'", 'layer-api'],
  ['src/admin/planted.ts', "import '../db/open.ts'", 'layer-admin'],
  ['src/mcp/planted.ts', "import '../services/tokens.ts'", 'layer-mcp'],
  ['src/plugins/planted-app.ts', "import '../app.ts'", 'composition'],
  ['src/plugins/planted-main.ts', "import '../main.ts'", 'layer-plugins'],
  ['src/services/planted-adapter.ts', "import '../providers/telephony/twilio.ts'", 'adapters-hidden'],
  ['src/services/planted-config.ts', "import '../config.ts'", 'config-by-deps'],
  ['src/services/planted-fastify.ts', "import type { FastifyInstance } from 'fastify'", 'only-fastify'],
  ['src/services/planted-limit.ts', "import '@fastify/rate-limit'", 'only-fastify'],
  ['src/tools/planted-sdk.ts', "import '@modelcontextprotocol/server'", 'only-mcp-sdk'],
  ['src/tools/planted-drizzle.ts', "import { eq } from 'drizzle-orm'", 'only-drizzle'],
  ['src/webhooks/planted-drizzle.ts', "import 'drizzle-orm/pg-core'", 'only-drizzle'],
  ['src/services/planted-driver.ts', "import 'postgres'", 'only-database-drivers'],
  ['src/services/planted-twilio.ts', "import 'twilio'", 'only-twilio'],
  ['src/pipeline/planted-resend.ts', "import 'resend'", 'only-resend'],
  ['src/pipeline/planted-model.ts', "import '@anthropic-ai/sdk'", 'only-brains-and-voices'],
  ['src/voice/planted-model.ts', "import 'openai'", 'only-brains-and-voices'],
  ['src/services/planted-voice.ts', "import '@elevenlabs/elevenlabs-js'", 'only-brains-and-voices'],
  ['src/plugins/planted-metrics.ts', "import 'prom-client'", 'only-prometheus'],
  ['src/lib/planted-dev.ts', "import 'vitest'", 'declared'],
  ['src/lib/planted-unknown.ts', "import 'no-such-package'", 'resolvable'],
  ['src/lib/planted-test.ts', "import '../../test/helpers/virtual-clock.ts'", 'product-only'],
  ['src/lib/planted-orphan.ts', 'const nobody = 1', 'no-orphans'],
  ['src/lib/planted-circle-a.ts', "import type { B } from './planted-circle-b.ts'", 'no-cycles'],
  ['src/lib/planted-circle-b.ts', "import type { A } from './planted-circle-a.ts'", ''],
  ['src/services/planted-main.ts', "import '../main.ts'", 'entry'],
  ['src/errors.ts', "import './lib/clock.ts'", 'errors-alone'],
  ['src/config.ts', "import './db/dialect.ts'", 'config-ground'],
  ['src/deps.ts', "import './lib/ids.ts'", 'deps-types'],
  ['src/deps.ts', "import type { Tool } from './tools/tool.ts'", 'deps-sources']
]
const expected = PLANTED.filter(([, , rule]) => rule !== '')
  .map(([file, , rule]) => `${rule} ${file}`)
  .sort()

let folder: string
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'comms-planted-')))
  for (const part of ['src', 'test/helpers', 'package.json', 'tsconfig.json', '.dependency-cruiser.cjs'])
    cpSync(join(ROOT, part), join(folder, part), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  for (const [file, line] of PLANTED) {
    mkdirSync(join(folder, dirname(file)), { recursive: true })
    appendFileSync(join(folder, file), `${line}\n`)
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('each rule finds what is planted against it', async () => {
  const found = violationsOf(await cruiseSources(folder))

  expect(found).toEqual(expect.arrayContaining(expected))
})

test('npm run deps fails on each of them and names it', async () => {
  const { code, stdout } = await new Promise<{ code: unknown; stdout: string }>((resolve) => {
    const cli = [join(ROOT, 'node_modules/.bin/depcruise'), '--config', '.dependency-cruiser.cjs', 'src']
    execFile(process.execPath, cli, { cwd: folder, maxBuffer: 1 << 24 }, (error, out) =>
      resolve({ code: error?.code ?? 0, stdout: out })
    )
  })

  expect(code).not.toBe(0)
  for (const violation of expected) {
    const [rule, file] = violation.split(' ')
    expect(stdout).toMatch(new RegExp(`error ${rule}: ${file}`))
  }
})
