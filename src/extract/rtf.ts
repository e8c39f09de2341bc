/**
 * Text out of RTF 1.9: code pages, Unicode, groups with a destination of their own. Also gives back the HTML that Outlook wraps
 * into RTF ([MS-OXRTFEX]) as text. Linear; groups are counted, not called.
 */
import { decodeCharset } from '../message/charset.ts'
import { imageTypeOf } from './picture.ts'
import type { Reading } from './reading.ts'
import { Unreadable } from './reading.ts'

/** Groups inside each other. */
export const RTF_DEPTH_MAX = 1000
/** Bytes of one picture or embedded object. */
export const RTF_OBJECT_BYTES_MAX = 32 * 1024 * 1024
/** Fonts whose character set is kept. */
export const RTF_FONTS_MAX = 5000
const DECORATION_BYTES_MAX = 16 * 1024

/** Groups without words: looks, numbers of revisions, names of fonts. Groups that begin with `\*` and stand not in `KEPT` too. */
const SILENT: ReadonlySet<string> = new Set([
  'colortbl', 'stylesheet', 'listtable', 'listoverridetable', 'rsidtbl', 'generator', 'xmlnstbl', 'themedata', 'colorschememapping',
  'latentstyles', 'datastore', 'mmathPr', 'filetbl', 'revtbl', 'pgptbl', 'listpicture', 'fchars', 'lchars', 'objclass', 'objname', 'blipuid', 'bkmkstart', 'bkmkend', 'panose', 'falt',
])
const KEPT: ReadonlySet<string> = new Set([
  'shptxt', 'shpinst', 'shp', 'shprslt', 'annotation', 'atnauthor', 'footnote', 'fldinst', 'fldrslt', 'htmltag', 'deleted', 'formfield', 'ffdeftext', 'ffentrytext', 'ffl', 'objdata', 'pict', 'shppict', 'nonesttables',
  'company', 'manager', 'title', 'subject', 'author', 'operator', 'keywords', 'comment', 'doccomm', 'category', 'mailmerge', 'docvar', 'userprops', 'propname', 'staticval', 'nesttableprops',
])
const PEOPLE: ReadonlySet<string> = new Set(['author', 'operator', 'manager', 'company'])
/** Character sets of fonts as Windows numbers them, RTF 1.9 `\fcharset`. */
const CHARSETS: Readonly<Record<number, string>> = {
  0: 'windows-1252', 77: 'macintosh', 128: 'shift_jis', 129: 'euc-kr', 134: 'gbk', 136: 'big5', 161: 'windows-1253', 162: 'windows-1254',
  163: 'windows-1258', 177: 'windows-1255', 178: 'windows-1256', 186: 'windows-1257', 204: 'windows-1251', 222: 'windows-874', 238: 'windows-1250',
}

interface Group {
  readonly destination: string
  readonly isSilent: boolean
  readonly isHidden: boolean
  readonly skipAfterUnicode: number
  readonly font: number
  readonly isHtmlOff: boolean
}

/** Reads all of it. What follows the last group is read as well: a program may show it. */
export async function readRtf(bytes: Uint8Array, reading: Reading): Promise<void> {
  const rtf = new Rtf(bytes, reading)
  rtf.run()
  for (const object of rtf.objects) {
    if (imageTypeOf(object) === undefined) {
      reading.note('embedded-files')
      await reading.inside({ name: '', type: '', bytes: object })
    } else if (object.length > DECORATION_BYTES_MAX) {
      reading.picture({ bytes: object, place: { kind: 'picture', label: '' }, isContent: false })
    }
  }
}

class Rtf {
  readonly objects: Uint8Array[] = []
  readonly #bytes: Buffer
  readonly #reading: Reading
  readonly #groups: Group[] = []
  readonly #fonts = new Map<number, string>()
  #group: Group = { destination: '', isSilent: false, isHidden: false, skipAfterUnicode: 1, font: -1, isHtmlOff: false }
  #codePage = 'windows-1252'
  #isHtml = false
  #starred = false
  #skip = 0
  #pending: number[] = []
  #line: string[] = []
  #hex: string[] = []
  #hexLength = 0
  #at = 0
  #steps = 0

  constructor(bytes: Uint8Array, reading: Reading) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    this.#reading = reading
  }

  run(): void {
    while (this.#at < this.#bytes.length) {
      this.#steps += 1
      if (this.#steps % 4096 === 0) this.#reading.checkTime()
      const byte = this.#bytes[this.#at] ?? 0
      if (byte === 0x7b) this.#open()
      else if (byte === 0x7d) this.#close()
      else if (byte === 0x5c) this.#control()
      else this.#plain()
    }
    this.#end()
  }

  #open(): void {
    this.#at += 1
    this.#flush()
    if (this.#groups.length >= RTF_DEPTH_MAX) {
      this.#end()
      throw new Unreadable('over-limit')
    }
    this.#groups.push(this.#group)
    this.#starred = false
    this.#skip = 0
  }

  #close(): void {
    this.#at += 1
    this.#flush()
    const { destination } = this.#group
    const before = this.#groups.pop()
    if (destination !== before?.destination) this.#endDestination(destination)
    if (before !== undefined) this.#group = before
    this.#skip = 0
  }

  #endDestination(destination: string): void {
    if (destination === 'pict' || destination === 'objdata') this.#endHex(destination)
    else if (destination === 'annotation' || destination === 'footnote' || PEOPLE.has(destination)) this.#newLine()
  }

  /** A run of characters up to the next mark. Line ends in the file mean nothing. */
  #plain(): void {
    let end = this.#at
    for (let byte = this.#bytes[end]; byte !== undefined && byte !== 0x5c && byte !== 0x7b
      && byte !== 0x7d; byte = this.#bytes[end]) end += 1
    const from = this.#at
    this.#at = end
    if (this.#group.destination === 'pict' || this.#group.destination === 'objdata') {
      this.#takeHex(this.#bytes.toString('latin1', from, end))
      return
    }
    if (!this.#isShown()) return
    for (let at = from; at < end; at += 1) {
      const byte = this.#bytes[at] ?? 0
      if (byte === 13 || byte === 10 || byte === 0) continue
      if (this.#skip > 0) this.#skip -= 1
      else this.#pending.push(byte)
    }
    if (this.#pending.length > 65_536) this.#flush()
  }

  #control(): void {
    const next = this.#bytes[this.#at + 1] ?? 0
    if (!isLetter(next)) {
      this.#symbol(next)
      return
    }
    let end = this.#at + 1
    while (isLetter(this.#bytes[end] ?? 0) && end - this.#at < 40) end += 1
    const word = this.#bytes.toString('latin1', this.#at + 1, end)
    const from = end
    if (this.#bytes[end] === 0x2d) end += 1
    while (isDigit(this.#bytes[end] ?? 0) && end - from < 12) end += 1
    const number = end === from ? undefined : Number(this.#bytes.toString('latin1', from, end))
    this.#at = this.#bytes[end] === 0x20 ? end + 1 : end
    this.#word(word, number)
  }

  #symbol(next: number): void {
    const char = String.fromCharCode(next)
    this.#at += 2
    if (char === '*') {
      this.#starred = true
    } else if (char === "'") {
      const byte = Number.parseInt(this.#bytes.toString('latin1', this.#at, this.#at + 2), 16)
      this.#at += 2
      if (this.#skip > 0) this.#skip -= 1
      else if (this.#isShown() && !Number.isNaN(byte)) this.#pending.push(byte)
    } else if (char === '\\' || char === '{' || char === '}') {
      if (this.#isShown()) this.#pending.push(next)
    } else if (char === '~' || char === '_') {
      this.#push(char === '~' ? ' ' : '-')
    } else if (char === '\n' || char === '\r') {
      this.#newLine()
    }
  }

  #word(word: string, number: number | undefined): void {
    switch (word) {
      case 'par': case 'line': case 'row': case 'nestrow': case 'sect': this.#newLine(); return
      case 'page':
        this.#newLine()
        return
      case 'tab': case 'cell': case 'nestcell': this.#push('\t'); return
      case 'emdash': case 'endash': this.#push('-'); return
      case 'lquote': case 'rquote': this.#push("'"); return
      case 'ldblquote': case 'rdblquote': this.#push('"'); return
      case 'enspace': case 'emspace': case 'qmspace': this.#push(' '); return
      case 'u': this.#unicode(number ?? 0); return
      case 'uc': this.#group = { ...this.#group, skipAfterUnicode: Math.min(Math.max(number ?? 1, 0), 100) }; return
      case 'bin': this.#binary(Math.max(number ?? 0, 0)); return
      case 'ansicpg': this.#codePage = number === undefined || number === 0 ? 'windows-1252' : `windows-${number}`; return
      case 'mac': this.#codePage = 'macintosh'; return
      case 'pc': case 'pca': this.#codePage = 'windows-1252'; return
      case 'fromhtml': this.#isHtml = number !== 0; return
      case 'htmlrtf': this.#flush(); this.#group = { ...this.#group, isHtmlOff: number !== 0 }; return
      case 'f': this.#font(number ?? 0); return
      case 'fcharset': this.#fontCharset(number ?? 0); return
      case 'v': this.#flush(); this.#group = { ...this.#group, isHidden: number !== 0 }; if (number !== 0) this.#reading.note('hidden-text'); return
      case 'deleted': case 'revised': if (number !== 0) this.#reading.note('tracked-changes'); return
      default: this.#destination(word)
    }
  }

  #destination(word: string): void {
    if (word === 'annotation') this.#reading.note('comments')
    if (word === 'fonttbl' || SILENT.has(word) || (this.#starred && !KEPT.has(word))) {
      this.#group = { ...this.#group, destination: word, isSilent: true }
    } else if (KEPT.has(word)) {
      if (PEOPLE.has(word)) this.#reading.note('metadata-author')
      this.#group = { ...this.#group, destination: word }
    }
    this.#starred = false
  }

  #font(number: number): void {
    this.#flush()
    this.#group = { ...this.#group, font: number }
  }

  #fontCharset(number: number): void {
    const charset = CHARSETS[number]
    if (charset !== undefined && this.#group.isSilent
      && this.#fonts.size < RTF_FONTS_MAX) this.#fonts.set(this.#group.font, charset)
  }

  #unicode(number: number): void {
    this.#flush()
    if (this.#isShown()) this.#line.push(String.fromCharCode(number & 0xffff))
    this.#skip = this.#group.skipAfterUnicode
  }

  #binary(length: number): void {
    const bytes = this.#bytes.subarray(this.#at, this.#at + length)
    this.#at += bytes.length
    if (this.#group.destination === 'pict' || this.#group.destination === 'objdata') this.#keepObject(Buffer.from(bytes))
  }

  #takeHex(text: string): void {
    const digits = text.replace(/[^0-9a-fA-F]/g, '')
    this.#hexLength += digits.length
    if (this.#hexLength <= RTF_OBJECT_BYTES_MAX * 2) this.#hex.push(digits)
  }

  #endHex(destination: string): void {
    if (this.#hexLength > RTF_OBJECT_BYTES_MAX * 2) this.#reading.miss('over-limit')
    else if (this.#hexLength > 0) this.#keepObject(Buffer.from(this.#hex.join(''), 'hex'), destination)
    this.#hex = []
    this.#hexLength = 0
  }

  /** An OLE 1 object has a header of its own before the file that matters ([MS-OLEDS] §2.2). */
  #keepObject(bytes: Buffer, destination = this.#group.destination): void {
    if (destination === 'pict') {
      if (imageTypeOf(bytes) !== undefined) this.objects.push(bytes)
      else if (bytes.length > 0) this.#reading.note('pictures-not-read')
      return
    }
    const start = [Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.from('PK\u0003\u0004', 'latin1'), Buffer.from('%PDF-')].map((mark) => bytes.indexOf(mark)).filter((at) => at >= 0)
    if (start.length > 0) this.objects.push(bytes.subarray(Math.min(...start)))
    else if (bytes.length > 64) this.#reading.miss('unknown-format')
  }

  #isShown(): boolean {
    const { isSilent, isHtmlOff, destination } = this.#group
    return !isSilent && !(this.#isHtml && isHtmlOff) && destination !== 'pict' && destination !== 'objdata'
  }

  #push(text: string): void {
    if (!this.#isShown()) return
    this.#flush()
    this.#line.push(text)
  }

  #newLine(): void {
    this.#flush()
    this.#line.push('\n')
    if (this.#line.length > 1000) this.#give()
  }

  /** Bytes so far in the charset of the font they stand in. */
  #flush(): void {
    if (this.#pending.length === 0) return
    const charset = this.#fonts.get(this.#group.font) ?? this.#codePage
    this.#line.push(decodeCharset(Uint8Array.from(this.#pending), charset === 'windows-65001' ? 'utf-8' : charset).text)
    this.#pending = []
  }

  #give(): void {
    const text = this.#line.join('')
    this.#line = []
    this.#reading.add(this.#isHtml ? text.replace(/<[^<>]{0,2000}>/g, ' ').replaceAll('&nbsp;', ' ').replaceAll('&amp;', '&') : text)
  }

  #end(): void {
    this.#flush()
    this.#give()
  }
}

const isLetter = (byte: number): boolean => (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x41 && byte <= 0x5a)
const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39
