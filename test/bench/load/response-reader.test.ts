import { expect, test } from 'vitest'
import { type Answer, ResponseReader } from './response-reader.ts'

const PLAIN = 'HTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\nhello'
const CHUNKED = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n6\r\n0\r\n\r\n!\r\n3;x=y\r\nabc\r\n0\r\n\r\n'
const EMPTY = 'HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n'

/** What is read when the bytes come in pieces of this length. */
function readInPieces(text: string, length: number): Answer[] {
  const reader = new ResponseReader()
  const answers: Answer[] = []
  for (let at = 0; at < text.length; at += length) {
    const answer = reader.push(Buffer.from(text.slice(at, at + length)))
    if (answer) answers.push(answer)
  }
  return answers
}

test.each([1, 2, 3, 7, 1000])('each kind of response is read whole from pieces of %i bytes', (length) => {
  const answers = [PLAIN, CHUNKED, EMPTY].map((text) => readInPieces(text, length))

  expect(answers).toMatchObject([
    [{ status: 201, body: 'hello' }],
    [{ status: 200, body: '0\r\n\r\n!abc' }],
    [{ status: 202, body: '' }]
  ])
})

test('a response that has not ended is not there yet', () => {
  const reader = new ResponseReader()

  const early = reader.push(Buffer.from(CHUNKED.slice(0, -1)))
  const late = reader.push(Buffer.from('\n'))

  expect(early).toBeUndefined()
  expect(late?.body).toBe('0\r\n\r\n!abc')
})

test('one response after the other is read on one connection', () => {
  const reader = new ResponseReader()

  const answers = [PLAIN, CHUNKED, PLAIN].map((text) => reader.push(Buffer.from(text))?.status)

  expect(answers).toEqual([201, 200, 201])
})
