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

/**
 * Ranges of the North American plan that its metadata does not tell from others: the exchange 976 is billed to the
 * caller, and three digits that end in 11 are services. Source: NANPA, https://www.nanpa.com, compared on 2026-11-20.
 */
export const NORTH_AMERICAN: readonly (readonly [pattern: RegExp, range: Range])[] = [
  [/^\+1\d{3}976\d{4}$/, 'premium'],
  [/^\+1[2-9]11\d{7}$/, 'service-code']
]
