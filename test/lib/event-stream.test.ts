import { expect, test } from 'vitest'
import { eventData } from '../../src/lib/event-stream.ts'

async function dataOf(...chunks: Uint8Array[]): Promise<string[]> {
  const all: string[] = []
  const stream = (async function* () {
    yield* chunks
  })()
  for await (const data of eventData(stream)) all.push(data)
  return all
}

const STREAM = ': hello\nid: 1\nevent: message\ndata: {"a":"שלום"}\n\ndata:two\ndata: lines\n\nretry: 5\n\ndata:  x\n\n'
const DATA = ['{"a":"שלום"}', 'two\nlines', ' x']

test.each(['\n', '\r\n', '\r'])(
  'events are told apart wherever the stream is cut, with %j at the ends of lines',
  async (end) => {
    const bytes = Buffer.from(`${STREAM.replaceAll('\n', end)}${end === '\r' ? ':' : ''}`)

    for (let at = 0; at <= bytes.length; at++)
      expect(await dataOf(bytes.subarray(0, at), bytes.subarray(at)), `cut at ${at}`).toEqual(DATA)
  }
)

test('bytes that come one by one are the same events', async () => {
  expect(await dataOf(...[...Buffer.from(STREAM)].map((byte) => Buffer.from([byte])))).toEqual(DATA)
})

test('what is cut off in the middle of an event is none', async () => {
  expect(await dataOf(Buffer.from('data: whole\n\ndata: half'))).toEqual(['whole'])
  expect(await dataOf(Buffer.from('data: whole\n\ndata: half\n'))).toEqual(['whole'])
})
