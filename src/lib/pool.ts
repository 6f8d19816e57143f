/** Runs a task for each item, at most `width` at once; rejects when the first one does, after all have ended. */
export async function eachAtMost<T>(
  items: readonly T[],
  width: number,
  task: (item: T) => Promise<void>
): Promise<void> {
  const left = items.values()
  const lane = async () => {
    for (const item of left) await task(item)
  }
  const lanes = await Promise.allSettled(Array.from({ length: Math.min(width, items.length) }, lane))
  const failed = lanes.find((outcome) => outcome.status === 'rejected')
  if (failed) throw failed.reason
}
