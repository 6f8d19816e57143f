/** Digits in groups, as people write long numbers; not the tail of a word, of a decimal or of a phone number. */
const RUN = /(?<![a-z0-9_+]|\d[.,])\d+(?:(?:[ -]|(?<=\d{4})\.)\d+)*(?![a-z0-9_])/g
const CARD_DIGITS = 14
/** How cards print their digits, longest first. */
const SHAPES: readonly (readonly number[])[] = [
  [4, 4, 4, 4, 3],
  [4, 4, 4, 4],
  [4, 6, 5],
  [4, 6, 4]
]
/** Ranges of issuers with the lengths that they issue. Source: ISO/IEC 7812 and the networks' published ranges; checked 2026-11-20. */
const ISSUERS: readonly [pattern: RegExp, lengths: readonly number[]][] = [
  [/^4/, [16, 19]],
  [/^5[1-5]/, [16]],
  [/^2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)/, [16]],
  [/^3[47]/, [15]],
  [/^3(?:0[0-5]|[689])/, [14]],
  [/^35(?:2[89]|[3-8])/, [16]],
  [/^6(?:011|4[4-9]|5)/, [16, 19]],
  [/^62/, [16, 19]]
]

/** Whether a folded text has the number of a payment card: an issuer's range, its length, and the check digit. */
export function hasCardNumber(folded: string): boolean {
  for (const { 0: run, index } of folded.matchAll(RUN)) {
    if (run.length < CARD_DIGITS || isAccountNumber(folded, index)) continue
    const groups = run.split(/[ .-]/)
    for (const [at, group] of groups.entries()) {
      if (isCard(group)) return true
      // Four digits before four digits are the middle of something longer.
      if (at > 0 && groups[at - 1]?.length === 4) continue
      if (SHAPES.some((shape) => fits(groups, at, shape) && isCard(groups.slice(at, at + shape.length).join(''))))
        return true
    }
  }
  return false
}

/** Country and check digits stand before the groups of an IBAN, which is lawful to send. Source: ISO 13616. */
const isAccountNumber = (folded: string, index: number): boolean =>
  /(?<![a-z0-9])[a-z]{2}\d{2} ?$/.test(folded.slice(Math.max(0, index - 6), index))

const fits = (groups: readonly string[], at: number, shape: readonly number[]): boolean =>
  shape.every((length, index) => groups[at + index]?.length === length)

const isCard = (digits: string): boolean =>
  ISSUERS.some(([range, lengths]) => lengths.includes(digits.length) && range.test(digits)) && checks(digits)

/** Source: ISO/IEC 7812-1 annex B, the Luhn formula. */
function checks(digits: string): boolean {
  let sum = 0
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits[digits.length - 1 - index])
    const doubled = index % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}
