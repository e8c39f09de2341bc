/**
 * Many rows cross a thread by column: unpacking ten thousand rows of nine numbers holds the event loop for 3 ms, where
 * reading as many objects out of a message takes 12.
 */

/** Fewer rows are not worth it. */
export const PACKED_ROWS_MIN = 64

export interface PackedRows {
  readonly count: number
  readonly names: readonly string[]
  /** Values of each column; numbers only become a `Float64Array`, which holds every safe integer exactly. */
  readonly columns: readonly (Float64Array<ArrayBuffer> | readonly unknown[])[]
}

/** How a result was packed: the whole is rows, or these fields of it are. */
export type Packing = 'rows' | readonly string[]

type Row = Readonly<Record<string, unknown>>

/** The result with its long lists of rows packed; `packing` is undefined when there were none. */
export function packResult(result: unknown): { readonly result: unknown, readonly packing: Packing | undefined } {
  const packed = packRows(result)
  if (packed !== undefined) return { result: packed, packing: 'rows' }
  if (!isPlain(result)) return { result, packing: undefined }
  const copy: Record<string, unknown> = {}
  const fields: string[] = []
  for (const [name, value] of Object.entries(result)) {
    const rows = packRows(value)
    copy[name] = rows ?? value
    if (rows !== undefined) fields.push(name)
  }
  return fields.length === 0 ? { result, packing: undefined } : { result: copy, packing: fields }
}

/** Turns `packResult` back. */
export function unpackResult(result: unknown, packing: Packing | undefined): unknown {
  if (packing === undefined) return result
  if (packing === 'rows') return unpackRows(result as PackedRows)
  const copy = { ...(result as Row) }
  for (const name of packing) copy[name] = unpackRows(copy[name] as PackedRows)
  return copy
}

function isPlain(value: unknown): value is Row {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function packRows(list: unknown): PackedRows | undefined {
  if (!Array.isArray(list) || list.length < PACKED_ROWS_MIN) return undefined
  const rows: readonly unknown[] = list
  const [first] = rows
  if (!isPlain(first)) return undefined
  const names = Object.keys(first)
  if (!rows.every((row) => isPlain(row) && hasNames(row, names))) return undefined
  return { count: rows.length, names, columns: names.map((name) => column(rows as readonly Row[], name)) }
}

/** Rows of one statement have the same names in the same order; anything else stays as it is. */
function hasNames(row: Row, names: readonly string[]): boolean {
  let at = 0
  for (const name in row) if (name !== names[at++]) return false
  return at === names.length
}

function column(rows: readonly Row[], name: string): Float64Array<ArrayBuffer> | unknown[] {
  const numbers = new Float64Array(rows.length)
  for (const [index, row] of rows.entries()) {
    const value = row[name]
    if (typeof value !== 'number') return rows.map((one) => one[name])
    numbers[index] = value
  }
  return numbers
}

function unpackRows({ count, names, columns }: PackedRows): Row[] {
  const rows: Row[] = []
  for (let index = 0; index < count; index++) {
    const row: Record<string, unknown> = {}
    for (let place = 0; place < names.length; place++) row[names[place] ?? ''] = columns[place]?.[index]
    rows.push(row)
  }
  return rows
}
