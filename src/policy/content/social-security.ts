/** Source: 20 CFR 422.103 and ssa.gov/employer/randomization.html: area 000, 666 and 900 up, group 00 and serial 0000 are not given out. */
const VALID = '(?!000|666|9)\\d{3}{sep}(?!00)\\d{2}{sep}(?!0000)\\d{4}'
const DASHED = new RegExp(`(?<![\\w-])${VALID.replaceAll('{sep}', '-')}(?![\\w-])`)
const NAMED = new RegExp(
  `\\b(?:ssn|social security(?: (?:number|no|nr))?)\\W{0,4}(?:is\\W{1,2})?${VALID.replaceAll('{sep}', '[ .-]?')}(?![\\w-])`
)

/** Whether a folded text has a US social security number, in its dashes or called by its name. */
export const hasSocialSecurityNumber = (folded: string): boolean => DASHED.test(folded) || NAMED.test(folded)
