import { postHead, withBody } from './connection.ts'
import { drive, type NextRequest } from './drive.ts'
import type { CallsJob, Outcome } from './job.ts'
import { openSession } from './mcp-session.ts'

/** First number of a call; all have eight digits, so that the length of a body is known before. */
const FIRST = 10_000_000
let next = FIRST

/** Sessions stay open from round to round, as those of real clients do. */
const sessions = new Map<string, Promise<string>>()

/** Runs a job of calls. */
export async function runCalls(job: CallsJob): Promise<Outcome> {
  const url = new URL(job.url)
  const request = requester(job.body)
  const client = async (index: number): Promise<NextRequest> => {
    const headers = headersOf(job, index)
    if (job.sessions === 'none') return request(postHead(url, headers))
    const id = await sessionOf(job, url, job.sessions === 'one' ? 0 : index)
    return request(postHead(url, { ...headers, 'mcp-session-id': id }))
  }
  const clients = await Promise.all(Array.from({ length: job.clients }, (_, index) => client(index)))
  return drive(url, clients, job.until, job.expect, job.perSecond)
}

function headersOf({ headers, tokens }: CallsJob, index: number): Record<string, string> {
  const token = tokens[index % tokens.length]
  return { ...headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) }
}

function sessionOf(job: CallsJob, url: URL, index: number): Promise<string> {
  const headers = headersOf(job, index)
  const key = `${job.url} ${headers['authorization'] ?? ''} ${index}`
  const session = sessions.get(key) ?? openSession(url, headers)
  sessions.set(key, session)
  return session
}

/** Cuts the body at its numbers once, so that a call costs the joining of a few texts. */
function requester(body: string): (head: string) => NextRequest {
  const pieces = body.split(/(\{n\}|\{m\})/)
  const fill = (number: number) =>
    pieces.map((piece) => (piece === '{n}' ? number : piece === '{m}' ? String(number).slice(-3) : piece)).join('')
  return (head) => {
    const start = withBody(head, fill(FIRST)).slice(0, -fill(FIRST).length)
    return () => start + fill(next++)
  }
}
