/** Why a range of numbers is no place for an agent to send to. */
export type Range =
  | 'premium'
  | 'shared-cost'
  | 'personal'
  | 'pager'
  | 'satellite'
  | 'global-network'
  | 'service-code'
  | 'unassigned'

/**
 * Calling codes that belong to no country; calls there cost dollars a minute and are shared with whoever holds the number.
 * +979 is told by its type.
 * Source: ITU-T E.164 list of assigned country codes (Operational Bulletin 1114, 2016-12-15), compared on 2026-11-20.
 */
export const NETWORKS: readonly (readonly [prefix: string, range: Range])[] = [
  ['+870', 'satellite'],
  ['+881', 'satellite'],
  ['+878', 'global-network'],
  ['+882', 'global-network'],
  ['+883', 'global-network'],
  ['+888', 'global-network']
]

/** A number of the North American plan, whose billed ranges are few and known. */
export const NORTH_AMERICAN = /^\+1\d{10}$/

/**
 * Ranges of the North American plan that are billed to the caller (the area 900, the exchange 976), personal numbers
 * (the areas 500, 521 to 529, 533, 544, 566, 577 and 588; but not the numbers of 500-555 at which carriers test), and
 * those of services (three digits that end in 11). Source: NANPA, https://www.nanpa.com, as of 2026-11-20.
 */
export const NORTH_AMERICAN_RANGES: readonly (readonly [pattern: RegExp, range: Range])[] = [
  [/^\+1900/, 'premium'],
  [/^\+1\d{3}976\d{4}$/, 'premium'],
  [/^\+15(?:00(?!555)|2[1-9]|33|44|66|77|88)/, 'personal'],
  [/^\+1[2-9]11\d{7}$/, 'service-code']
]
