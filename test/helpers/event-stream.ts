/** One event of a stream. */
interface Told {
  event: string
  id?: string
  data: Record<string, unknown>
}

/** Opens `GET /v1/events/stream` and collects what it tells. */
export async function eventStream(base: string, token: string, more: { query?: string; lastEventId?: string } = {}) {
  const stop = new AbortController()
  const headers = {
    authorization: `Bearer ${token}`,
    ...(more.lastEventId !== undefined && { 'last-event-id': more.lastEventId })
  }
  const response = await fetch(`${base}/v1/events/stream${more.query ?? ''}`, { headers, signal: stop.signal })
  const told: Told[] = []
  const listeners = new Set<(event: Told) => void>()
  let ended = false
  const reading = (async () => {
    let text = ''
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const parts = (text + chunk).split('\n\n')
      text = parts.pop() ?? ''
      for (const event of parts.filter((part) => part.startsWith('event: ')).map(eventOf)) {
        told.push(event)
        for (const listener of listeners) listener(event)
      }
    }
  })()
  void reading.then(
    () => {
      ended = true
    },
    () => undefined
  )
  return {
    ...{ response, told, stop: () => stop.abort(), ended: () => ended },
    /** Calls back for each event until the returned function is called. */
    onTold(listener: (event: Told) => void) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    }
  }
}

function eventOf(part: string): Told {
  const fields = Object.fromEntries(part.split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2)))
  const { event = '', id, data = '{}' } = fields as Record<string, string>
  return { event, ...(id !== undefined && { id }), data: JSON.parse(data) }
}
