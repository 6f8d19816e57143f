import { expect, test } from 'vitest'
import { lease, release } from '../../src/pipeline/leases.ts'
import { testDeps } from '../helpers/test-deps.ts'

test('one of many who ask at once gets a lease, and may renew it', async () => {
  const { deps } = await testDeps()

  const asked = await Promise.all(Array.from({ length: 10 }, (_, n) => lease(deps, 'jobs', `rep_${n}`, 1000)))

  expect(asked.filter(Boolean)).toHaveLength(1)
  expect(await lease(deps, 'jobs', `rep_${asked.indexOf(true)}`, 1000)).toBe(true)
})

test('a lease passes to another when it ends or is given back, and not before', async () => {
  const { deps, clock } = await testDeps()
  await lease(deps, 'jobs', 'rep_a', 1000)

  await clock.advance(999)
  expect(await lease(deps, 'jobs', 'rep_b', 1000)).toBe(false)
  await clock.advance(1)
  expect(await lease(deps, 'jobs', 'rep_b', 1000)).toBe(true)

  await release(deps, 'jobs', 'rep_a')
  expect(await lease(deps, 'jobs', 'rep_a', 1000)).toBe(false)
  await release(deps, 'jobs', 'rep_b')
  expect(await lease(deps, 'jobs', 'rep_a', 1000)).toBe(true)
})
