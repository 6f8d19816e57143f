import { createReadStream } from 'node:fs'
import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/max'

/** No line of a registry is longer, in characters; the rest of a longer one is not kept. */
const LINE_MAX = 256

/** The lines of a text file, one after the other, however large it is. */
export async function* linesOf(path: string): AsyncGenerator<string> {
  let rest = ''
  for await (const chunk of createReadStream(path, 'utf8')) {
    const lines = (rest + chunk).split(/\r\n|\n|\r/)
    rest = (lines.pop() ?? '').slice(0, LINE_MAX)
    yield* lines
  }
  if (rest !== '') yield rest
}

/**
 * The number in E.164 that a line of a registry holds; undefined when it holds none. A line is a number with or without
 * its country code, further columns are not looked at, or area code and number in two columns.
 * Source: the files of https://telemarketing.donotcall.gov, `area code,number`.
 */
export function numberIn(line: string, country: string): string | undefined {
  const [first = '', second = ''] = line
    .slice(0, LINE_MAX)
    .split(/[,;\t|]/)
    .map(bare)
  const split = /^\d{3}$/.test(first) && /^\d{7}$/.test(second)
  const number = parsePhoneNumberFromString(split ? first + second : first, country as CountryCode)
  return number?.isPossible() ? number.number : undefined
}

const bare = (column: string): string => column.replace(/^\uFEFF/, '').replaceAll(/["'\s()./-]/g, '')
