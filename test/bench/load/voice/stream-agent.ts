import { type ClientRequest, Agent as ConnectionPool, get, type IncomingMessage, request } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { eventData } from '../../../../src/lib/event-stream.ts'
import { answerTo, type BenchVoice, type Line } from './agent.ts'

/** As much of an event as is needed. */
interface Told {
  kind?: string
  callId?: string
  body?: string
  turn?: number
}

/** Listens to the stream of events and answers by `POST /v1/calls/:callId/speech`, on connections that stay open. */
export async function streamAgent(line: Line): Promise<BenchVoice> {
  const connections = new ConnectionPool({ keepAlive: true })
  const authorization = `Bearer ${line.token}`
  let failure: Error | undefined
  let over = false
  const fail = (error: Error) => {
    if (!over) failure ??= error
  }
  const stream = get(`${line.url}/v1/events/stream`, { headers: { authorization } })
  const events = await new Promise<IncomingMessage>((resolve, reject) => {
    stream.once('response', resolve)
    stream.once('error', reject)
  })
  if (events.statusCode !== 200) throw new Error(`the stream of events: ${events.statusCode}`)
  const listen = async () => {
    for await (const data of eventData(events)) {
      const { kind, callId, body, turn } = JSON.parse(data) as Told
      if (kind !== 'call.turn' || body === undefined) continue
      const headers = { authorization, 'content-type': 'application/x-ndjson' }
      const speech = request(`${line.url}/v1/calls/${callId}/speech?turn=${turn}`, {
        method: 'POST',
        agent: connections,
        headers
      })
      speak(line, speech, body).catch(fail)
    }
  }
  listen().then(() => fail(new Error('the stream of events ended')), fail)
  return {
    failed: () => failure,
    close() {
      over = true
      stream.destroy()
      connections.destroy()
    }
  }
}

/** Sends token by token until the last, or until the server says that the caller has gone on. */
async function speak({ speaking, sent }: Line, speech: ClientRequest, question: string): Promise<void> {
  const over = answered(speech)
  const times: number[] = []
  sent.set(question, times)
  const { tokens, gapMs } = speaking
  for (let n = 1; n <= tokens && !over.isOver(); n++) {
    if (n > 1) await delay(gapMs)
    times.push(performance.now())
    speech.write(`${JSON.stringify({ token: n === 1 ? answerTo(question) : 'and more ', last: n === tokens })}\n`)
  }
  speech.end()
  const verdict = await over.text
  if (!/"verdict":"(?:spoken|late)"/.test(verdict)) throw new Error(`speech: ${verdict}`)
}

function answered(speech: ClientRequest): { text: Promise<string>; isOver(): boolean } {
  let text = ''
  let over = false
  const whole = new Promise<string>((resolve, reject) => {
    speech.once('error', reject)
    speech.once('response', (response) => {
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
        over ||= text.includes('"verdict"')
      })
      response.once('end', () => resolve(`${response.statusCode} ${text}`))
      response.once('error', reject)
    })
  })
  return { text: whole, isOver: () => over }
}
