/** A table of the report; its first column is text, the others are figures. */
export interface Table {
  title: string
  head: readonly string[]
  rows: string[][]
  note?: string
}

/** A goal and whether this run meets it. */
export interface Aim {
  what: string
  goal: string
  measured: string
  met: boolean
}

/** A table in Markdown, with its columns in line, so that it reads as well in a terminal. */
export function renderTable({ title, head, rows, note }: Table): string {
  const widths = head.map((cell, column) => Math.max(cell.length, 3, ...rows.map((row) => row[column]?.length ?? 0)))
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => pad(cell, widths[column] ?? 0, column)).join(' | ')} |`
  const rule = `|${widths.map((width, column) => (column === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`
  return [`### ${title}`, '', line(head), rule, ...rows.map(line), ...(note === undefined ? [] : ['', note])].join('\n')
}

/** The goals as a table. */
export const aimsTable = (aims: readonly Aim[]): Table => ({
  title: 'Goals',
  head: ['goal', 'at', 'measured', 'met'],
  rows: aims.map(({ what, goal, measured, met }) => [what, goal, measured, met ? 'yes' : 'no'])
})

const pad = (cell: string, width: number, column: number) => (column === 0 ? cell.padEnd(width) : cell.padStart(width))

/** A figure with as many decimals as its size bears; `–` for none. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return '–'
  if (value >= 100) return value.toFixed(0)
  return value.toFixed(value >= 10 ? 1 : 2)
}
