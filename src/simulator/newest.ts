/** Keeps what came last, within a number of items and a total weight; the oldest leave first. */
export interface Newest<T> {
  add(id: string, item: T): void
  get(id: string): T | undefined
  /** Newest first. */
  list(): T[]
  /** How many were ever added. */
  readonly total: number
}

/** Makes a bounded store. `weigh` tells the weight of an item when it is added; `leave` is told of each that goes. */
export function newest<T>(
  limits: { items: number; weight: number },
  weigh: (item: T) => number,
  leave: (item: T) => void = () => undefined
): Newest<T> {
  const kept = new Map<string, { item: T; weight: number }>()
  let weight = 0
  let total = 0
  return {
    add(id, item) {
      const entry = { item, weight: weigh(item) }
      kept.set(id, entry)
      weight += entry.weight
      total++
      for (const [oldest, { item: gone, weight: freed }] of kept) {
        if (kept.size <= limits.items && weight <= limits.weight) break
        kept.delete(oldest)
        weight -= freed
        leave(gone)
      }
    },
    get: (id) => kept.get(id)?.item,
    list: () => [...kept.values()].map((entry) => entry.item).reverse(),
    get total() {
      return total
    }
  }
}
