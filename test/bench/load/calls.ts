import { postHead, withBody } from './connection.ts'
import { drive, type NextRequest } from './drive.ts'
import type { CallsJob, Outcome } from './job.ts'
import { openSession } from './mcp-session.ts'

/** First number of a call; all have eight digits, so that the length of a body is known before. */
const FIRST = 10_000_000
let next = FIRST

/** Sessions stay open from round to round, as those of real clients do. */
const sessions = new Map<string, Promise<string>[]>()

/** Runs a job of calls. */
export async function runCalls(job: CallsJob): Promise<Outcome> {
  const url = new URL(job.url)
  const ids = job.sessions === 'none' ? [] : await sessionsFor(job, url)
  const request = requester(job.body)
  const clients = Array.from({ length: job.clients }, (_, index): NextRequest => {
    const id = ids[index % Math.max(1, ids.length)]
    return request(postHead(url, { ...job.headers, ...(id !== undefined && { 'mcp-session-id': id }) }))
  })
  return drive(url, clients, job.until, job.expect)
}

function sessionsFor(job: CallsJob, url: URL): Promise<string[]> {
  const key = `${job.url} ${job.headers['authorization'] ?? ''} ${job.sessions}`
  const held = sessions.get(key) ?? []
  sessions.set(key, held)
  const wanted = job.sessions === 'one' ? 1 : job.clients
  while (held.length < wanted) held.push(openSession(url, job.headers))
  return Promise.all(held.slice(0, wanted))
}

/** Cuts the body at its numbers once, so that a call costs the joining of a few texts. */
function requester(body: string): (head: string) => NextRequest {
  const pieces = body.split(/(\{n\}|\{m\})/)
  const fill = (number: number) =>
    pieces.map((piece) => (piece === '{n}' ? number : piece === '{m}' ? String(number).slice(-4) : piece)).join('')
  return (head) => {
    const start = withBody(head, fill(FIRST)).slice(0, -fill(FIRST).length)
    return () => start + fill(next++)
  }
}
