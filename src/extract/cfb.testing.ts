/** Writes compound files and mails of Outlook for tests. */

export type Storage = { readonly [name: string]: Uint8Array | string | Storage }

interface Entry { readonly name: string, readonly type: 1 | 2 | 5, readonly body: Buffer, child: number,
  right: number, start: number, size: number }

const SECTOR = 512
const MINI = 64
const CUTOFF = 4096
const END = 0xfffffffe
const FREE = 0xffffffff

/** A file of version 3: small streams in the mini stream, siblings in a chain. Texts become UTF-16. */
export function compoundFile(root: Storage): Buffer {
  const entries: Entry[] = [entryOf('Root Entry', 5, Buffer.alloc(0))]
  addChildren(entries, 0, root)
  const small = packed(entries.filter(({ type, body }) => type === 2 && body.length > 0 && body.length < CUTOFF), MINI)
  const sectors: Buffer[] = []
  const table: number[] = []
  const put = (bytes: Buffer): number => {
    if (bytes.length === 0) return END
    const start = sectors.length
    for (let at = 0; at < bytes.length; at += SECTOR) {
      const sector = Buffer.alloc(SECTOR)
      bytes.copy(sector, 0, at, Math.min(at + SECTOR, bytes.length))
      sectors.push(sector)
      table.push(sectors.length)
    }
    table[table.length - 1] = END
    return start
  }
  for (const entry of entries) if (entry.type === 2 && entry.body.length >= CUTOFF) entry.start = put(entry.body)
  const [first] = entries
  if (first !== undefined) [first.start, first.size] = [put(small.bytes), small.bytes.length]
  const miniTable = put(uint32s(small.table))
  const directory = put(Buffer.concat([...entries.map(asBytes),
    Buffer.alloc((SECTOR - (entries.length * 128) % SECTOR) % SECTOR)]))
  // The table holds itself, and the list of its own places beyond the 109 of the header.
  let [tableSectors, listSectors] = [0, 0]
  while (tableSectors * 128 < table.length + tableSectors + listSectors) {
    tableSectors += 1
    listSectors = Math.max(0, Math.ceil((tableSectors - 109) / 127))
  }
  const tableStart = sectors.length
  for (let index = 0; index < tableSectors; index += 1) table.push(0xfffffffd)
  for (let index = 0; index < listSectors; index += 1) table.push(0xfffffffc)
  const whole = uint32s([...table, ...Array.from({ length: tableSectors * 128 - table.length }, () => FREE)])
  const list = Array.from({ length: listSectors }, (_, sector) => uint32s([
    ...Array.from({ length: 127 }, (_none, index) => {
      const place = 109 + sector * 127 + index
      return place < tableSectors ? tableStart + place : FREE
    }), sector + 1 < listSectors ? tableStart + tableSectors + sector + 1 : END]))
  const head = header({
    directory, miniTable, miniSectors: Math.ceil(small.table.length / 128), tableStart, tableSectors,
    listStart: listSectors === 0 ? END : tableStart + tableSectors, listSectors,
  })
  return Buffer.concat([head, ...sectors, whole, ...list])
}

function addChildren(entries: Entry[], parent: number, storage: Storage): void {
  let before = -1
  for (const [name, content] of Object.entries(storage)) {
    const isStorage = typeof content === 'object' && !(content instanceof Uint8Array)
    const index = entries.length
    entries.push(entryOf(name, isStorage ? 1 : 2, isStorage ? Buffer.alloc(0) : typeof content === 'string' ? Buffer.from(content, 'utf16le') : Buffer.from(content)))
    const [above, sibling] = [entries[parent], entries[before]]
    if (sibling !== undefined) sibling.right = index
    else if (above !== undefined) above.child = index
    before = index
    if (isStorage) addChildren(entries, index, content)
  }
}

const entryOf = (name: string, type: 1 | 2 | 5, body: Buffer): Entry =>
  ({ name, type, body, child: FREE, right: FREE, start: body.length === 0 ? END : 0, size: body.length })

/** Streams in blocks after each other, with the chain of each. */
function packed(entries: readonly Entry[], block: number): { readonly bytes: Buffer,
  readonly table: readonly number[] } {
  const table: number[] = []
  const pieces: Buffer[] = []
  for (const entry of entries) {
    entry.start = table.length
    const count = Math.ceil(entry.body.length / block)
    for (let index = 0; index < count; index += 1) table.push(index === count - 1 ? END : table.length + 1)
    pieces.push(entry.body, Buffer.alloc(count * block - entry.body.length))
  }
  return { bytes: Buffer.concat(pieces), table }
}

function asBytes({ name, type, child, right, start, size }: Entry): Buffer {
  const bytes = Buffer.alloc(128)
  bytes.write(name, 0, 62, 'utf16le')
  bytes.writeUInt16LE(Math.min(name.length, 31) * 2 + 2, 64)
  bytes[66] = type
  bytes[67] = 1
  for (const [at, value] of [[68, FREE], [72, right], [76, child], [116, start],
    [120, size]] as const) bytes.writeUInt32LE(value >>> 0, at)
  return bytes
}

function header({ directory, miniTable, miniSectors, tableStart, tableSectors, listStart, listSectors }: {
  readonly directory: number, readonly miniTable: number, readonly miniSectors: number, readonly tableStart: number,
  readonly tableSectors: number, readonly listStart: number, readonly listSectors: number,
}): Buffer {
  const head = Buffer.alloc(SECTOR)
  head.write('d0cf11e0a1b11ae1', 0, 'hex')
  for (const [at, value] of [[24, 0x3e], [26, 3], [28, 0xfffe], [30, 9], [32, 6]] as const) head.writeUInt16LE(value,
    at)
  for (const [at, value] of [
    [44, tableSectors], [48, directory], [56, CUTOFF], [60, miniTable], [64, miniSectors], [68, listStart],
    [72, listSectors],
  ] as const) head.writeUInt32LE(value >>> 0, at)
  for (let index = 0; index < 109; index += 1) head.writeUInt32LE(index < tableSectors ? tableStart + index : FREE,
    76 + index * 4)
  return head
}

function uint32s(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4)
  for (const [index, value] of values.entries()) bytes.writeUInt32LE(value >>> 0, index * 4)
  return bytes
}

/** The storage of a mail of Outlook; `body`, `html` and `rtf` as far as they are given. */
export function outlookMail({ subject, body, html, rtf, recipients = [], files = [], mails = [], isInner = false }: {
  readonly subject: string, readonly body?: string, readonly html?: string, readonly rtf?: Uint8Array,
    readonly recipients?: readonly (readonly [name: string, address: string])[],
  readonly files?: readonly { readonly name: string, readonly bytes: Uint8Array }[],
    readonly mails?: readonly Storage[], readonly isInner?: boolean,
}): Storage {
  const storages: Record<string, Storage> = {}
  for (const [index, [name, address]] of recipients.entries()) {
    storages[`__recip_version1.0_#0000000${index}`] = { '__properties_version1.0': new Uint8Array(8), '__substg1.0_3001001F': name, '__substg1.0_39FE001F': address }
  }
  for (const [index, { name, bytes }] of files.entries()) {
    storages[`__attach_version1.0_#0000000${index}`] = { '__properties_version1.0': new Uint8Array(8), '__substg1.0_3707001F': name, '__substg1.0_37010102': bytes }
  }
  for (const [index, mail] of mails.entries()) {
    storages[`__attach_version1.0_#0000010${index}`] = { '__properties_version1.0': new Uint8Array(8), '__substg1.0_3001001F': 'doorgestuurd', '__substg1.0_3701000D': mail }
  }
  return {
    '__properties_version1.0': new Uint8Array(isInner ? 24 : 32), '__substg1.0_0037001F': subject,
    ...body === undefined ? {} : { '__substg1.0_1000001F': body }, ...html === undefined ? {} : { '__substg1.0_10130102': Buffer.from(html) },
    ...rtf === undefined ? {} : { '__substg1.0_10090102': rtf }, ...storages,
  }
}

/** RTF in the packed form without references: every token is a byte as it is. [MS-OXRTFCP] §2.2 */
export function packRtf(rtf: string): Buffer {
  const bytes = Buffer.from(rtf, 'latin1')
  const pieces: Buffer[] = []
  for (let at = 0; at < bytes.length; at += 8) pieces.push(Buffer.from([0]), bytes.subarray(at, at + 8))
  const head = Buffer.alloc(16)
  head.writeUInt32LE(pieces.reduce((sum, piece) => sum + piece.length, 12), 0)
  head.writeUInt32LE(bytes.length, 4)
  head.write('LZFu', 8)
  return Buffer.concat([head, ...pieces])
}
