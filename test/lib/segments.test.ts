import { expect, test } from 'vitest'
import { smsSegments } from '../../src/lib/segments.ts'

test.each([
  ['a'.repeat(160), 'GSM-7', 1],
  ['a'.repeat(161), 'GSM-7', 2],
  ['a'.repeat(306), 'GSM-7', 2],
  ['€'.repeat(80), 'GSM-7', 1],
  ['€'.repeat(81), 'GSM-7', 2],
  ['я'.repeat(70), 'UCS-2', 1],
  ['я'.repeat(71), 'UCS-2', 2],
  ['“quoted”', 'UCS-2', 1],
  ['👍'.repeat(35), 'UCS-2', 1],
  ['👍'.repeat(36), 'UCS-2', 2]
])('%# a text is counted as the carrier cuts it', (text, encoding, segments) => {
  expect(smsSegments(text)).toEqual({ encoding, segments })
})
