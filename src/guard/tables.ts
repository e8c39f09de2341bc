/**
 * Tables in plain text: lines after each other with the same separators, or with cells set apart by blanks. The first line
 * that names its columns is the header. A number under a header is what the header says.
 *
 * Promises: linear in the text; a line longer than `ROW_LENGTH_MAX` is no row.
 */

/** One table. Offsets in the block. */
export interface Table {
  /** What parts the cells; null when blanks do. */
  readonly separator: string | null
  readonly start: number
  readonly end: number
  /** Where the header line begins and ends. */
  readonly headerStart: number
  /** Cells of the header in lower case. */
  readonly header: readonly string[]
  /** Where each header cell begins in its line; for cells set apart by blanks. */
  readonly columns: readonly number[]
}

/** Lines longer than this are not looked at as table rows. */
export const ROW_LENGTH_MAX = 4000
/** Lines of a table that may stand above its header: a title, an empty row. */
const TITLE_LINES_MAX = 3

const SEPARATORS = ['\t', ';', '|', ','] as const

interface Line { readonly start: number, readonly end: number, readonly text: string }
interface Open { readonly separator: string | null, readonly count: number, readonly lines: Line[], start: number,
  end: number, rows: number, readonly carried?: Table }

/** Tables of a block. `carried`: the table that the block before ended in. */
export function tablesOf(text: string, carried?: Table): Table[] {
  const tables: Table[] = []
  if (!/[\t;|,]| {2}/.test(text)) return tables
  let open: Open | undefined = carried === undefined ? undefined
    : { separator: carried.separator, count: carried.header.length - 1, lines: [], start: 0, end: 0, rows: 2, carried }
  const close = (): void => {
    const table = open === undefined || open.rows < 2 ? undefined : made(open)
    if (table !== undefined) tables.push(table)
    open = undefined
  }
  for (let start = 0; start < text.length;) {
    const at = text.indexOf('\n', start)
    const end = at < 0 ? text.length : at + 1
    const line = end - start > ROW_LENGTH_MAX ? '' : text.slice(start, end)
    if (open !== undefined && belongs(line, open)) {
      open.end = end
      open.rows += 1
      if (open.lines.length <= TITLE_LINES_MAX) open.lines.push({ start, end, text: line })
    } else {
      close()
      const shape = shapeOf(line)
      if (shape !== undefined) open = { ...shape, lines: [{ start, end, text: line }], start, end, rows: 1 }
    }
    start = end
  }
  close()
  return tables
}

/** The separator of a line and how often it stands there. */
function shapeOf(line: string): { separator: string | null, count: number } | undefined {
  for (const separator of SEPARATORS) {
    const count = countOf(line, separator)
    if (count >= (separator === ',' && !line.startsWith('"') ? 2 : 1)) return { separator, count }
  }
  return /\S {2,}\S/.test(line) ? { separator: null, count: 0 } : undefined
}

const belongs = (line: string, { separator, count }: Open): boolean =>
  separator === null ? /\S {2,}\S/.test(line) && !/[\t;|]/.test(line) : countOf(line, separator) === count

function made({ separator, lines, start, end, carried }: Open): Table | undefined {
  if (carried !== undefined) return { ...carried, start, end, headerStart: -1 }
  const header = lines.slice(0, TITLE_LINES_MAX).find(
    ({ text }) => namesColumns(cellsOf(text, separator).map(({ text: cell }) => cell)),
  ) ?? (separator === null ? undefined : lines[0])
  if (header === undefined) return undefined
  const cells = cellsOf(header.text, separator)
  return { separator, start, end, headerStart: header.start, header: cells.map(({ text }) => text.toLowerCase()),
    columns: cells.map(({ at }) => at) }
}

/** At least two cells, most of them filled, none with a long number. */
function namesColumns(cells: readonly string[]): boolean {
  const filled = cells.filter((cell) => cell !== '')
  return filled.length >= 2 && filled.length * 2 >= cells.length
    && filled.every((cell) => !/\d{3}|@|\d[-./]\d/.test(cell) && /\p{L}/u.test(cell))
}

function cellsOf(line: string, separator: string | null): { readonly text: string, readonly at: number }[] {
  const cells: { text: string, at: number }[] = []
  if (separator === null) {
    for (let at = 0; at < line.length;) {
      while (at < line.length && isBlank(line.charCodeAt(at))) at += 1
      const from = at
      while (at < line.length && !(isBlank(line.charCodeAt(at))
        && (at + 1 >= line.length || isBlank(line.charCodeAt(at + 1))))) at += 1
      if (at > from) cells.push({ text: line.slice(from, at), at: from })
    }
    return cells
  }
  for (let at = 0; at <= line.length;) {
    const next = cellEnd(line, at, separator)
    cells.push({ text: line.slice(at, next).trim().replace(/^"|"$/g, ''), at })
    at = next + 1
  }
  return cells
}

const isBlank = (code: number): boolean => code === 32 || code === 10 || code === 13

/** Where the cell that begins at a place ends; separators within quotes do not part. */
function cellEnd(line: string, from: number, separator: string): number {
  if (line[from] === '"') {
    const quote = line.indexOf('"', from + 1)
    const after = quote < 0 ? -1 : line.indexOf(separator, quote)
    if (quote > 0) return after < 0 ? line.length : after
  }
  const at = line.indexOf(separator, from)
  return at < 0 ? line.length : at
}

function countOf(line: string, separator: string): number {
  if (!line.includes(separator)) return 0
  let count = 0
  for (let at = cellEnd(line, 0, separator); at < line.length; at = cellEnd(line, at + 1, separator)) count += 1
  return count
}

/** The table at a place, of tables in order. */
function tableAt(tables: readonly Table[], at: number): Table | undefined {
  let low = 0
  let high = tables.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((tables[middle]?.start ?? 0) <= at) low = middle
    else high = middle - 1
  }
  const table = tables[low]
  return table !== undefined && at >= table.start && at < table.end ? table : undefined
}

/** The header of the column in which a place stands; undefined outside tables and in the header itself. */
export function headerAt(text: string, tables: readonly Table[], at: number): string | undefined {
  const table = tableAt(tables, at)
  if (table === undefined) return undefined
  const lineStart = text.lastIndexOf('\n', at - 1) + 1
  if (lineStart <= table.headerStart) return undefined
  const before = text.slice(lineStart, at)
  if (table.separator !== null) return table.header[countOf(before, table.separator)]
  const lineEnd = text.indexOf('\n', at)
  const cells = cellsOf(text.slice(lineStart, lineEnd < 0 ? Math.min(text.length, at + ROW_LENGTH_MAX) : lineEnd), null)
  // As many cells as the header has: the same place in the row. Otherwise the header cell above.
  const index = cells.findLastIndex((cell) => cell.at <= at - lineStart)
  return cells.length === table.header.length ? table.header[index]
    : table.header[table.columns.findLastIndex((column) => column <= (cells[index]?.at ?? 0) + 1)]
}
