import { randomInt } from 'node:crypto'
import { slugOf } from './slug.ts'

/** Names that mail systems keep for their operators, and the one that account mail comes from. Source: RFC 2142. */
const OPERATORS = ['postmaster', 'abuse', 'hostmaster', 'webmaster', 'noc', 'security', 'info', 'support']
const RESERVED = new Set([...OPERATORS, 'accounts'])

/** An email address for an agent, made of its name where that has Latin letters, else of its id; `distinct` adds a random tail. */
export function emailAddressFor(agent: { id: string; displayName: string; domain: string }, distinct: boolean): string {
  const name = slugOf(agent.displayName) || slugOf(agent.id)
  const tail = RESERVED.has(name) ? '-agent' : ''
  const random = distinct
    ? `-${randomInt(36 ** 5)
        .toString(36)
        .padStart(5, '0')}`
    : ''
  return `${name}${tail}${random}@${agent.domain.toLowerCase()}`
}

/** The domain of an email address. */
export const domainOf = (address: string): string => address.slice(address.indexOf('@') + 1)
