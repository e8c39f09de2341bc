/**
 * What an archive says it holds: names and locks out of its lists, nothing unpacked. ZIP APPNOTE 6.3.10 §4.3, RAR 5.0.
 */

export interface ArchiveNames {
  readonly names: readonly string[]
  /** Something in it cannot be read without a password. */
  readonly isEncrypted: boolean
  /** It holds more entries than are read. */
  readonly isMore?: true
}

/** Entries of one archive whose names are read; of a ZIP with more it is said. */
export const ENTRIES_MAX = 10_000
/** Octets of a TNEF file in which names are looked for. */
export const TNEF_BYTES_MAX = 8 * 1024 * 1024
/** The end record of a ZIP stands within so many octets of the end: the record and the longest comment. */
const ZIP_END_WITHIN = 22 + 65_535

const ZIP_END = Buffer.from('PK\x05\x06', 'latin1')

/** Undefined for what is no archive that we know. */
export function archiveOf(bytes: Uint8Array): ArchiveNames | undefined {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  if (all.length >= 7 && all.subarray(0, 6).toString('latin1') === 'Rar!\x1a\x07') return rar(all)
  if (all.length >= 6 && all.subarray(0, 6).toString('latin1') === '7z\xbc\xaf\x27\x1c') return { names: [], isEncrypted: all.includes(SEVEN_ZIP_AES) }
  if (all.length >= 4 && all.readUInt32LE(0) === TNEF) return { names: tnefNames(all), isEncrypted: false }
  if (all.length >= 10 && all.readUInt16BE(0) === 0x1f8b) return { names: gzipName(all), isEncrypted: false }
  const tar = tarNames(all)
  if (tar.length > 0) return { names: tar, isEncrypted: false }
  return zip(all)
}

/** The name in the header of a gzip file. RFC 1952 §2.3.1 */
function gzipName(all: Buffer): readonly string[] {
  const flags = all[3] ?? 0
  if ((flags & 0x08) === 0) return []
  const start = (flags & 0x04) === 0 ? 10 : all.length >= 12 ? 12 + all.readUInt16LE(10) : all.length
  const end = all.indexOf(0, start)
  return end > start && end - start <= 1000 ? [all.toString('latin1', start, end)] : []
}

/** Names of a tar file, header by header. POSIX.1-2017, pax: ustar interchange format */
function tarNames(all: Buffer): readonly string[] {
  const names: string[] = []
  let at = 0
  while (at + 512 <= all.length && names.length < ENTRIES_MAX && all.toString('latin1', at + 257, at + 262) === 'ustar') {
    const size = parseInt(all.toString('latin1', at + 124, at + 136), 8)
    const end = all.indexOf(0, at)
    names.push(all.toString('utf8', at, end < at || end > at + 100 ? at + 100 : end))
    // Long names stand as a text of their own in front of the file (GNU `L`, pax `x`).
    if (/[Lx]/.test(all.toString('latin1', at + 156, at + 157))) names.push(...all.toString('utf8', at + 512, Math.min(at + 512 + size, at + 2560)).split(/[\0\n]/))
    if (!(size >= 0)) break
    at += 512 + Math.ceil(size / 512) * 512
  }
  return names
}

/** `winmail.dat`, which Outlook opens as the files in it (MS-OXTNEF §2.1.3.1). */
const TNEF = 0x223e9f78

/** Names end with a NUL, in octets and in UTF-16. */
function tnefNames(all: Buffer): readonly string[] {
  const head = all.subarray(0, TNEF_BYTES_MAX)
  // Their place may be even or odd.
  const texts = [head.toString('latin1'), head.toString('utf16le'), head.subarray(1).toString('utf16le')]
  return texts.flatMap((text) => {
    const names: string[] = []
    const ending = /\.[a-z0-9]{1,12}\0/gi
    for (let found = ending.exec(text); found !== null && names.length < ENTRIES_MAX; found = ending.exec(text)) {
      const end = found.index + found[0].length - 1
      names.push(text.slice(Math.max(0, text.lastIndexOf('\0', found.index) + 1, end - 200), end))
    }
    return names
  })
}

/** Identifier of the method AES-256 + SHA-256 in a list of coders. */
const SEVEN_ZIP_AES = Buffer.from([0x06, 0xf1, 0x07, 0x01])

/**
 * Every entry that the file holds, of the directory and in front of the packed bytes, wherever they stand: unpackers differ in which
 * of the two they go by, in which directory they take when there are two, and in what may stand in front.
 */
function zip(all: Buffer): ArchiveNames | undefined {
  const isZip = all.length >= 4 && all.readUInt32LE(0) === 0x04034b50
  // Most files are none: their end alone says so.
  if (!isZip && all.subarray(Math.max(0, all.length - ZIP_END_WITHIN)).lastIndexOf(ZIP_END) < 0) return undefined
  const names = new Set<string>()
  let [isEncrypted, isMore] = [false, false]
  for (const { mark, head, flags, length } of HEADERS) {
    let seen = 0
    for (let at = all.indexOf(mark); at >= 0 && at + head <= all.length; at = all.indexOf(mark, at + 4)) {
      if (seen++ === ENTRIES_MAX) {
        isMore = true
        break
      }
      const end = at + head + all.readUInt16LE(at + length)
      if (end > all.length) continue
      if ((all.readUInt16LE(at + flags) & 1) === 1) isEncrypted = true
      names.add(all.toString('utf8', at + head, end))
    }
  }
  return { names: [...names], isEncrypted, ...isMore ? { isMore } : {} }
}

/** Headers of entries: in the directory and in front of each file. APPNOTE 6.3.10 §4.3.7, §4.3.12 */
const HEADERS = [
  { mark: Buffer.from('PK\x01\x02', 'latin1'), head: 46, flags: 8, length: 28 },
  { mark: Buffer.from('PK\x03\x04', 'latin1'), head: 30, flags: 6, length: 26 },
] as const

/** RAR 4 says in its archive header (0x80) or in a file's (0x04) that it is locked; RAR 5 by a header of type 4. */
function rar(all: Buffer): ArchiveNames {
  if (all[6] === 1) return { names: rarNames(all), isEncrypted: all[12] === 4 || all[13] === 4 }
  const isLocked = (all.length > 12 && (all.readUInt16LE(10) & 0x80) !== 0) || (all.length > 25 &&
    all[22] === 0x74 && (all.readUInt16LE(23) & 0x04) !== 0)
  return { names: rarNames(all), isEncrypted: isLocked }
}

/** Names with an ending that runs stand as plain text in the headers of both versions. */
function rarNames(all: Buffer): readonly string[] {
  return all.subarray(0, 65_536).toString('latin1').match(/[\w .()-]{1,100}\.(?:exe|scr|js|vbs|bat|cmd|lnk|iso|img|hta|ps1|wsf|msi)/gi)?.slice(0, 100) ?? []
}
