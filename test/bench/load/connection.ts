import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { type Answer, ResponseReader } from './response-reader.ts'

/** Longest that one answer may take, in milliseconds. */
const ANSWER_MS = 30_000

interface Waiting {
  resolve(answer: Answer): void
  reject(error: Error): void
}

/** One keep-alive connection with at most one request under way; leaner than a general client, so that the server is the limit. */
export class Connection {
  readonly #socket: Socket
  readonly #reader = new ResponseReader()
  #waiting: Waiting | undefined

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.setNoDelay(true)
    socket.setTimeout(ANSWER_MS, () => socket.destroy(new Error(`no answer within ${ANSWER_MS} ms`)))
    socket.on('data', (bytes: Buffer) => {
      const answer = this.#reader.push(bytes)
      if (answer) this.#settle((waiting) => waiting.resolve(answer))
    })
    socket.on('error', (error) => this.#settle((waiting) => waiting.reject(error)))
    socket.on('close', () => this.#settle((waiting) => waiting.reject(new Error('the server closed the connection'))))
  }

  static async open(url: URL): Promise<Connection> {
    const socket = connect(Number(url.port), url.hostname)
    await once(socket, 'connect')
    return new Connection(socket)
  }

  /** Sends a whole request, head and body, and resolves with its answer. */
  ask(request: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
      this.#socket.write(request, 'latin1')
    })
  }

  close(): void {
    this.#socket.removeAllListeners('close').destroy()
  }

  #settle(finish: (waiting: Waiting) => void): void {
    const waiting = this.#waiting
    this.#waiting = undefined
    if (waiting) finish(waiting)
  }
}

/** The head of a POST up to its Content-Length. */
export function postHead(url: URL, headers: Record<string, string>): string {
  const lines = Object.entries({ host: url.host, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`)
  return `POST ${url.pathname}${url.search} HTTP/1.1\r\n${lines.join('')}`
}

/** A whole request from its head and an ASCII body. */
export const withBody = (head: string, body: string): string => `${head}content-length: ${body.length}\r\n\r\n${body}`
