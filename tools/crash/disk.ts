/**
 * A disk that follows a trace: what surely reached it, and what waits for a sync. From it come the states that a
 * power cut may leave: waiting writes and waiting names (create, rename, remove) meet the ends of a fate (`fates.ts`).
 *
 * Stricter than the usual file systems: a sync of a file does not keep its name, that takes a sync of its folder, and
 * names that wait for one are kept in any combination. A rename is one step. SQLite's `-shm` file is no state: where it
 * is left there is rubbish in it.
 */
import { dirname } from 'node:path'
import { Inode, type Piece } from './bytes.ts'
import { endsOf, rubbish, type Fate } from './fates.ts'
import type { Below } from './random.ts'
import { folderOf, type Change, type Operation } from './trace.ts'

type Names = Map<string, Inode>
type NameChange = Extract<Change, { readonly do: 'create' | 'rename' | 'remove' }> & { readonly inode: Inode }

/** In one state of so many there is rubbish in SQLite's shared index. */
const RUBBISH_ONE_IN = 4
const RUBBISH_BYTES = 32 * 1024

/** One possible state: what stands under each name (with the root taken away), as it was kept and with these pieces. */
export interface DiskState {
  readonly entries: readonly { readonly path: string, readonly inode: Inode, readonly pieces: readonly Piece[] }[]
  /** What stands in SQLite's shared index, when it is there. */
  readonly rubbish: Buffer | undefined
}

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

  /** Everything as a running system shows it, for a comparison with the real folder. */
  live(): ReadonlyMap<string, Buffer | 'folder'> {
    return new Map([...this.#live].map(([path, inode]) => [
      path.slice(this.#root.length + 1), inode.kind === 'folder' ? 'folder' as const : inode.live(),
    ]))
  }

  /** One possible state of this moment. */
  state({ below, fate }: { readonly below: Below, readonly fate: Fate }): DiskState {
    const inodes = (one: Names): Inode[] => [...one].toSorted(byPath).map(([, inode]) => inode)
    const waiting = [...new Set([...inodes(this.#kept), ...inodes(this.#live)])].filter((inode) =>
      inode.waiting.length > 0)
    const ends = endsOf(fate, below, waiting)
    const names = new Map(this.#kept)
    for (const change of this.#waitingNames) if (ends.keepsName()) applyName(names, change)
    const hasFolder = ([path]: readonly [string, Inode]): boolean =>
      path === this.#root || names.get(dirname(path))?.kind === 'folder'
    const entries = [...names].toSorted(byPath).filter(hasFolder).map(([path, inode]) => ({
      path: path.slice(this.#root.length), inode, pieces: inode.waiting.length > 0 ? ends.piecesOf(inode) : [],
    }))
    return { entries, rubbish: below(RUBBISH_ONE_IN) === 0 ? rubbish(RUBBISH_BYTES, below) : undefined }
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

const byPath = ([a]: readonly [string, Inode], [b]: readonly [string, Inode]): number => a < b ? -1 : 1

function applyName(names: Names, change: NameChange): void {
  if (change.do !== 'create') names.delete(change.path)
  if (change.do === 'create') names.set(change.path, change.inode)
  if (change.do === 'rename') names.set(change.to, change.inode)
}
