/** One HTTP/1.1 response as a load generator needs it. */
export interface Answer {
  status: number
  /** Start line and headers, as they came. */
  head: string
  body: string
}

/**
 * Reads the responses of one connection, one after the other, however the bytes are cut; ASCII bodies with
 * Content-Length or in chunks. Source: RFC 9112 parts 6 and 7.
 */
export class ResponseReader {
  #text = ''

  /** The response that these bytes complete; undefined while more are to come. */
  push(bytes: Buffer): Answer | undefined {
    this.#text += bytes.toString('latin1')
    const headEnd = this.#text.indexOf('\r\n\r\n')
    if (headEnd < 0) return undefined
    const head = this.#text.slice(0, headEnd)
    const start = headEnd + 4
    const found = /\r\ntransfer-encoding: *chunked/i.test(head)
      ? chunkedBody(this.#text, start)
      : plainBody(this.#text, start, Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0))
    if (!found) return undefined
    this.#text = this.#text.slice(found.end)
    return { status: Number(head.slice(9, 12)), head, body: found.body }
  }
}

interface Found {
  body: string
  /** Where the next response starts. */
  end: number
}

function plainBody(text: string, start: number, length: number): Found | undefined {
  const end = start + length
  return text.length < end ? undefined : { body: text.slice(start, end), end }
}

function chunkedBody(text: string, start: number): Found | undefined {
  let body = ''
  for (let at = start; ; ) {
    const lineEnd = text.indexOf('\r\n', at)
    if (lineEnd < 0) return undefined
    const size = Number.parseInt(text.slice(at, lineEnd), 16)
    const end = lineEnd + 2 + size + 2
    if (text.length < end) return undefined
    if (size === 0) return { body, end }
    body += text.slice(lineEnd + 2, end - 2)
    at = end
  }
}
