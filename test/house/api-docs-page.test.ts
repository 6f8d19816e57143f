import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import errorHandler from '../../src/plugins/error-handler.ts'
import observability from '../../src/plugins/observability.ts'
import openapi from '../../src/plugins/openapi.ts'
import responseHeaders from '../../src/plugins/response-headers.ts'
import security from '../../src/plugins/security.ts'
import { bareApp } from '../helpers/bare-app.ts'
import { openBrowser } from '../helpers/browser.ts'

const ADMIN = 'admin-token-of-24-characters'
/** Runs in the page: what its style sheet puts above the body. */
const BANNER = "getComputedStyle(document.body, '::before').content"
let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

/** Opens the page under the security headers of the product; `problems` are its script errors and foreign requests. */
async function openDocs(env: Record<string, string>, password?: string) {
  const { app } = bareApp(env)
  for (const part of [responseHeaders, errorHandler, security, openapi, observability]) await app.register(part)
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  const context = await browser.newContext(
    password === undefined ? {} : { httpCredentials: { username: 'operator', password } }
  )
  onTestFinished(() => context.close())
  const page = await context.newPage()
  const problems: string[] = []
  page.on('pageerror', ({ message }) => problems.push(message))
  page.on('requestfailed', (request) => problems.push(`failed: ${request.url()}`))
  page.on('request', (request) => {
    if (!request.url().startsWith(`${url}/`)) problems.push(`foreign: ${request.url()}`)
  })
  const answer = await page.goto(`${url}/admin/api-docs`)
  return { page, problems, policy: answer?.headers()['content-security-policy'] }
}

test('the page renders its operations under the strict content policy, and asks nobody else', async () => {
  const { page, problems, policy } = await openDocs({ DEMO_MODE: 'true' })

  await page.locator('.opblock-summary', { hasText: '/health/ready' }).click()
  await page.locator('.responses-table').waitFor()

  expect(policy).toContain("script-src 'self'")
  expect(policy).not.toContain('unsafe')
  expect(problems).toEqual([])
})

test('in demo mode a banner stands above the page', async () => {
  const { page } = await openDocs({ DEMO_MODE: 'true' })
  await page.locator('.opblock').first().waitFor()

  const banner = await page.evaluate(BANNER)

  expect(banner).toMatch(/^"Demo mode: /)
  expect(await page.locator('.info .description').textContent()).toMatch(/^\s*Demo mode: /)
})

test('in production a browser gets the page with the admin token as password, without a banner, and not without it', async () => {
  const production = { DEMO_MODE: 'false', ADMIN_TOKEN: ADMIN }
  await expect(openDocs(production)).rejects.toThrow('ERR_INVALID_AUTH_CREDENTIALS')
  const { page, problems } = await openDocs(production, ADMIN)
  await page.locator('.opblock').first().waitFor()

  expect(await page.evaluate(BANNER)).toBe('none')
  expect(problems).toEqual([])
})
