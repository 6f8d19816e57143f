import { type Answer, type Call, first } from '../operation.ts'

const PAGE_SIZE = 50
const PAGE_SIZE_MAX = 1000

/** How many items a call wants on a page: 50 by default, 1000 at most. */
export function pageSizeOf(call: Call): number {
  const wanted = Number(first(call.query, 'PageSize') ?? PAGE_SIZE)
  return Number.isInteger(wanted) && wanted > 0 ? Math.min(wanted, PAGE_SIZE_MAX) : PAGE_SIZE
}

/** One page of a list, in the vendor's envelope; the next one starts behind the last item of this one, whatever came meanwhile. */
export function page<T extends { sid: string }>(
  call: Call,
  key: string,
  items: readonly T[],
  show: (item: T) => object
): Answer {
  const size = pageSizeOf(call)
  const number = Number(first(call.query, 'Page') ?? 0) || 0
  const after = first(call.query, 'PageToken')?.slice(2)
  const start = after === undefined ? number * size : items.findIndex((item) => item.sid === after) + 1
  const shown = items.slice(start, start + size)
  const last = shown.at(-1)
  const more = last !== undefined && start + size < items.length
  return {
    status: 200,
    body: {
      [key]: shown.map(show),
      first_page_uri: link(call, size, 0),
      next_page_uri: more ? link(call, size, number + 1, `PA${last.sid}`) : null,
      previous_page_uri: number > 0 ? link(call, size, number - 1) : null,
      uri: link(call, size, number),
      page: number,
      page_size: size,
      start: number * size,
      end: Math.max(0, number * size + shown.length - 1)
    }
  }
}

function link(call: Call, size: number, number: number, token?: string): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(call.query))
    if (typeof value === 'string' && !name.startsWith('Page')) query.append(name, value)
  query.append('PageSize', String(size))
  query.append('Page', String(number))
  if (token !== undefined) query.append('PageToken', token)
  return `${call.path}?${query}`
}
