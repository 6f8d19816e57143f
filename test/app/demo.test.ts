import { expect, test } from 'vitest'
import { dialect } from '../../src/db/dialect.ts'
import { run } from './server-process.ts'

// The demo brings its own embedded database; the run on Postgres would only repeat this.
test.runIf(dialect === 'sqlite')('the demo plays every story to its end, and every expectation holds', async () => {
  const { code, stdout, stderr } = await run('scripts/demo.ts', {}).ended

  const failed = stdout.split('\n').filter((line) => line.includes('FAILED'))
  expect({ code, stderr, failed }).toEqual({ code: 0, stderr: '', failed: [] })
  expect(stdout).toContain('10/10  Done')
  expect(stdout).toMatch(/All \d+ expectations held\./)
})
