/** Results that are known again. */
const REMEMBERED = 32

/** Does what is asked again, under the same id, only once; the newest 32 are remembered. */
export class Once<T> {
  readonly #done = new Map<string, Promise<T>>()

  /** What came of it, now or before. */
  run(id: string, work: () => Promise<T>): Promise<T> {
    const known = this.#done.get(id)
    if (known !== undefined) return known
    const doing = work()
    this.#done.set(id, doing)
    if (this.#done.size > REMEMBERED) this.#done.delete(this.#done.keys().next().value ?? '')
    return doing
  }
}
