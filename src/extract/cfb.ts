/**
 * Compound files ([MS-CFB]): the small file system inside .msg, .doc, .xls, .ppt and encrypted office files. Chains of sectors
 * are followed at most as far as there are sectors, so that a loop ends; a chain that loops or leaves the file gives what it had.
 */
import { MiB } from '../base/sizes.ts'
import { Unreadable } from './reading.ts'

/** Entries of the directory: storages and streams. */
export const CFB_ENTRIES_MAX = 50_000
/** Bytes of one stream. */
export const STREAM_BYTES_MAX = 64 * MiB
/** Storages inside each other. */
export const CFB_DEPTH_MAX = 20

const END_OF_CHAIN = 0xfffffffe
const NOTHING = 0xffffffff

export interface CfbEntry {
  readonly name: string
  readonly kind: 'storage' | 'stream' | 'root'
  readonly children: readonly CfbEntry[]
  /** Bytes of a stream; empty for a storage. Sets `isBroken` of the file when they are not all there. */
  read(): Uint8Array
}

export interface CompoundFile {
  readonly root: CfbEntry
  /** Something that was read so far is not all there. */
  readonly isBroken: boolean
}

/** Throws `Unreadable` when the header is none. */
export function openCompoundFile(bytes: Uint8Array): CompoundFile {
  return new Cfb(bytes).open()
}

class Cfb implements CompoundFile {
  readonly #view: DataView
  readonly #bytes: Uint8Array
  readonly #sectorShift: number
  readonly #miniCutoff: number
  #table: Uint32Array = new Uint32Array()
  #miniTable: Uint32Array = new Uint32Array()
  #miniStream: Uint8Array = new Uint8Array()
  root: CfbEntry = { name: '', kind: 'root', children: [], read: () => new Uint8Array() }
  isBroken = false

  constructor(bytes: Uint8Array) {
    if (bytes.length < 512) throw new Unreadable('broken')
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    this.#sectorShift = this.#view.getUint16(30, true)
    this.#miniCutoff = this.#view.getUint32(56, true)
    if ((this.#sectorShift !== 9 && this.#sectorShift !== 12) || this.#view.getUint16(32, true) !== 6) throw new Unreadable('broken')
  }

  get #sectorBytes(): number {
    return 1 << this.#sectorShift
  }

  get #sectorCount(): number {
    return Math.ceil(this.#bytes.length / this.#sectorBytes) - 1
  }

  open(): CompoundFile {
    this.#table = this.#readTable()
    const directory = this.#chain(this.#view.getUint32(48, true), CFB_ENTRIES_MAX * 128)
    if (directory.length > CFB_ENTRIES_MAX * 128) throw new Unreadable('over-limit')
    const entries = this.#entries(directory)
    const root = entries[0]
    if (root === undefined) throw new Unreadable('broken')
    const miniTable = this.#chain(this.#view.getUint32(60, true), STREAM_BYTES_MAX)
    this.#miniTable = numbers(miniTable)
    this.#miniStream = this.#chain(root.start, STREAM_BYTES_MAX).subarray(0, root.size)
    this.root = this.#tree(entries, 0, { seen: new Set([0]), depth: 0 })
    return this
  }

  /** The table of sectors, by way of its own list: 109 places in the header, further ones in a chain. §2.5 */
  #readTable(): Uint32Array {
    const places: number[] = []
    for (let index = 0; index < 109; index += 1) places.push(this.#view.getUint32(76 + index * 4, true))
    let next = this.#view.getUint32(68, true)
    const perSector = this.#sectorBytes / 4 - 1
    for (let steps = 0; next < this.#sectorCount && steps <= this.#sectorCount; steps += 1) {
      const sector = this.#sector(next)
      const view = new DataView(sector.buffer, sector.byteOffset, sector.length)
      if (sector.length < this.#sectorBytes) break
      for (let index = 0; index < perSector; index += 1) places.push(view.getUint32(index * 4, true))
      next = view.getUint32(perSector * 4, true)
    }
    const table = new Uint32Array(this.#sectorCount + 1).fill(NOTHING)
    const perTable = this.#sectorBytes / 4
    for (const [index, place] of places.entries()) {
      if (place >= this.#sectorCount || index * perTable > table.length) continue
      table.set(numbers(this.#sector(place)).subarray(0, Math.max(0, table.length - index * perTable)),
        index * perTable)
    }
    return table
  }

  #sector(index: number): Uint8Array {
    const start = (index + 1) * this.#sectorBytes
    return this.#bytes.subarray(start, start + this.#sectorBytes)
  }

  /** Sectors one after another; ends at `max`, at a loop, and outside the file. */
  #chain(start: number, max: number): Uint8Array {
    const pieces: Uint8Array[] = []
    let [length, next] = [0, start]
    for (let steps = 0; next !== END_OF_CHAIN && next !== NOTHING; steps += 1) {
      if (next >= this.#sectorCount || steps > this.#sectorCount) {
        this.isBroken = true
        break
      }
      if (length > max) throw new Unreadable('over-limit')
      const sector = this.#sector(next)
      pieces.push(sector)
      length += sector.length
      next = this.#table[next] ?? NOTHING
    }
    return concat(pieces, length)
  }

  #miniChain(start: number, size: number): Uint8Array {
    const pieces: Uint8Array[] = []
    let [length, next] = [0, start]
    for (let steps = 0; next !== END_OF_CHAIN && length < size; steps += 1) {
      if (next >= this.#miniTable.length || steps > this.#miniTable.length) {
        this.isBroken = true
        break
      }
      const piece = this.#miniStream.subarray(next * 64, next * 64 + 64)
      pieces.push(piece)
      length += piece.length
      next = this.#miniTable[next] ?? NOTHING
    }
    return concat(pieces, length).subarray(0, size)
  }

  /** §2.6.1: 128 bytes each. */
  #entries(directory: Uint8Array): RawEntry[] {
    const view = new DataView(directory.buffer, directory.byteOffset, directory.length)
    const decoder = new TextDecoder('utf-16le')
    const entries: RawEntry[] = []
    for (let at = 0; at + 128 <= directory.length && entries.length < CFB_ENTRIES_MAX; at += 128) {
      const nameBytes = Math.min(Math.max(view.getUint16(at + 64, true) - 2, 0), 62)
      entries.push({
        name: decoder.decode(directory.subarray(at, at + nameBytes)), type: directory[at + 66] ?? 0,
        left: view.getUint32(at + 68, true), right: view.getUint32(at + 72, true), child: view.getUint32(at + 76, true),
        start: view.getUint32(at + 116, true), size: view.getUint32(at + 120, true),
      })
    }
    return entries
  }

  #tree(entries: readonly RawEntry[], index: number,
    { seen, depth }: { readonly seen: Set<number>, readonly depth: number }): CfbEntry {
    const entry = entries[index] ?? NO_ENTRY
    const children: CfbEntry[] = []
    const todo = [entry.child]
    while (todo.length > 0 && depth < CFB_DEPTH_MAX) {
      const at = todo.pop() ?? NOTHING
      const one = entries[at]
      if (at === NOTHING || one === undefined || one.type === 0) continue
      if (seen.has(at)) {
        this.isBroken = true
        continue
      }
      seen.add(at)
      todo.push(one.right, one.left)
      children.push(this.#tree(entries, at, { seen, depth: depth + 1 }))
    }
    if (depth >= CFB_DEPTH_MAX && entry.child !== NOTHING) this.isBroken = true
    const isStream = entry.type === 2
    return {
      name: entry.name, kind: entry.type === 5 ? 'root' : isStream ? 'stream' : 'storage', children,
      read: () => isStream ? this.#stream(entry) : new Uint8Array(),
    }
  }

  #stream({ start, size }: RawEntry): Uint8Array {
    if (size > STREAM_BYTES_MAX) throw new Unreadable('over-limit')
    if (size === 0) return new Uint8Array()
    const bytes = size < this.#miniCutoff
      ? this.#miniChain(start, size) : this.#chain(start, size + this.#sectorBytes).subarray(0, size)
    if (bytes.length < size) this.isBroken = true
    return bytes
  }
}

interface RawEntry {
  readonly name: string
  readonly type: number
  readonly left: number
  readonly right: number
  readonly child: number
  readonly start: number
  readonly size: number
}

const NO_ENTRY: RawEntry = { name: '', type: 0, left: NOTHING, right: NOTHING, child: NOTHING, start: 0, size: 0 }

function numbers(bytes: Uint8Array): Uint32Array {
  // A copy of its own: a Buffer is a view of something larger.
  return new Uint32Array(new Uint8Array(bytes.subarray(0, bytes.length & ~3)).buffer)
}

function concat(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
