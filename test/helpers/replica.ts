import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { buildApp } from '../../src/app.ts'
import type { TestApp } from './test-app.ts'

/** Another replica on the database of this one, until the end of the test; returns where it is reached. */
export async function replicaOf({ config }: Pick<TestApp, 'config'>): Promise<string> {
  const app = await buildApp({ config })
  onTestFinished(async () => {
    app.server.closeAllConnections()
    await app.close()
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
}
