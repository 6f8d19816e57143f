import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { dialect } from '../../src/db/dialect.ts'
import type { Queries } from '../../src/db/open.ts'
import { organizations } from '../../src/db/schema/index.ts'
import { seedOrganization, testDeps } from '../helpers/test-deps.ts'

const onPostgres = test.runIf(dialect === 'postgres')

onPostgres('of two transactions that wait for each other both are carried out, each of them once', async () => {
  const { deps } = await testDeps()
  const [a, b] = [await seedOrganization(deps), await seedOrganization(deps)]
  const rename = (tx: Queries, id: string, name: string) =>
    tx.update(organizations).set({ name }).where(eq(organizations.id, id))
  let runs = 0
  const holding: (() => void)[] = []
  /** Until both have their first row; who begins anew waits for nobody. */
  const bothHold = () =>
    runs > 2
      ? undefined
      : new Promise<void>((resolve) => {
          holding.push(resolve)
          if (holding.length === 2) for (const go of holding) go()
        })
  const inOrder = (first: string, second: string, name: string) =>
    deps.db.transaction(async (tx) => {
      runs++
      await rename(tx, first, name)
      await bothHold()
      await rename(tx, second, name)
    })

  await Promise.all([inOrder(a, b, 'one'), inOrder(b, a, 'two')])

  expect(runs).toBe(3)
  const names = (await deps.db.select({ name: organizations.name }).from(organizations)).map(({ name }) => name)
  expect(names.filter((name) => name === 'one' || name === 'two')).toHaveLength(2)
  expect(new Set(names.filter((name) => name === 'one' || name === 'two')).size).toBe(1)
})

onPostgres('what fails for another reason fails at once', async () => {
  const { deps } = await testDeps()
  let runs = 0
  const failing = deps.db.transaction(async (tx) => {
    runs++
    await tx.insert(organizations).values({ id: 'org_x' } as never)
  })
  await expect(failing).rejects.toThrow()
  expect(runs).toBe(1)
})
