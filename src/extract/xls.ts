/** Excel 97 to 2003 ([MS-XLS]): cells of every sheet, rows as lines with tabs. */
import { Unreadable, type Reading } from './reading.ts'

/** Records of one workbook. */
export const XLS_RECORDS_MAX = 5_000_000
/** Texts that cells share. */
export const XLS_TEXTS_MAX = 1_000_000

const RECORD = {
  boundSheet: 0x85, bof: 0x809, filePass: 0x2f, sst: 0xfc, carryOn: 0x3c, label: 0x204, labelSst: 0xfd,
    number: 0x203, rk: 0x27e, mulRk: 0xbd,
  string: 0x207, note: 0x1c, formula: 0x06, textObject: 0x1b6, row: 0x208, colInfo: 0x7d,
} as const

export function readXls(bytes: Uint8Array, reading: Reading): void {
  new Workbook(bytes, reading).run()
}

class Workbook {
  readonly #view: DataView
  readonly #bytes: Uint8Array
  readonly #reading: Reading
  readonly #sheets: { readonly name: string, readonly at: number, readonly isHidden: boolean }[] = []
  #texts: readonly string[] = []
  #sheetName = ''
  #row = -1
  #cells: string[] = []
  #formulaAt: { readonly row: number, readonly column: number } | undefined

  constructor(bytes: Uint8Array, reading: Reading) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    this.#reading = reading
  }

  run(): void {
    let records = 0
    for (let at = 0; at + 4 <= this.#bytes.length; records += 1) {
      if (records > XLS_RECORDS_MAX) throw new Unreadable('over-limit')
      if (records % 4096 === 0) this.#reading.checkTime()
      const [type, length] = [this.#view.getUint16(at, true), this.#view.getUint16(at + 2, true)]
      if (at + 4 + length > this.#bytes.length) {
        if (type !== 0) this.#reading.miss('broken')
        break
      }
      this.#record(type, at + 4, length)
      at += 4 + length
    }
    this.#endRow()
  }

  #record(type: number, at: number, length: number): void {
    switch (type) {
      case RECORD.bof: this.#begin(at, length); break
      case RECORD.filePass: throw new Unreadable('encrypted')
      case RECORD.boundSheet: this.#boundSheet(at, length); break
      case RECORD.sst: this.#texts = new SharedTextReader(this.#bytes, at, length).read(); break
      case RECORD.labelSst: if (length >= 10) this.#cell(at, this.#texts[this.#view.getUint32(at + 6, true)] ?? ''); break
      case RECORD.label: if (length >= 9) this.#cell(at, this.#text(at + 6, length - 6)); break
      case RECORD.number: if (length >= 14) this.#cell(at, String(this.#view.getFloat64(at + 6, true))); break
      case RECORD.rk: if (length >= 10) this.#cell(at, rkText(this.#view.getInt32(at + 6, true))); break
      case RECORD.mulRk: this.#many(at, length); break
      case RECORD.formula: if (length >= 14) this.#formula(at); break
      case RECORD.string: if (this.#formulaAt !== undefined && length >= 3) this.#put(this.#formulaAt,
        this.#text(at, length)); break
      case RECORD.note: this.#reading.note('comments'); break
      case RECORD.row: if (length >= 16 && (this.#view.getUint32(at + 12, true) & 0x20) !== 0) this.#reading.note('hidden-rows', this.#sheetName); break
      case RECORD.colInfo: if (length >= 10 && (this.#view.getUint16(at + 8, true) & 1) !== 0) this.#reading.note('hidden-columns', this.#sheetName); break
      case RECORD.carryOn: this.#objectText(at, length); break
      default:
    }
  }

  /** Text of a note or box follows its object in a record of its own: flag, characters. */
  #objectText(at: number, length: number): void {
    const isWide = this.#bytes[at] === 1
    if (length < 4 || (this.#bytes[at] ?? 9) > 1) return
    const bytes = this.#bytes.subarray(at + 1, at + length)
    const text = new TextDecoder(isWide ? 'utf-16le' : 'windows-1252').decode(bytes)
    if (/^[\p{L}\p{N}\p{P}\p{Z}\n\r\t]+$/u.test(text.slice(0, 200))) this.#reading.add(`${text}\n`)
  }

  #begin(at: number, length: number): void {
    this.#endRow()
    if (length >= 4 && this.#view.getUint16(at, true) < 0x600) throw new Unreadable('unknown-format')
    const sheet = this.#sheets.find((one) => one.at === at - 4)
    if (sheet === undefined) return
    this.#sheetName = sheet.name
    if (sheet.isHidden) this.#reading.note('hidden-sheet', sheet.name)
    this.#reading.add('\f')
    this.#reading.place('sheet', sheet.name)
    this.#reading.add(`${sheet.name}\n`)
  }

  #boundSheet(at: number, length: number): void {
    if (length < 8 || this.#sheets.length >= 10_000) return
    const count = this.#bytes[at + 6] ?? 0
    const isWide = ((this.#bytes[at + 7] ?? 0) & 1) === 1
    const name = new TextDecoder(isWide ? 'utf-16le' : 'windows-1252').decode(this.#bytes.subarray(at + 8, at + Math.min(length, 8 + count * (isWide ? 2 : 1))))
    this.#sheets.push({ name, at: this.#view.getUint32(at, true), isHidden: ((this.#bytes[at + 4] ?? 0) & 3) !== 0 })
  }

  #text(at: number, length: number): string {
    const count = this.#view.getUint16(at, true)
    const isWide = ((this.#bytes[at + 2] ?? 0) & 1) === 1
    const bytes = this.#bytes.subarray(at + 3, at + Math.min(length, 3 + count * (isWide ? 2 : 1)))
    return new TextDecoder(isWide ? 'utf-16le' : 'windows-1252').decode(bytes)
  }

  #many(at: number, length: number): void {
    const [row, column] = [this.#view.getUint16(at, true), this.#view.getUint16(at + 2, true)]
    for (let index = 0; 4 + index * 6 + 6 <= length - 2; index += 1) {
      this.#put({ row, column: column + index }, rkText(this.#view.getInt32(at + 4 + index * 6 + 2, true)))
    }
  }

  #formula(at: number): void {
    const place = { row: this.#view.getUint16(at, true), column: this.#view.getUint16(at + 2, true) }
    // A result that is no number is marked by 0xffff; a text then follows in its own record. §2.5.133
    this.#formulaAt = this.#view.getUint16(at + 12, true) === 0xffff ? place : undefined
    if (this.#formulaAt === undefined) this.#put(place, String(this.#view.getFloat64(at + 6, true)))
  }

  #cell(at: number, text: string): void {
    this.#put({ row: this.#view.getUint16(at, true), column: this.#view.getUint16(at + 2, true) }, text)
  }

  #put({ row, column }: { readonly row: number, readonly column: number }, text: string): void {
    if (row !== this.#row) this.#endRow()
    this.#row = row
    while (this.#cells.length < Math.min(column, 256)) this.#cells.push('')
    this.#cells.push(text.replace(/[\t\r\n]+/g, ' '))
  }

  #endRow(): void {
    const line = this.#cells.join('\t').replace(/\t+$/, '')
    this.#cells = []
    this.#row = -1
    if (line !== '') this.#reading.add(`${line}\n`)
  }
}

/** §2.5.217: 30 bits of a whole number or of a float, perhaps a hundred times too large. */
function rkText(rk: number): string {
  const divisor = (rk & 1) === 1 ? 100 : 1
  if ((rk & 2) !== 0) return String((rk >> 2) / divisor)
  const view = new DataView(new ArrayBuffer(8))
  view.setUint32(4, rk & 0xfffffffc, true)
  return String(view.getFloat64(0, true) / divisor)
}

/** The shared texts, which run on over records; where one is cut its width is told again. §2.4.265 */
class SharedTextReader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #at: number
  #end: number
  readonly #count: number

  constructor(bytes: Uint8Array, at: number, length: number) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    this.#count = length >= 8 ? Math.min(this.#view.getUint32(at + 4, true), XLS_TEXTS_MAX) : 0
    this.#at = at + 8
    this.#end = at + length
  }

  read(): string[] {
    const texts: string[] = []
    while (texts.length < this.#count && this.#more(3)) texts.push(this.#one())
    return texts
  }

  /** Goes on into the next record when this one is used up. */
  #more(bytes: number): boolean {
    if (this.#at + bytes <= this.#end) return true
    if (this.#end + 4 > this.#bytes.length || this.#view.getUint16(this.#end, true) !== RECORD.carryOn) return false
    const length = this.#view.getUint16(this.#end + 2, true)
    this.#at = this.#end + 4
    this.#end = Math.min(this.#at + length, this.#bytes.length)
    return this.#at + bytes <= this.#end
  }

  #one(): string {
    const count = this.#view.getUint16(this.#at, true)
    const flags = this.#bytes[this.#at + 2] ?? 0
    this.#at += 3
    let after = 0
    if ((flags & 8) !== 0 && this.#at + 2 <= this.#end) {
      after += this.#view.getUint16(this.#at, true) * 4
      this.#at += 2
    }
    if ((flags & 4) !== 0 && this.#at + 4 <= this.#end) {
      after += this.#view.getUint32(this.#at, true)
      this.#at += 4
    }
    const text = this.#characters(count, (flags & 1) === 1)
    this.#skip(after)
    return text
  }

  #characters(count: number, startsWide: boolean): string {
    let [left, isWide, text] = [count, startsWide, '']
    while (left > 0) {
      const width = isWide ? 2 : 1
      const here = Math.min(left, Math.floor((this.#end - this.#at) / width))
      text += new TextDecoder(isWide ? 'utf-16le' : 'windows-1252').decode(this.#bytes.subarray(this.#at, this.#at + here * width))
      this.#at += here * width
      left -= here
      if (left === 0) break
      this.#at = this.#end
      if (!this.#more(1)) break
      isWide = ((this.#bytes[this.#at] ?? 0) & 1) === 1
      this.#at += 1
    }
    return text
  }

  #skip(count: number): void {
    let left = count
    while (left > 0) {
      const here = Math.min(left, this.#end - this.#at)
      this.#at += here
      left -= here
      if (left === 0) return
      this.#at = this.#end
      if (!this.#more(1)) return
    }
  }
}
