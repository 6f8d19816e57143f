import { expect, test } from 'vitest'
import { isHarmless } from '../../src/services/foreign-document.ts'

const of = (inner: string) => `<?xml version="1.0" encoding="UTF-8"?><Response>${inner}</Response>`

test('a document that speaks, plays, waits and hangs up is passed on', () => {
  expect(
    isHarmless(of('<Say language="en-US">Good day.</Say><Play>https://a.example/a.mp3</Play><Pause/><Hangup/>'))
  ).toBe(true)
})

test.each(['Dial', 'Sms', 'Message', 'Redirect', 'Connect', 'Start', 'Enqueue', 'Record', 'Gather', 'dial', ' Dial'])(
  'a document that would reach somebody past the gate is not: %s',
  (verb) => expect(isHarmless(of(`<Say>Hi</Say><${verb}>+14155550100</${verb}>`))).toBe(false)
)

test.each(['<!--<Dial/>-->', '<![CDATA[<Dial/>]]>', '<!DOCTYPE a [<!ENTITY b "c">]>', '<?a?>'])(
  'nor is one in which something could hide: %s',
  (odd) => expect(isHarmless(of(odd))).toBe(false)
)

test('nor is anything that is no document', () => {
  for (const text of ['', 'Hello', '<Say>Hi</Say>', '<html></html>']) expect(isHarmless(text), text).toBe(false)
})
