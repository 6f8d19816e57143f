import { sha256 } from '../../lib/crypto.ts'
import { ae } from './ae.ts'
import { at } from './at.ts'
import { au } from './au.ts'
import { be } from './be.ts'
import { bg } from './bg.ts'
import { br } from './br.ts'
import { ca } from './ca.ts'
import type { Country } from './country.ts'
import { cy } from './cy.ts'
import { cz } from './cz.ts'
import { de } from './de.ts'
import { dk } from './dk.ts'
import { ee } from './ee.ts'
import { es } from './es.ts'
import { fi } from './fi.ts'
import { fr } from './fr.ts'
import { gb } from './gb.ts'
import { gr } from './gr.ts'
import { hr } from './hr.ts'
import { hu } from './hu.ts'
import { ie } from './ie.ts'
import { il } from './il.ts'
import { india } from './in.ts'
import { it } from './it.ts'
import { jp } from './jp.ts'
import { lt } from './lt.ts'
import { lu } from './lu.ts'
import { lv } from './lv.ts'
import { mt } from './mt.ts'
import { nl } from './nl.ts'
import { pl } from './pl.ts'
import { pt } from './pt.ts'
import { ro } from './ro.ts'
import { se } from './se.ts'
import { sg } from './sg.ts'
import { si } from './si.ts'
import { sk } from './sk.ts'
import { strict } from './strict.ts'
import { us } from './us.ts'

/** Countries with an entry of their own. */
export const COUNTRIES: readonly Country[] = [
  ae,
  at,
  au,
  be,
  bg,
  br,
  ca,
  cy,
  cz,
  de,
  dk,
  ee,
  es,
  fi,
  fr,
  gb,
  gr,
  hr,
  hu,
  ie,
  il,
  india,
  it,
  jp,
  lt,
  lu,
  lv,
  mt,
  nl,
  pl,
  pt,
  ro,
  se,
  sg,
  si,
  sk,
  us
]

/**
 * Places with a code of their own in which the law of a country above holds: they differ in their prefixes, not in their
 * law. Sources: 47 U.S.C. 153(58) for the United States, article 73 of the French constitution, chapter 4 of the Act on
 * the Autonomy of Åland, section 8 of the Christmas Island Act 1958 and of the Cocos (Keeling) Islands Act 1955.
 */
export const TERRITORIES: Readonly<Record<string, readonly string[]>> = {
  AU: ['CC', 'CX'],
  FI: ['AX'],
  FR: ['BL', 'GF', 'GP', 'MF', 'MQ', 'PM', 'RE', 'YT'],
  US: ['AS', 'GU', 'MP', 'PR', 'VI']
}

/** Differs when anything differs in the rules of any country; a whole number, as the versions of checks are. */
export const COUNTRIES_VERSION = Number.parseInt(
  sha256(JSON.stringify([COUNTRIES, strict, TERRITORIES])).slice(0, 8),
  16
)

const byIso = new Map(
  COUNTRIES.flatMap((each) => [each.iso, ...(TERRITORIES[each.iso] ?? [])].map((iso) => [iso, each]))
)

/** The rules of a country by its ISO 3166-1 alpha-2 code, of a territory those of its country; the strict ones for what is unknown. */
export const countryRules = (iso: string | null): Country => (iso === null ? undefined : byIso.get(iso)) ?? strict
