import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './programs.ts'

const FILE = join(ROOT, 'docs/performance.md')
const START = '<!-- figures: written by the command below -->'
const END = '<!-- end of figures -->'

/** Puts the report between the marks of docs/performance.md. @throws Error when they are not there. */
export function writeFigures(report: string): void {
  const page = readFileSync(FILE, 'utf8')
  const [start, end] = [page.indexOf(START), page.indexOf(END)]
  if (start < 0 || end < start) throw new Error(`${FILE} has no place for figures`)
  writeFileSync(FILE, `${page.slice(0, start + START.length)}\n\n${report}\n\n${page.slice(end)}`)
}
