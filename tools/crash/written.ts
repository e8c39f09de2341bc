/** States as folders: written with as little copying as can be, and told apart. */
import { createHash } from 'node:crypto'
import { closeSync, constants, copyFileSync, ftruncateSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Inode, Piece } from './bytes.ts'
import type { DiskState } from './disk.ts'

/** Writes a state into the new folder `target`. */
export function writeState(target: string, { entries, rubbish }: DiskState, copies: Copies): void {
  for (const { path, inode, pieces } of entries) {
    const place = join(target, path)
    if (inode.kind === 'folder') {
      mkdirSync(place, { recursive: true, mode: 0o700 })
      continue
    }
    copies.put(inode, place)
    if (pieces.length > 0) inFile(place, 'r+', (file) => { for (const piece of pieces) apply(file, piece) })
    if (rubbish !== undefined && path.endsWith('.db')) writeFileSync(`${place}-shm`, rubbish, { mode: 0o600 })
  }
}

function inFile(path: string, flags: 'r+' | 'w', work: (file: number) => void): void {
  const file = openSync(path, flags, 0o600)
  try {
    work(file)
  } finally {
    closeSync(file)
  }
}

function apply(file: number, piece: Piece): void {
  if ('cutTo' in piece) return ftruncateSync(file, piece.cutTo)
  const { at, bytes } = piece
  for (let from = 0; from < bytes.length;) from += writeSync(file, bytes, from, bytes.length - from, at + from)
}

/** Files that many states share are written once and then cloned, where the file system can, or copied there. */
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
    inFile(path, 'w', (file) => apply(file, { at: 0, bytes: inode.kept.bytes }))
    this.#known.set(inode, { version: inode.version, path })
    copyFileSync(path, place, constants.COPYFILE_FICLONE)
  }
}

/** Tells states of one walk apart: equal ones have the same files, as far on, with the same pieces of what waited. */
export class Digests {
  readonly #numbers = new Map<Inode, number>()

  of({ entries, rubbish }: DiskState): string {
    const whole = createHash('sha256')
    for (const { path, inode, pieces } of entries) {
      const number = this.#numbers.get(inode) ?? this.#numbers.size
      this.#numbers.set(inode, number)
      whole.update(`${path}\n${number} ${inode.version}\n`)
      for (const piece of pieces) {
        if ('cutTo' in piece) whole.update(`cut ${piece.cutTo}\n`)
        else whole.update(`at ${piece.at} ${piece.bytes.length}\n`).update(piece.bytes)
      }
    }
    return whole.update(rubbish ?? '').digest('base64url')
  }
}
