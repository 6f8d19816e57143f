import { lookup as resolve } from 'node:dns'
import type { LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'
import type Undici from 'undici'

/** The address of a stranger's URL is none that we connect to; no connection was opened. */
export class BlockedAddressError extends Error {
  override readonly name = 'BlockedAddressError'
}

/** One post to a URL that somebody else chose. */
export interface SafePost {
  url: string
  headers: Record<string, string>
  body: string
  /** Time for the whole exchange in milliseconds. */
  timeoutMs: number
  /** Also connects to loopback and private networks; for servers that no stranger uses. */
  allowPrivate: boolean
}

/** Bytes of an answer that are read before its connection is given up. */
const MAX_ANSWER_BYTES = 65_536
const CONNECTIONS_PER_HOST = 16

/**
 * Posts to a URL that a stranger may have chosen, and returns the status. Redirects are not followed and the answer is not kept.
 * The name is resolved once per connection, and the connection goes to the addresses that were vetted, so that a name
 * that changes in between leads nowhere.
 * @throws BlockedAddressError before anything is sent when the URL or an address of its host is not public
 */
export async function safePost(post: SafePost): Promise<number> {
  try {
    const response = await send(post, AbortSignal.timeout(post.timeoutMs))
    await response.body.dump({ limit: MAX_ANSWER_BYTES })
    return response.statusCode
  } catch (error) {
    throw blockedCause(error) ?? error
  }
}

/** An answer that is read as it comes. */
export interface SafeAnswer {
  status: number
  contentType: string
  /** At most 64 KiB. @throws AnswerTooLargeError beyond it; whoever stops reading closes the connection. */
  chunks: AsyncIterable<Buffer>
}

/** A stranger's answer is longer than what is read of one; the connection is closed. */
export class AnswerTooLargeError extends Error {
  override readonly name = 'AnswerTooLargeError'
}

/**
 * Posts as `safePost` does, and gives the answer piece by piece until it ends, its time is up or the signal aborts.
 * @throws BlockedAddressError before anything is sent when the URL or an address of its host is not public
 */
export async function safeAsk(post: SafePost & { signal: AbortSignal }): Promise<SafeAnswer> {
  try {
    const response = await send(post, AbortSignal.any([post.signal, AbortSignal.timeout(post.timeoutMs)]))
    const contentType = String(response.headers['content-type'] ?? '')
    return { status: response.statusCode, contentType, chunks: bounded(response.body) }
  } catch (error) {
    throw blockedCause(error) ?? error
  }
}

async function* bounded(body: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.length
    if (bytes > MAX_ANSWER_BYTES) throw new AnswerTooLargeError(`The answer exceeds ${MAX_ANSWER_BYTES} bytes.`)
    yield chunk
  }
}

async function send({ url, headers, body, allowPrivate }: SafePost, signal: AbortSignal) {
  const target = vetUrl(url, allowPrivate)
  const { default: undici } = await import('undici') // all that a bundle gives of a CommonJS library
  agents ??= openAgents(undici)
  const dispatcher = allowPrivate ? agents.anywhere : agents.publicOnly
  return undici.request(target, { dispatcher, method: 'POST', headers, body, signal })
}

/** All that is assigned in IPv6 to be reached from anywhere. Source: https://www.iana.org/assignments/ipv6-address-space */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3')

/** Whether packets to this address go out to the internet: neither ours, nor a neighbour's, nor a wrapped form of one. */
export function isPublicAddress(address: string): boolean {
  try {
    const parsed = ipaddr.process(address)
    return parsed.range() === 'unicast' && (parsed instanceof ipaddr.IPv4 || parsed.match(GLOBAL_IPV6))
  } catch {
    return false
  }
}

function vetUrl(text: string, allowPrivate: boolean): URL {
  if (!URL.canParse(text)) throw new BlockedAddressError('The URL cannot be read.')
  const url = new URL(text)
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new BlockedAddressError('Only http and https are used.')
  if (url.username !== '' || url.password !== '') throw new BlockedAddressError('A URL with credentials is not used.')
  const literal = url.hostname.replace(/^\[|\]$/g, '')
  if (!allowPrivate && ipaddr.isValid(literal)) vetAddresses([literal])
  return url
}

function vetAddresses(addresses: string[]): void {
  if (addresses.length === 0 || !addresses.every(isPublicAddress))
    throw new BlockedAddressError('The host is not on the public internet.')
}

/** Hands undici the vetted addresses themselves: what is checked is what is connected to. */
const vettedLookup: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (error, found) => {
    if (error) return callback(error, '')
    try {
      vetAddresses(found.map(({ address }) => address))
    } catch (refusal) {
      return callback(refusal as Error, '')
    }
    if (options.all) return callback(null, found)
    return callback(null, found[0]?.address ?? '', found[0]?.family)
  })
}

const limits = { connections: CONNECTIONS_PER_HOST, pipelining: 1, keepAliveTimeout: 10_000 }
let agents: ReturnType<typeof openAgents> | undefined

/** The library is loaded by the first post, not at the start. */
const openAgents = ({ Agent }: typeof Undici) => ({
  publicOnly: new Agent({ ...limits, connect: { lookup: vettedLookup } }),
  anywhere: new Agent(limits)
})

function blockedCause(error: unknown): BlockedAddressError | undefined {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof BlockedAddressError) return at
  return undefined
}
