/** A kind of phone number. */
export type NumberKind = 'local' | 'mobile' | 'tollFree'

/** Numbers for sale: `prefix` and then `digits` digits. */
export interface Stock {
  country: string
  kind: NumberKind
  prefix: string
  digits: number
  sms: boolean
  locality: string
  region: string
  postalCode: string
}

type Place = readonly [locality: string, region: string, postalCode: string]

const US_CITIES: readonly (readonly [area: string, ...place: Place])[] = [
  ['415', 'San Francisco', 'CA', '94105'],
  ['206', 'Seattle', 'WA', '98101'],
  ['212', 'New York', 'NY', '10001'],
  ['303', 'Denver', 'CO', '80202'],
  ['312', 'Chicago', 'IL', '60601'],
  ['404', 'Atlanta', 'GA', '30303'],
  ['512', 'Austin', 'TX', '78701'],
  ['617', 'Boston', 'MA', '02108']
]

const stock = (country: string, kind: NumberKind, prefix: string, digits: number, sms = true, place?: Place): Stock => {
  const [locality, region, postalCode] = place ?? ['', '', '']
  return { country, kind, prefix, digits, sms, locality, region, postalCode }
}

/** What the simulated carrier sells; where a country's local numbers cannot text, its mobile ones can. */
const STOCKS: readonly Stock[] = [
  ...US_CITIES.map(([area, ...place]) => stock('US', 'local', `+1${area}555`, 4, true, place)),
  stock('US', 'tollFree', '+1833555', 4),
  stock('CA', 'local', '+1416555', 4, true, ['Toronto', 'ON', 'M5H']),
  stock('CA', 'local', '+1604555', 4, true, ['Vancouver', 'BC', 'V6B']),
  stock('GB', 'local', '+4420794', 5, false, ['London', '', '']),
  stock('GB', 'mobile', '+447400', 6),
  stock('GB', 'tollFree', '+4480815', 5, false),
  stock('DE', 'local', '+49301234', 4, false, ['Berlin', '', '']),
  stock('DE', 'mobile', '+491512345', 4),
  stock('FR', 'local', '+331990', 5, false, ['Paris', '', '']),
  stock('FR', 'mobile', '+336123', 5),
  stock('ES', 'mobile', '+34600', 6),
  stock('IT', 'mobile', '+39320', 7),
  stock('NL', 'mobile', '+31612', 6),
  stock('IE', 'mobile', '+353851', 6),
  stock('SE', 'mobile', '+467017', 5),
  stock('PL', 'mobile', '+48500', 6),
  stock('IL', 'mobile', '+972502', 6),
  stock('AU', 'mobile', '+61491', 6),
  stock('BR', 'mobile', '+55119612', 5),
  stock('MX', 'local', '+5255', 8),
  stock('IN', 'mobile', '+91981', 7)
]

/** Whether the carrier sells numbers of this country at all. */
export const sells = (country: string): boolean => STOCKS.some((each) => each.country === country)

/** The stock that a number belongs to; undefined when it was never for sale. */
export const stockOf = (number: string): Stock | undefined =>
  STOCKS.find((each) => number.startsWith(each.prefix) && number.length === each.prefix.length + each.digits)

/** First line of a stock that is sold; those below look like nobody's. */
const LINE_MIN = 100

/** Offers numbers that nobody holds; each call goes on where the last one ended, so that two buyers at once are offered different ones. */
export function openShop(held: { has(number: string): boolean }) {
  const cursors = new Map<string, number>()
  return function offer(
    country: string,
    kind: NumberKind,
    limit: number,
    fits: (number: string, stock: Stock) => boolean
  ) {
    const stocks = STOCKS.filter((each) => each.country === country && each.kind === kind)
    const lines = Math.min(...stocks.map((each) => 10 ** each.digits)) - LINE_MIN
    const places = stocks.length === 0 ? 0 : lines * stocks.length
    const offered: { number: string; stock: Stock }[] = []
    let cursor = cursors.get(country + kind) ?? 0
    for (let seen = 0; seen < places && offered.length < limit; seen++, cursor++) {
      const each = stocks[cursor % stocks.length]
      if (!each) break
      const line = LINE_MIN + (Math.floor(cursor / stocks.length) % lines)
      const number = `${each.prefix}${String(line).padStart(each.digits, '0')}`
      if (!held.has(number) && fits(number, each)) offered.push({ number, stock: each })
    }
    cursors.set(country + kind, cursor)
    return offered
  }
}

/** Offers numbers for sale. */
export type Shop = ReturnType<typeof openShop>
