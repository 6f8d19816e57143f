/**
 * The data of each event of a stream, as its last line has come; what is cut off in the middle of an event is no event.
 * Source: https://html.spec.whatwg.org/multipage/server-sent-events.html section 9.2.6.
 */
export async function* eventData(chunks: AsyncIterable<Uint8Array>): AsyncIterable<string> {
  const decoder = new TextDecoder()
  let rest = ''
  let data: string[] = []
  for await (const chunk of chunks) {
    const text = decoder.decode(chunk, { stream: true })
    // A line is looked at when it may be whole, not with each piece of it.
    const mayEnd = rest.endsWith('\r') || /[\r\n]/.test(text)
    rest += text
    if (!mayEnd) continue
    const lines = rest.split(/\r\n|\n|\r(?!$)/)
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (line === '' && data.length > 0) {
        yield data.join('\n')
        data = []
      } else if (line.startsWith('data:')) data.push(line.slice(line[5] === ' ' ? 6 : 5))
    }
  }
}
