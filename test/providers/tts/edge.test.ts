import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import { openSpeech, soundOf, ttsContract } from '../speech.contract.ts'
import type { Fault } from '../wire-server.ts'

const VOICES = [
  { ShortName: 'de-DE-KatjaNeural', Locale: 'de-DE', Gender: 'Female', FriendlyName: 'Katja' },
  { ShortName: 'en-US-EmmaMultilingualNeural', Locale: 'en-US', Gender: 'Female', FriendlyName: 'Emma' }
]
const PIECES = ['ID3', ' and', ' more']
const TEXT = 'Ready at noon?'

/** A piece of sound as it is framed: length of the header, header, bytes. */
const framed = (piece: string, path = 'audio'): Buffer => {
  const header = Buffer.from(`X-RequestId:r\r\nContent-Type:audio/mpeg\r\nPath:${path}\r\n`)
  const length = Buffer.alloc(2)
  length.writeUInt16BE(header.length)
  return Buffer.concat([length, header, Buffer.from(piece)])
}
const told = (path: string) => `X-RequestId:r\r\nContent-Type:application/json; charset=utf-8\r\nPath:${path}\r\n\r\n{}`

const speaks = (socket: WebSocket) => {
  socket.send(told('turn.start'))
  socket.send(told('response'))
  for (const piece of PIECES) socket.send(framed(piece))
  socket.send(framed('words', 'audio.metadata'))
  socket.send(told('turn.end'))
}

/** The service at the wire: a list of voices, and sockets that speak when they were asked in two messages. */
async function edgeWire(answer: (socket: WebSocket) => void = speaks) {
  const requests: { path: string; query: URLSearchParams; headers: IncomingMessage['headers']; said: string[] }[] = []
  let fault: Fault | undefined
  const arrived = ({ url = '', headers }: IncomingMessage) => {
    const { pathname, searchParams: query } = new URL(url, 'http://edge')
    const said: string[] = []
    requests.push({ path: pathname, query, headers, said })
    const present = fault
    fault = undefined
    return { said, present }
  }
  const http = createServer((request, response: ServerResponse) => {
    arrived(request)
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(VOICES))
  })
  const sockets = new WebSocketServer({ noServer: true })
  http.on('upgrade', (request, socket: Duplex, head) => {
    const { said, present } = arrived(request)
    if (present && 'status' in present) {
      const pause = present.retryAfter === undefined ? '' : `Retry-After: ${present.retryAfter}\r\n`
      return void socket.end(`HTTP/1.1 ${present.status} No\r\n${pause}Content-Length: 0\r\n\r\n`)
    }
    if (present && 'hang' in present) return
    if (present && 'cut' in present && present.cut === 'before') return void socket.destroy()
    sockets.handleUpgrade(request, socket, head, (opened) =>
      opened.on('message', (message) => {
        said.push(String(message))
        if (said.length < 2) return
        if (present) opened.terminate()
        else answer(opened)
      })
    )
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets.clients) socket.terminate()
    http.closeAllConnections()
    http.close()
  })
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    requests,
    fail: (next: Fault) => {
      fault = next
    }
  }
}

const openAt = (url: string, timeoutMs = 400) => openSpeech('tts', 'edge', url, timeoutMs)

// A library takes its time when it is first used.
beforeAll(async () => {
  const nowhere = await openAt('http://127.0.0.1:9', 10_000)
  await expect(nowhere.speak({ text: TEXT, language: 'de' })).rejects.toMatchObject({ code: 'provider_unavailable' })
})

ttsContract(async () => {
  const { url, requests, fail } = await edgeWire()
  return { provider: await openAt(url), fail, requests: () => requests.length }
})

test('it proves the time as the browser does, and asks as the browser asks', async () => {
  const { url, requests } = await edgeWire()
  vi.useFakeTimers({ now: new Date('2026-11-20T12:02:30Z'), toFake: ['Date'] })
  onTestFinished(() => void vi.useRealTimers())

  await soundOf((await (await openAt(url)).speak({ text: TEXT, language: 'de-DE' })).audio)

  // The five minutes from 12:00, in ticks of 100 nanoseconds since 1601.
  const ticks = (BigInt(Date.parse('2026-11-20T12:00:00Z')) + 11_644_473_600_000n) * 10_000n
  const client = requests[0]?.query.get('TrustedClientToken') ?? ''
  const proof = createHash('sha256').update(`${ticks}${client}`).digest('hex').toUpperCase()
  expect(requests[0]).toMatchObject({ path: '/edge/v1', headers: { origin: expect.stringContaining('extension://') } })
  expect(requests[0]?.query.get('Sec-MS-GEC')).toBe(proof)
  expect(requests[0]?.query.get('Sec-MS-GEC-Version')).toMatch(/^1-\d+\.\d+\.\d+\.\d+$/)
  expect(requests[0]?.query.get('ConnectionId')).toMatch(/^[0-9a-f]{32}$/)
  const [config = '', speech = ''] = requests[0]?.said ?? []
  expect(config.split('\r\n\r\n')[0]).toMatch(/^Path:speech\.config$/m)
  expect(JSON.parse(config.split('\r\n\r\n')[1] ?? '')).toMatchObject({
    context: { synthesis: { audio: { outputFormat: 'audio-24khz-48kbitrate-mono-mp3' } } }
  })
  expect(speech.split('\r\n\r\n')[0]).toMatch(/^Path:ssml$/m)
})

test('the sound is what the pieces hold, without what is said about it', async () => {
  const { url } = await edgeWire()

  const { audio, contentType } = await (await openAt(url)).speak({ text: TEXT, language: 'en-US' })

  expect([contentType, String(await soundOf(audio))]).toEqual(['audio/mpeg', 'ID3 and more'])
})

test.each([
  ['de-DE-KatjaNeural', 'de-DE-KatjaNeural'],
  ['zh-CN-liaoning-XiaobeiNeural', 'zh-CN-liaoning-XiaobeiNeural'],
  ['21m00Tcm4TlvDq8ikWAM', 'en-US-EmmaMultilingualNeural'],
  ["x'/><voice name='y", 'en-US-EmmaMultilingualNeural'],
  [undefined, 'en-US-EmmaMultilingualNeural']
])('the voice %s is spoken by %s, in the language that was asked for', async (voiceId, voice) => {
  const { url, requests } = await edgeWire()

  await soundOf((await (await openAt(url)).speak({ text: TEXT, language: 'de-AT', voiceId })).audio)

  const [, ssml = ''] = requests[0]?.said[1]?.split('\r\n\r\n') ?? []
  expect(ssml).toContain('xml:lang="de-AT"')
  expect(ssml).toContain(`<voice name="${voice}">${TEXT}</voice>`)
})

test('markup in a text is read out and not obeyed', async () => {
  const { url, requests } = await edgeWire()
  const text = `</voice><break time='10s'/> & "x"`

  await soundOf((await (await openAt(url)).speak({ text, language: 'en"/><a b="' })).audio)

  const [, ssml = ''] = requests[0]?.said[1]?.split('\r\n\r\n') ?? []
  expect(ssml.match(/<\/?[a-z]+/g)).toEqual(['<speak', '<voice', '</voice', '</speak'])
})

test('a sound that breaks off is a failure, and no shorter sound', async () => {
  const { url } = await edgeWire((socket) => {
    socket.send(framed('half'), () => socket.terminate())
  })
  const { audio } = await (await openAt(url)).speak({ text: TEXT, language: 'de' })

  await expect(soundOf(audio)).rejects.toMatchObject({ code: 'provider_unavailable' })
})

test('an answer without a sound is a failure', async () => {
  const { url } = await edgeWire((socket) => socket.send(told('turn.end')))

  await expect((await openAt(url)).speak({ text: TEXT, language: 'de' })).rejects.toMatchObject({
    ...{ code: 'provider_unavailable', details: { provider: 'edge', providerCode: 'unreadable' } }
  })
})

test('who listens no more ends the request', async () => {
  const gone = Promise.withResolvers<void>()
  const { url } = await edgeWire((socket) => {
    socket.on('close', () => gone.resolve())
    socket.send(framed('first'))
  })
  const { audio } = await (await openAt(url)).speak({ text: TEXT, language: 'de' })
  const reader = audio.getReader()
  await reader.read()
  await reader.cancel()

  await gone.promise
})
