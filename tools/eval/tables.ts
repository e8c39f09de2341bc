import type { Figure, Share } from './counting.ts'

/** A table of figures, for the screen and for the page. */
export interface Table { readonly title: string, readonly head: readonly string[],
  readonly rows: readonly (readonly string[])[], readonly foot?: readonly string[] }

/** Columns in line; the first to the left, the others to the right. */
export function asText({ title, head, rows, foot = [] }: Table): string {
  const widths = head.map((cell, index) => Math.max(cell.length, ...rows.map((row) => row[index]?.length ?? 0)))
  const line = (row: readonly string[]): string => row.map((cell, index) => index === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[index] ?? 0)).join('  ').trimEnd()
  return [title, line(head), ...rows.map(line), ...foot.map((text) => `  ${text}`)].join('\n')
}

/** The same in Markdown. */
export function asMarkdown({ title, head, rows, foot = [] }: Table): string {
  const line = (row: readonly string[]): string => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [`## ${title}`, '', line(head), line(head.map((_, index) => index === 0 ? '---' : '---:')), ...rows.map(line), '', ...foot.map((text) => `${text}\n`)].join('\n')
}

/** `0.931 [0.902-0.955]`; a dash when there was nothing to count. */
export const figureCell = ({ value, interval: { low, high } }: Figure): string => value === undefined ? '-' : `${value.toFixed(3)} [${low.toFixed(3)}-${high.toFixed(3)}]`

/** `45/46 0.978 [0.887-0.996]`. */
export const shareCell = ({ right, of, value, interval: { low, high } }: Share): string => value === undefined ? '-' : `${right}/${of} ${value.toFixed(3)} [${low.toFixed(3)}-${high.toFixed(3)}]`
