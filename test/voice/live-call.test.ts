import { expect, test } from 'vitest'
import type { Deps } from '../../src/deps.ts'
import { EN, machineHouse, NAME, SOON } from './machine-house.ts'

/** A database that takes everything and answers nothing. */
function hanging(): Deps['db'] {
  const never: object = new Proxy(() => undefined, {
    get: (_target, key) => (key === 'then' ? () => undefined : never),
    apply: () => never
  })
  return never as Deps['db']
}

test('a caller is asked to wait and then served while the database hangs, and what he says is heard', async () => {
  const { connect, clock, deps } = await machineHouse()
  const line = await connect()
  const { db } = deps
  Object.assign(deps, { db: hanging() })
  const tell = (voicePrompt: string) => line.tell({ type: 'prompt', voicePrompt, lang: 'en-US', last: true })

  tell('Hello?')
  await clock.advance(1200)
  expect(line.spoken()).toEqual(['One moment, please.'])
  for (let seconds = 2; seconds <= 13; seconds++) await clock.advance(1000)
  expect(line.spoken().at(-1)).toBe(`${EN.apology(NAME)} ${EN.askMessage}`)

  Object.assign(deps, { db })
  tell('Please say that the bicycle is ready.')
  await expect.poll(() => line.spoken().at(-1), SOON).toBe(EN.askWishes)
})
