import { au } from './au.ts'
import type { Country } from './country.ts'
import { gb } from './gb.ts'
import { il } from './il.ts'
import { india } from './in.ts'
import { strict } from './strict.ts'
import { us } from './us.ts'

/** Countries with an entry of their own. */
export const COUNTRIES: readonly Country[] = [us, gb, il, india, au]

const byIso = new Map(COUNTRIES.map((country) => [country.iso, country]))

/** The rules of a country by its ISO 3166-1 alpha-2 code; the strict ones for what is unknown. */
export const countryRules = (iso: string | null): Country => (iso === null ? undefined : byIso.get(iso)) ?? strict
