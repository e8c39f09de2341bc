/**
 * What an archive says it holds: names and locks out of its lists, nothing unpacked. ZIP APPNOTE 6.3.10 §4.3, RAR 5.0.
 */

export interface ArchiveNames {
  readonly names: readonly string[]
  /** Something in it cannot be read without a password. */
  readonly isEncrypted: boolean
}

/** Entries of one archive whose names are read; one with more is looked at so far. */
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
  const end = all.lastIndexOf(ZIP_END)
  if (end >= 0 && end >= all.length - ZIP_END_WITHIN) return zip(all, end)
  // Without an end record unpackers go by the entries themselves.
  return all.length >= 30 && all.readUInt32LE(0) === 0x04034b50 ? { names: [],
    isEncrypted: (all.readUInt16LE(6) & 1) === 1 } : undefined
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

function zip(all: Buffer, end: number): ArchiveNames {
  const names: string[] = []
  let isEncrypted = false
  // The directory is looked for by its mark: its place may be given wrong on purpose, and other bytes may stand in
  // front.
  let at = end + 20 <= all.length ? directoryAt(all, end) : -1
  while (at >= 0 && at + 46 <= end && names.length < ENTRIES_MAX && all.readUInt32LE(at) === 0x02014b50) {
    const nameLength = all.readUInt16LE(at + 28)
    if ((all.readUInt16LE(at + 8) & 1) === 1) isEncrypted = true
    names.push(all.subarray(at + 46, Math.min(end, at + 46 + nameLength)).toString('utf8'))
    at += 46 + nameLength + all.readUInt16LE(at + 30) + all.readUInt16LE(at + 32)
  }
  return { names, isEncrypted }
}

function directoryAt(all: Buffer, end: number): number {
  const told = end - all.readUInt32LE(end + 12)
  return told >= 0 && told + 4 <= end && all.readUInt32LE(told) === 0x02014b50 ? told : all.indexOf('PK\x01\x02', 0, 'latin1')
}

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
