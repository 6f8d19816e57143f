/** What a client can read: one JSON document, a stream of events, or either. */
export interface Accepts {
  json: boolean
  stream: boolean
}

const BOTH: Accepts = { json: true, stream: true }

/** Reads an Accept header; without one the client gets JSON. */
export function acceptsOf(header: string | undefined): Accepts {
  if (header === 'application/json, text/event-stream') return BOTH
  if (header === undefined) return { json: true, stream: false }
  const any = header.includes('*/*')
  return {
    json: any || header.includes('application/json') || header.includes('application/*'),
    stream: any || header.includes('text/event-stream') || header.includes('text/*')
  }
}
