import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { endpoints, numberPool } from '../../src/db/schema/index.ts'
import { followPublicUrl } from '../../src/services/public-url-change.ts'
import { provisioningHouse } from '../helpers/provisioning-house.ts'

test('a server that moved has the vendors post to where it is now, and asks them once', async () => {
  const house = await provisioningHouse()
  const { agentId } = await house.provision()
  const moved = { ...house.deps, publicUrl: () => 'https://comms.example.com' }

  const pointed = [await followPublicUrl(moved), await followPublicUrl(moved)]

  expect(pointed).toEqual([2, 0])
  expect(house.simulator.numbers()).toMatchObject([{ smsUrl: `https://comms.example.com/webhooks/${agentId}/sms` }])
  const [endpoint] = await moved.db.select().from(endpoints)
  expect(endpoint?.url).toMatch(/^https:\/\/comms\.example\.com\/webhooks\/in\//)
})

test('a vendor that refuses is asked again later, and a server that did not move asks nobody', async () => {
  const house = await provisioningHouse()
  await house.provision()
  expect(await followPublicUrl(house.deps)).toBe(0)
  const moved = { ...house.deps, publicUrl: () => 'https://comms.example.com' }
  house.simulator.fault({ operation: 'UpdateIncomingPhoneNumber', status: 500, times: 1 })

  expect(await followPublicUrl(moved)).toBe(1)
  expect(await followPublicUrl(moved)).toBe(1)

  const where = eq(numberPool.webhookBase, 'https://comms.example.com')
  expect(await moved.db.select().from(numberPool).where(where)).toHaveLength(1)
})
