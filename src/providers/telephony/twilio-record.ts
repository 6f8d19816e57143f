/** Records of one page that is asked for. */
export const PAGE_SIZE = 200
const PAGES_MAX = 20

interface Page<T> {
  instances: T[]
  nextPage(): Promise<Page<T>> | undefined
}

/**
 * What Twilio has on record since an instant, newest first, over as many pages as that takes.
 * Not filtered by date at Twilio, whose filter is over the moment at which it began to act: what is queued has none yet.
 */
export async function newestSince<T extends { dateCreated: Date }>(first: Page<T>, since: Date): Promise<T[]> {
  const found: T[] = []
  // Twilio dates by the second: what is of the same second counts.
  const earliest = new Date(Math.floor(since.getTime() / 1000) * 1000)
  let page: Page<T> | undefined = first
  for (let pages = 1; page !== undefined; pages++) {
    const recent: T[] = page.instances.filter(({ dateCreated }) => dateCreated >= earliest)
    found.push(...recent)
    page = recent.length > 0 && pages < PAGES_MAX ? await page.nextPage() : undefined
  }
  return found.sort((a, b) => b.dateCreated.getTime() - a.dateCreated.getTime())
}

/** Twilio writes a price as a negative decimal and fills it in only after it has billed; null until then. */
export function microUsd({ price, priceUnit }: { price: string | null; priceUnit: string | null }): number | null {
  if (price === null || price === undefined || priceUnit?.toUpperCase() !== 'USD') return null
  const amount = Math.round(Math.abs(Number(price)) * 1_000_000)
  return Number.isSafeInteger(amount) ? amount : null
}
