import { type ClientRequest, request } from 'node:http'
import { eventStream } from './event-stream.ts'

/** A turn as the stream tells it. */
export interface StreamedTurn {
  callId: string
  turn: number
  body?: string
  spoken?: string
}

/** What the agent says to a turn, token by token; undefined: nothing at all. */
export type Tokens = (turn: StreamedTurn) => AsyncIterable<string> | Iterable<string> | undefined

/** One answer as it was posted, and what came back of it. */
interface Speech {
  turn: number
  lines: Record<string, unknown>[]
  /** The server has ended the exchange. */
  ended: boolean
}

/** An agent of a framework: turns by server-sent events, answers as tokens. `kill` destroys all its sockets. */
export async function streamAgent(base: string, token: string, tokens: Tokens) {
  const stream = await eventStream(base, token)
  const asked: StreamedTurn[] = []
  const speeches: Speech[] = []
  const open = new Set<ClientRequest>()
  let stopped = false

  const speak = async (turn: StreamedTurn, pieces: AsyncIterable<string> | Iterable<string>) => {
    const speech: Speech = { turn: turn.turn, lines: [], ended: false }
    speeches.push(speech)
    const path = `${base}/v1/calls/${turn.callId}/speech?turn=${turn.turn}`
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' }
    let posting: ClientRequest | undefined
    for await (const piece of pieces) {
      if (stopped || speech.ended) break
      posting ??= opened(path, headers, speech)
      posting.write(`${JSON.stringify({ token: piece })}\n`)
    }
    if (stopped || speech.ended) posting?.destroy()
    else posting?.end('{"last":true}\n')
  }
  const opened = (path: string, headers: Record<string, string>, speech: Speech) => {
    const posting = request(path, { method: 'POST', headers }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        const lines = (text + chunk).split('\n')
        text = lines.pop() ?? ''
        speech.lines.push(...lines.map((line) => JSON.parse(line)))
      })
      response.on('end', () => {
        speech.ended = true
      })
      response.on('error', () => undefined)
    })
    posting.on('error', () => undefined)
    posting.on('close', () => open.delete(posting))
    open.add(posting)
    return posting
  }
  const stop = stream.onTold(({ event, data }) => {
    const turn = data as unknown as StreamedTurn
    if (stopped || event !== 'call.turn') return
    asked.push(turn)
    const pieces = tokens(turn)
    if (pieces) void speak(turn, pieces)
  })
  return {
    ...{ asked, speeches, told: stream.told },
    kill() {
      stopped = true
      stop()
      stream.stop()
      for (const posting of open) posting.destroy()
    }
  }
}
