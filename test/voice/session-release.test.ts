import { expect, test } from 'vitest'
import { releasableAt } from '../../src/voice/session.ts'
import { call } from './call-under-test.ts'

const NEVER = Number.POSITIVE_INFINITY

test('a call may be given away while its caller waits for an answer, and not while we or he speak', () => {
  const it = call()
  it.prompt('Are you open?')
  expect(releasableAt(it.state())).toBeLessThanOrEqual(it.now())

  it.reply(1, 'We are.')
  expect(releasableAt(it.state())).toBe(NEVER)

  it.info('agentSpeaking', 'on')
  it.info('agentSpeaking', 'off')
  it.info('clientSpeaking', 'on')
  expect(releasableAt(it.state())).toBe(NEVER)
})

test('a caller who may be about to answer us has two seconds to begin before his call is given away', () => {
  const it = call()
  it.prompt('Are you open?')
  it.reply(1, 'We are.')
  it.info('agentSpeaking', 'on')
  it.info('agentSpeaking', 'off')

  expect(releasableAt(it.state())).toBe(it.now() + 2000)
})

test('a call is not given away between two keys, nor before who cut us short has said why', () => {
  const pressing = call()
  pressing.press('1')
  expect(releasableAt(pressing.state())).toBe(NEVER)

  const cutting = call()
  cutting.prompt('Are you open?')
  cutting.reply(1, 'We are open from nine.')
  cutting.interrupt('We are')
  expect(releasableAt(cutting.state())).toBe(NEVER)
})
