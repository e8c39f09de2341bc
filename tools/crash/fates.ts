/**
 * What became of everything that waited for a sync when the power went. Each fate is another kind of bad luck; which
 * write meets which end comes from the seed.
 */
import type { Inode, Piece } from './bytes.ts'
import type { Below } from './random.ts'

/** What a disk writes at once or not at all, and what a file system does. */
export const SECTOR_BYTES = 512
export const PAGE_BYTES = 4096

/**
 * `dropped`, `kept`: all of it. `mixed`: each write by itself is kept, lost or torn at sectors. `pages`: each page by
 * itself. `nearly`: all but one write. `late`: the last writes are there and what came before them is not. `one-file`:
 * one file has everything and the others nothing (the log without the database, or the other way round). `names`: names
 * are there and content is not; `nameless`: the other way round. `lengths`: files have their new length, and where
 * content is lost there are zeros, or what another file left there.
 */
export type Fate = (typeof fates)[number]['fate']

/** How many of 100 states meet each. */
export const fates = [
  { fate: 'dropped', of100: 12 }, { fate: 'kept', of100: 6 }, { fate: 'mixed', of100: 28 },
  { fate: 'pages', of100: 10 }, { fate: 'nearly', of100: 12 }, { fate: 'late', of100: 8 },
  { fate: 'one-file', of100: 10 }, { fate: 'names', of100: 4 }, { fate: 'nameless', of100: 4 },
  { fate: 'lengths', of100: 6 },
] as const

export function fateOf(below: Below): Fate {
  let dice = below(100)
  for (const { fate, of100 } of fates) {
    if (dice < of100) return fate
    dice -= of100
  }
  return 'kept'
}

/** What a fate does with names, and with the writes of one file; made anew for each state. */
export interface Ends {
  keepsName(): boolean
  /** What of the waiting writes of a file is on the disk, in the order in which it is to be applied. */
  piecesOf(inode: Inode): readonly Piece[]
}

/** `waiting`: files of which something waits, in a fixed order. */
export function endsOf(fate: Fate, below: Below, waiting: readonly Inode[]): Ends {
  const byDice = (): boolean => below(2) === 0
  const all = ({ waiting: changes }: Inode): readonly Piece[] => changes
  const torn = ({ waiting: changes }: Inode): readonly Piece[] => changes.flatMap((change) => ended(change, below))
  switch (fate) {
    case 'dropped':
      return { keepsName: () => false, piecesOf: () => [] }
    case 'kept':
      return { keepsName: () => true, piecesOf: all }
    case 'mixed':
      return { keepsName: byDice, piecesOf: torn }
    case 'pages':
      return { keepsName: byDice, piecesOf: (inode) => inode.waiting.flatMap((change) =>
        cutAt(change, PAGE_BYTES).filter(byDice)) }
    case 'nearly':
      return { keepsName: () => below(8) > 0, piecesOf: (inode) => nearly(inode, below) }
    case 'late':
      return { keepsName: byDice, piecesOf: ({ waiting: changes }) => changes.slice(below(changes.length + 1)) }
    case 'one-file': {
      const chosen = waiting[below(Math.max(1, waiting.length))]
      return { keepsName: byDice, piecesOf: (inode) => inode === chosen ? inode.waiting : [] }
    }
    case 'names':
      return { keepsName: () => true, piecesOf: () => [] }
    case 'nameless':
      return { keepsName: () => false, piecesOf: all }
    case 'lengths':
      return { keepsName: () => true, piecesOf: (inode) => [...lengthened(inode, below), ...torn(inode)] }
  }
}

/** A write is kept, lost, or torn: its first sectors are there, or some of them. */
function ended(change: Piece, below: Below): readonly Piece[] {
  const what = below(6)
  if (what < 2) return [change]
  if (what < 4 || 'cutTo' in change) return []
  const sectors = cutAt(change, SECTOR_BYTES)
  return what === 4 ? sectors.slice(0, below(sectors.length + 1)) : sectors.filter(() => below(2) === 0)
}

/** One write is lost or torn, and everything else there. */
function nearly({ waiting }: Inode, below: Below): readonly Piece[] {
  const lost = below(waiting.length)
  const isTorn = below(2) === 0
  return waiting.flatMap((change, index) => index !== lost ? [change] : isTorn ? ended(change, below) : [])
}

/** The new length, and in what was never written there zeros, or whatever lay on the disk. */
function lengthened({ kept, liveBytes }: Inode, below: Below): readonly Piece[] {
  const at = kept.bytes.length
  if (liveBytes <= at) return []
  const isRubbish = below(2) === 0
  return [{ at, bytes: isRubbish ? rubbish(liveBytes - at, below) : Buffer.alloc(liveBytes - at) }]
}

export function rubbish(sizeBytes: number, below: Below): Buffer {
  const bytes = Buffer.alloc(sizeBytes)
  for (let at = 0; at < sizeBytes; at++) bytes[at] = below(256)
  return bytes
}

/** Parts of a write that lie in one unit of the file each; a cut is one. */
function cutAt(change: Piece, unitBytes: number): readonly Piece[] {
  if ('cutTo' in change) return [change]
  const { at, bytes } = change
  const parts: Piece[] = []
  for (let from = 0; from < bytes.length;) {
    const to = Math.min(bytes.length, from + unitBytes - (at + from) % unitBytes)
    parts.push({ at: at + from, bytes: bytes.subarray(from, to) })
    from = to
  }
  return parts
}
