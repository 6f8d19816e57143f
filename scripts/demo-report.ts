/** One expectation as it turned out. */
export interface Row {
  scenario: string
  expectation: string
  held: boolean
  seen: string
  /** Milliseconds since the expectation before. */
  tookMs: number
}

const SEEN_CHARS = 64

/** Shows how far the demo is: one line that is written over in a terminal, a line each elsewhere. */
export function progress(done: number, total: number, what: string): void {
  const bar = '#'.repeat(done) + '.'.repeat(total - done)
  const line = `[${bar}] ${done}/${total}  ${what}`
  process.stdout.write(process.stdout.isTTY ? `\r\u001b[K${line}${done === total ? '\n' : ''}` : `${line}\n`)
}

/** The rows as a table; a scenario is named once. */
export function table(rows: readonly Row[]): string {
  const cells = rows.map(({ scenario, expectation, held, seen, tookMs }, index) => [
    rows[index - 1]?.scenario === scenario ? '' : scenario,
    held ? 'ok' : 'FAILED',
    expectation,
    seen.length > SEEN_CHARS ? `${seen.slice(0, SEEN_CHARS - 1)}…` : seen,
    `${Math.round(tookMs)} ms`
  ])
  const lines = [['Scenario', '', 'Expectation', 'Seen', 'Took'], ...cells]
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  const print = (line: string[]) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  const rule = '-'.repeat(widths.reduce((sum, width) => sum + width + 2, -2))
  const [head = [], ...body] = lines
  return [print(head), rule, ...body.map(print)].join('\n')
}
