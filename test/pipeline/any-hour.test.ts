import { expect, test } from 'vitest'
import { sendingHouse, sms } from '../helpers/sending-house.ts'

const HOUR_MS = 3_600_000
const HOURS_OF_A_WEEK = 168
/** People of the documentation, fictional numbers and ordinary ones. */
const PEOPLE = ['+15550100001', '+1415556', '+1212556', '+4474001']

test('the people of the simulated world can be written to at any hour of the week, though nothing is exempt from the gate', async () => {
  const house = await sendingHouse({ DEFAULT_MAX_ACTIONS_PER_DAY: '1000', DEFAULT_MAX_SPEND_PER_DAY: '100' })

  for (let hour = 0; hour < HOURS_OF_A_WEEK; hour++) {
    const prefix = PEOPLE[hour % PEOPLE.length] ?? ''
    const to =
      prefix.length === 12 ? prefix : `${prefix}${String(hour).padStart(prefix.startsWith('+44') ? 5 : 4, '0')}`
    expect([hour, (await house.send(sms(to, `It is hour ${hour}.`))).status]).toEqual([hour, 'sent'])
    await house.clock.advance(HOUR_MS)
  }

  expect(house.texts()).toHaveLength(HOURS_OF_A_WEEK)
})
