import type { Agent, Dispatcher } from 'undici'

/** One HTTP request as it leaves; a body is sent as it is. */
interface HttpRequest {
  method: string
  url: string
  headers: Record<string, string>
  body?: string | Uint8Array | undefined
}

/** A whole answer, of any status. */
export interface HttpAnswer {
  status: number
  /** Names in lower case. */
  headers: Record<string, string | string[] | undefined>
  text: string
}

/** An answer with its bytes as they came. */
interface WholeAnswer extends HttpAnswer {
  bytes: Buffer
}

/** Bounds of one client. */
export interface HttpLimits {
  /** Time for the whole exchange, from waiting for a connection to the last byte of the answer. */
  timeoutMs: number
  /** Largest answer that is read, in bytes. */
  answerBytesMax: number
  /** Most connections to one host; what exceeds them waits. */
  connections: number
}

/** No whole answer came. `unsent`: not a byte left, so nothing can have happened; `unknown`: the other side may have acted. */
export class ExchangeError extends Error {
  override readonly name = 'ExchangeError'
  readonly outcome: 'unsent' | 'unknown'

  constructor(outcome: 'unsent' | 'unknown', cause: Error) {
    super(outcome === 'unsent' ? 'The request was not sent.' : 'The request was sent and not answered.', { cause })
    this.outcome = outcome
  }
}

/** Exchanges one request for one answer. @throws ExchangeError when no whole answer came. */
export type Exchange = (request: HttpRequest) => Promise<WholeAnswer>

/** A client with its own connections, kept alive, that never repeats a request and says whether a failed one was sent. */
export function httpClient(limits: HttpLimits): Exchange {
  let opening: Promise<Agent> | undefined
  return async (request) => {
    opening ??= open(limits)
    const agent = await opening
    return new Promise((resolve, reject) => {
      const { origin, pathname, search } = new URL(request.url)
      const options = {
        ...request,
        origin,
        path: `${pathname}${search}`,
        method: request.method as Dispatcher.HttpMethod
      }
      agent.dispatch(options, listener(limits, resolve, reject))
    })
  }
}

/** The library is loaded by the first request, not at the start. */
async function open({ connections, timeoutMs }: HttpLimits): Promise<Agent> {
  const { default: undici } = await import('undici') // all that a bundle gives of a CommonJS library
  return new undici.Agent({
    connections,
    pipelining: 1,
    connect: { timeout: timeoutMs },
    headersTimeout: 0,
    bodyTimeout: 0
  })
}

function listener(
  { timeoutMs, answerBytesMax }: HttpLimits,
  resolve: (answer: WholeAnswer) => void,
  reject: (error: Error) => void
): Dispatcher.DispatchHandler {
  let controller: Dispatcher.DispatchController | undefined
  let failure: Error | undefined
  let [status, bytes] = [0, 0]
  let headers: HttpAnswer['headers'] = {}
  const chunks: Buffer[] = []
  const fail = (error: Error) => {
    clearTimeout(timer)
    failure ??= error
    reject(isRefusedByClient(error) ? error : new ExchangeError(controller === undefined ? 'unsent' : 'unknown', error))
    controller?.abort(failure)
  }
  const timer = setTimeout(() => fail(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs)
  return {
    // Called before the first byte is written: from here on the other side may have read the request.
    onRequestStart(started) {
      if (failure) return started.abort(failure)
      controller = started
    },
    onResponseStart(_controller, code, received) {
      status = code
      headers = received
    },
    onResponseData(_controller, chunk) {
      bytes += chunk.length
      if (bytes > answerBytesMax) fail(new Error(`the answer exceeds ${answerBytesMax} bytes`))
      else chunks.push(chunk)
    },
    onResponseEnd() {
      clearTimeout(timer)
      const bytes = Buffer.concat(chunks)
      resolve({ status, headers, bytes, text: bytes.toString('utf8') })
    },
    onResponseError: (_controller, error) => fail(error)
  }
}

/** A request that could never be sent is a bug of the caller, not a failure of the network. */
const isRefusedByClient = (error: Error) => (error as NodeJS.ErrnoException).code === 'UND_ERR_INVALID_ARG'
