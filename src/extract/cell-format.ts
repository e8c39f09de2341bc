/**
 * How a cell shows its number: dates are counted in days, and numbers such as a BSN get back the noughts in front that the
 * format writes. ECMA-376 part 1 §18.8.30, §18.17.4.1.
 */
import { attributeOf, readXml } from './xml.ts'

/** Formats of cells that are kept; later ones count as plain. */
export const CELL_FORMATS_MAX = 70_000

export interface CellFormats {
  /** By the cell's style number: a date, that many digits, or as it is. */
  readonly shapes: readonly ('date' | 'time' | number)[]
  readonly startsIn1904: boolean
}

/** Built-in numbers of formats that are dates. */
const isBuiltInDate = (id: number): boolean => (id >= 14 && id <= 17) || id === 22 || (id >= 27 && id <= 36)
  || (id >= 50 && id <= 58)
const isBuiltInTime = (id: number): boolean => (id >= 18 && id <= 21) || (id >= 45 && id <= 47)

export function cellFormats(styles: readonly string[], startsIn1904: boolean): CellFormats {
  const codes = new Map<number, string>()
  const shapes: ('date' | 'time' | number)[] = []
  for (const xml of styles) {
    let inCells = false
    readXml(xml, {
      open(name, tag) {
        if (name === 'numFmt' && codes.size < CELL_FORMATS_MAX) codes.set(Number(attributeOf(tag, 'numFmtId')), attributeOf(tag, 'formatCode') ?? '')
        if (name === 'cellXfs') inCells = true
        if (name === 'xf' && inCells && shapes.length < CELL_FORMATS_MAX) shapes.push(shapeOf(Number(attributeOf(tag, 'numFmtId') ?? 0), codes))
      },
      close(name) {
        if (name === 'cellXfs') inCells = false
      },
    })
  }
  return { shapes, startsIn1904 }
}

function shapeOf(id: number, codes: ReadonlyMap<number, string>): 'date' | 'time' | number {
  if (isBuiltInDate(id)) return 'date'
  if (isBuiltInTime(id)) return 'time'
  const code = (codes.get(id) ?? '').slice(0, 300)
  if (/^0{2,20}$/.test(code)) return code.length
  const bare = code.replace(/"[^"]*"|\[[^\]]*\]|\\./g, '')
  // General, Standaard and the like have letters that dates have too.
  if (/general|standaard|standard/i.test(bare)) return 0
  if (/[dyj]/i.test(bare)) return 'date'
  return /h.*m|m.*s/i.test(bare) ? 'time' : 0
}

/** What a reader sees in a cell that holds `value`. */
export function shownValue(value: string, { type, style }: { readonly type: string, readonly style: number },
  formats: CellFormats): string {
  if (type !== 'n' || value === '') return value
  const shape = formats.shapes[style] ?? 0
  const number = Number(value)
  if (shape === 'date' && number >= 0 && number < 2_958_466) return dateOf(number + (formats.startsIn1904 ? 1462 : 0))
  if (typeof shape === 'number' && shape > 0 && /^\d+$/.test(value)) return value.padStart(shape, '0')
  // 1.1122233300000001E8 is how some programs write a whole number.
  return /e/i.test(value) && Number.isSafeInteger(Math.round(number)) && Math.abs(number) >= 1e5
    ? String(Math.round(number)) : value
}

/** Day 1 is 1 January 1900; day 60 is a 29 February that never was. */
function dateOf(days: number): string {
  const whole = Math.floor(days)
  const ms = Date.UTC(1899, 11, whole < 60 ? 31 : 30) + whole * 86_400_000
  const [year = '', month = '', day = ''] = new Date(ms).toISOString().slice(0, 10).split('-')
  return `${day}-${month}-${year}`
}
