import { describe, expect, test } from 'vitest'
import { command, nextTurn, speak } from '../../src/delivery/line.ts'
import type { Deps } from '../../src/deps.ts'
import { answer, elsewhere, holding, lineHouse, listening, saying } from '../helpers/line-house.ts'

describe.each<[string, (deps: Deps) => Deps]>([
  ['in the same process', (deps) => deps],
  ['on another replica', elsewhere]
])('whoever answers %s', (_where, theirs) => {
  test('answers with keys: his turn is not given again, and what he says then follows it', async () => {
    const { deps, call } = await lineHouse()
    const { line, spoken } = holding(deps, call)
    await line.offer(saying(call.id, 1, 'For opening hours, press 1.'))
    expect(await nextTurn(theirs(deps), call, listening())).toMatchObject({ number: 1 })

    await command(theirs(deps), call.id, { do: 'digits', digits: '1', by: 'tok_b' })
    expect(spoken).toEqual([])
    await command(theirs(deps), call.id, { do: 'digits', digits: '1', by: 'tok_a' })

    expect(spoken).toEqual([{ by: 'tok_a', text: '', last: true }])
    expect(await nextTurn(theirs(deps), call, listening('tok_a', { waitMs: 0 }))).toBeUndefined()
    expect(await speak(theirs(deps), call.id, answer('tok_a', 'I listen.'))).toBe('accepted')
  })
})
