import { expect, test } from 'vitest'
import { holdCalls } from '../helpers/voice-load.ts'

const CALLS = 200
const TURNS = 5

test('of two hundred calls at once each hears the answers to its own words, each once', async () => {
  expect(await holdCalls(CALLS)).toHaveLength(CALLS * TURNS)
})
