/**
 * A disk that follows a trace: what surely reached it, and what waits for a sync. From it come the states that a
 * power cut may leave: waiting writes are kept, dropped or torn at sectors, waiting names (create, rename, remove)
 * kept or not.
 *
 * Stricter than the usual file systems: a sync of a file does not keep its name, that takes a sync of its folder, and
 * names that wait for one are kept in any combination. A rename is one step. SQLite's `-shm` file is no state.
 */
import { closeSync, constants, copyFileSync, ftruncateSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Below } from './random.ts'
import { folderOf, type Change, type Operation } from './trace.ts'

/** What a disk writes at once or not at all. */
export const SECTOR_BYTES = 512

type Waiting = { readonly line: number, readonly endLine: number } & (
  { readonly at: number, readonly bytes: Buffer } | { readonly cutTo: number })

/** A file by identity: names come and go. */
class Inode {
  readonly kind: 'file' | 'folder'
  /** What is on the disk. */
  kept = new Bytes()
  waiting: Waiting[] = []
  /** Length with everything that waits. */
  liveBytes = 0
  /** Grows with every change of `kept`, so that a copy of it can be used again. */
  version = 0

  constructor(kind: 'file' | 'folder') {
    this.kind = kind
  }

  write(change: Waiting): void {
    this.waiting.push(change)
    this.liveBytes = 'cutTo' in change ? change.cutTo : Math.max(this.liveBytes, change.at + change.bytes.length)
  }

  sync(beganLine: number): void {
    const stays: Waiting[] = []
    for (const one of this.waiting) {
      if (one.endLine >= beganLine) stays.push(one)
      else this.kept.apply(one)
    }
    if (stays.length < this.waiting.length) this.version += 1
    this.waiting = stays
  }
}

/** Bytes that grow. */
class Bytes {
  #buffer = Buffer.alloc(0)
  #length = 0

  apply(change: Waiting): void {
    if ('cutTo' in change) this.#resize(change.cutTo)
    else {
      if (change.at + change.bytes.length > this.#length) this.#resize(change.at + change.bytes.length)
      change.bytes.copy(this.#buffer, change.at)
    }
  }

  get bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length)
  }

  copy(): Bytes {
    const copy = new Bytes()
    copy.#buffer = Buffer.from(this.bytes)
    copy.#length = this.#length
    return copy
  }

  #resize(length: number): void {
    if (length > this.#buffer.length) {
      const larger = Buffer.alloc(Math.max(length, Math.ceil(this.#buffer.length * 1.5), 4096))
      this.bytes.copy(larger)
      this.#buffer = larger
    } else if (length < this.#length) {
      this.#buffer.fill(0, length, this.#length)
    }
    this.#length = length
  }
}

type Names = Map<string, Inode>
type NameChange = Extract<Change, { readonly do: 'create' | 'rename' | 'remove' }> & { readonly inode: Inode }

export type Fate = 'dropped' | 'kept' | 'mixed'

export class Disk {
  readonly #root: string
  readonly #live: Names = new Map()
  readonly #kept: Names = new Map()
  #waitingNames: NameChange[] = []

  constructor(root: string) {
    this.#root = root
    const folder = new Inode('folder')
    this.#live.set(root, folder)
    this.#kept.set(root, folder)
  }

  apply(operation: Operation): void {
    if (operation.do === 'mark') return
    if (operation.do === 'sync') return this.#sync(operation.path, operation.beganLine)
    if (operation.do === 'create' || operation.do === 'rename' || operation.do === 'remove') return this.#name(operation)
    const inode = this.#live.get(operation.path)
    // A file whose last name is gone may still be written to; nobody will see it.
    if (inode === undefined) return
    const { line, endLine } = operation
    if (operation.do === 'cut') inode.write({ line, endLine, cutTo: operation.sizeBytes })
    else inode.write({ line, endLine, at: operation.at === 'end' ? inode.liveBytes : operation.at, bytes: operation.bytes })
  }

  /** As if the machine had been idle for long: everything so far is on the disk. */
  settle(): void {
    for (const inode of this.#live.values()) inode.sync(Infinity)
    this.#kept.clear()
    for (const [path, inode] of this.#live) this.#kept.set(path, inode)
    this.#waitingNames = []
  }

  /** Whether anything waits for a sync. */
  get isWaiting(): boolean {
    return this.#waitingNames.length > 0 || [...this.#live.values()].some(({ waiting }) => waiting.length > 0)
  }

  /** Everything as a running system shows it, for a comparison with the real folder. */
  live(): ReadonlyMap<string, Buffer | 'folder'> {
    return new Map([...this.#live].map(([path, inode]) => [
      path.slice(this.#root.length + 1), inode.kind === 'folder' ? 'folder' as const : withWaiting(inode, () => true),
    ]))
  }

  /** Writes one possible state into the new folder `target`. Files that are as before come from `copies`. */
  write(
    target: string, { below, fate, copies }: { readonly below: Below, readonly fate: Fate, readonly copies: Copies },
  ): void {
    const names = new Map(this.#kept)
    for (const change of this.#waitingNames) {
      if (fate === 'kept' || (fate === 'mixed' && below(2) === 0)) applyName(names, change)
    }
    for (const [path, inode] of [...names].toSorted(([a], [b]) => a < b ? -1 : 1)) {
      const place = join(target, path.slice(this.#root.length))
      if (inode.kind === 'folder') {
        if (names.get(dirname(path))?.kind === 'folder' || path === this.#root) mkdirSync(place, { recursive: true, mode: 0o700 })
      } else if (names.get(dirname(path))?.kind === 'folder') {
        if (inode.waiting.length === 0 || fate === 'dropped') copies.put(inode, place)
        else writeFileSync(place, fate === 'kept' ? withWaiting(inode, () => true) : mixed(inode, below), { mode: 0o600 })
      }
    }
  }

  #sync(path: string, beganLine: number): void {
    const inode = this.#live.get(path)
    inode?.sync(beganLine)
    const stays: NameChange[] = []
    for (const change of this.#waitingNames) {
      const folder = folderOf(change.do === 'rename' ? change.to : change.path)
      if (folder === path && change.endLine < beganLine) applyName(this.#kept, change)
      else stays.push(change)
    }
    this.#waitingNames = stays
  }

  #name(change: Extract<Change, { readonly do: 'create' | 'rename' | 'remove' }>): void {
    const known = this.#live.get(change.path)
    if (change.do === 'create') {
      if (known !== undefined) {
        if (change.empty && known.liveBytes > 0) known.write({ line: change.line, endLine: change.endLine, cutTo: 0 })
        return
      }
      this.#remember({ ...change, inode: new Inode(change.kind) })
    } else if (known !== undefined) {
      this.#remember({ ...change, inode: known })
    }
  }

  #remember(change: NameChange): void {
    applyName(this.#live, change)
    this.#waitingNames.push(change)
  }
}

function applyName(names: Names, change: NameChange): void {
  if (change.do !== 'create') names.delete(change.path)
  if (change.do === 'create') names.set(change.path, change.inode)
  if (change.do === 'rename') names.set(change.to, change.inode)
}

function withWaiting(inode: Inode, isKept: (change: Waiting) => boolean): Buffer {
  const bytes = inode.kept.copy()
  for (const change of inode.waiting) if (isKept(change)) bytes.apply(change)
  return bytes.bytes
}

/** Each waiting write is kept, dropped, or torn: its first sectors are there, or some of them. */
function mixed(inode: Inode, below: Below): Buffer {
  const bytes = inode.kept.copy()
  for (const change of inode.waiting) {
    const what = below(6)
    if (what < 2) bytes.apply(change)
    else if (what < 4 || 'cutTo' in change) continue
    else {
      const { line, endLine, at } = change
      const pieces = sectors(change)
      const first = below(pieces.length + 1)
      const kept = what === 4 ? pieces.slice(0, first) : pieces.filter(() => below(2) === 0)
      for (const [from, to] of kept) bytes.apply({
        line, endLine, at: at + from, bytes: change.bytes.subarray(from, to),
      })
    }
  }
  return bytes.bytes
}

/** Ranges of a write that lie in one sector of the file each. */
function sectors({ at, bytes }: { readonly at: number, readonly bytes: Buffer }): [from: number, to: number][] {
  const ranges: [number, number][] = []
  for (let from = 0; from < bytes.length;) {
    const to = Math.min(bytes.length, from + SECTOR_BYTES - (at + from) % SECTOR_BYTES)
    ranges.push([from, to])
    from = to
  }
  return ranges
}

/** Files that many states share are written once and then cloned, where the file system can,
  or copied by the kernel. */
export class Copies {
  readonly #folder: string
  readonly #known = new Map<Inode, { readonly version: number, readonly path: string }>()
  #made = 0

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true })
    this.#folder = folder
  }

  put(inode: Inode, place: string): void {
    const known = this.#known.get(inode)
    if (known?.version === inode.version) return copyFileSync(known.path, place, constants.COPYFILE_FICLONE)
    const path = known?.path ?? join(this.#folder, String(this.#made++))
    const file = openSync(path, 'w', 0o600)
    try {
      const { bytes } = inode.kept
      for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at, bytes.length - at, at)
      ftruncateSync(file, bytes.length)
    } finally {
      closeSync(file)
    }
    this.#known.set(inode, { version: inode.version, path })
    copyFileSync(path, place, constants.COPYFILE_FICLONE)
  }
}
