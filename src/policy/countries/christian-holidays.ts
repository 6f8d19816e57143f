import type { Holiday } from './country.ts'

/** First of January. */
export const NEW_YEAR: Holiday = { name: "New Year's Day", day: '01-01' }
/** Sixth of January. */
export const EPIPHANY: Holiday = { name: 'Epiphany', day: '01-06' }
/** Friday before Easter. */
export const GOOD_FRIDAY: Holiday = { name: 'Good Friday', easter: -2 }
/** Monday after Easter. */
export const EASTER_MONDAY: Holiday = { name: 'Easter Monday', easter: 1 }
/** First of May. */
export const LABOUR_DAY: Holiday = { name: 'Labour Day', day: '05-01' }
/** Thursday 39 days after Easter. */
export const ASCENSION: Holiday = { name: 'Ascension Day', easter: 39 }
/** Monday 50 days after Easter. */
export const WHIT_MONDAY: Holiday = { name: 'Whit Monday', easter: 50 }
/** Thursday 60 days after Easter. */
export const CORPUS_CHRISTI: Holiday = { name: 'Corpus Christi', easter: 60 }
/** Fifteenth of August. */
export const ASSUMPTION: Holiday = { name: 'Assumption Day', day: '08-15' }
/** First of November. */
export const ALL_SAINTS: Holiday = { name: "All Saints' Day", day: '11-01' }
/** Eighth of December. */
export const IMMACULATE_CONCEPTION: Holiday = { name: 'Immaculate Conception', day: '12-08' }
/** 24 December. */
export const CHRISTMAS_EVE: Holiday = { name: 'Christmas Eve', day: '12-24' }
/** 25 December. */
export const CHRISTMAS: Holiday = { name: 'Christmas Day', day: '12-25' }
/** 26 December. */
export const SECOND_DAY_OF_CHRISTMAS: Holiday = { name: 'Second day of Christmas', day: '12-26' }
/** Monday 48 days before the Orthodox Easter. */
export const CLEAN_MONDAY: Holiday = { name: 'Clean Monday', easter: -48, orthodox: true }
/** Friday before the Orthodox Easter. */
export const ORTHODOX_GOOD_FRIDAY: Holiday = { name: 'Orthodox Good Friday', easter: -2, orthodox: true }
/** Monday after the Orthodox Easter. */
export const ORTHODOX_EASTER_MONDAY: Holiday = { name: 'Orthodox Easter Monday', easter: 1, orthodox: true }
/** Monday 50 days after the Orthodox Easter. */
export const ORTHODOX_WHIT_MONDAY: Holiday = { name: 'Orthodox Whit Monday', easter: 50, orthodox: true }
