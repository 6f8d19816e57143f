import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** A server that answers what credential checks ask of Twilio (its balance) and of Resend (its domains), with these statuses. */
export async function vendorStub({ balance = 200, domains = 200 } = {}) {
  let requests = 0
  const server = createServer((request, response) => {
    requests++
    const ofTwilio = request.url?.includes('Balance.json') === true
    const body = ofTwilio
      ? { account_sid: `AC${'0'.repeat(32)}`, balance: '12.5', currency: 'USD', code: 20003, message: 'refused' }
      : { object: 'list', has_more: false, data: [], name: 'application_error', message: 'refused' }
    response.writeHead(ofTwilio ? balance : domains, { 'content-type': 'application/json' })
    response.end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests: () => requests }
}
