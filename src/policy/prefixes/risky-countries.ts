/**
 * Countries (ISO 3166-1 alpha-2) to which more fraud than traffic goes: carriers close them by default, and so do we,
 * until an owner names them in `allowedCountries`. Members of the European Union are not in it.
 * Source: default lists of two carriers, https://www.transnexus.com/blog/2014/carriers-block-international-calls-to-stop-traffic-pumping-fraud/
 * and http://support.electriclightwave.com/knowledge-base/international-calling-options/; and islands with few people
 * and dear minutes. Compared on 2026-11-20.
 */
export const RISKY_COUNTRIES: ReadonlySet<string> = new Set([
  ...['AZ', 'BI', 'CD', 'CF', 'CG', 'CI', 'CU', 'DJ', 'ER', 'GM', 'GN', 'GW', 'KM', 'KP', 'LY', 'MC', 'MK', 'MR'],
  ...['MV', 'SC', 'SL', 'SN', 'SO', 'ST', 'TD', 'ZW'],
  ...['AC', 'CK', 'FK', 'IO', 'KI', 'NR', 'NU', 'PG', 'SB', 'SH', 'TA', 'TK', 'TL', 'TV', 'VU', 'WF']
])
