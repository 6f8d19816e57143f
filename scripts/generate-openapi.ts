import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildApp } from '../src/app.ts'
import { loadConfig } from '../src/config.ts'

/** The OpenAPI document of the whole server, as an unconfigured one of the edition with everything serves it. */
export async function openApiDocument(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'comms-openapi-'))
  const app = await buildApp({ config: loadConfig({ DATA_DIR: folder, LOG_LEVEL: 'silent', EDITION: 'enterprise' }) })
  try {
    await app.ready()
    return `${JSON.stringify(app.swagger(), null, 2)}\n`
  } finally {
    await app.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
