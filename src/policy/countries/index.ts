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

const byIso = new Map(COUNTRIES.map((country) => [country.iso, country]))

/** The rules of a country by its ISO 3166-1 alpha-2 code; the strict ones for what is unknown. */
export const countryRules = (iso: string | null): Country => (iso === null ? undefined : byIso.get(iso)) ?? strict
