/** An amount that Telnyx names, in micro-US-dollars; null where it has named none, or one in another currency. */
export function microUsdOf(amount: string | null | undefined, currency: string | null | undefined): number | null {
  if (amount === null || amount === undefined || amount === '' || currency?.toUpperCase() !== 'USD') return null
  const micros = Math.round(Math.abs(Number(amount)) * 1_000_000)
  return Number.isSafeInteger(micros) ? micros : null
}
