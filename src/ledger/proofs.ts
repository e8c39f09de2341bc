import { timingSafeEqual } from 'node:crypto'
import { assert } from '../base/assert.ts'
import { nodeHash, rootOf, splitPoint } from './merkle.ts'

/**
 * Proofs over the tree (RFC 9162 §2.1.3 and §2.1.4): that a record is in it, and that a later tree holds all of an
 * earlier one. Making one needs the leaf hashes, checking one needs only itself and the roots.
 */

/** The audit path of leaf `index` (from 0). */
export function inclusionProof(hashes: readonly Uint8Array[], index: number): Uint8Array[] {
  assert(index >= 0 && index < hashes.length, 'the leaf is in the tree')
  const path: Uint8Array[] = []
  let from = 0
  let size = hashes.length
  while (size > 1) {
    const split = splitPoint(size)
    const inLeft = index - from < split
    path.push(inLeft ? rootOf(hashes.slice(from + split, from + size)) : rootOf(hashes.slice(from, from + split)))
    if (!inLeft) from += split
    size = inLeft ? split : size - split
  }
  return path.reverse()
}

export interface Inclusion {
  readonly leaf: Uint8Array
  readonly index: number
  readonly size: number
  readonly path: readonly Uint8Array[]
  readonly root: Uint8Array
}

/** RFC 9162 §2.1.3.2. `leaf` is the leaf's hash. */
export function verifyInclusion({ leaf, index, size, path, root }: Inclusion): boolean {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return false
  let fn = index
  let sn = size - 1
  let hash = leaf
  for (const step of path) {
    if (sn === 0) return false
    if (fn % 2 === 1 || fn === sn) {
      hash = nodeHash(step, hash)
      while (fn % 2 === 0 && fn !== 0) {
        fn = Math.floor(fn / 2)
        sn = Math.floor(sn / 2)
      }
    } else {
      hash = nodeHash(hash, step)
    }
    fn = Math.floor(fn / 2)
    sn = Math.floor(sn / 2)
  }
  return sn === 0 && same(hash, root)
}

/** The proof that the tree of all hashes begins with the tree of the first `first` of them (`first` at least 1). */
export function consistencyProof(hashes: readonly Uint8Array[], first: number): Uint8Array[] {
  assert(first >= 1 && first <= hashes.length, 'the earlier tree is a part of the later')
  const path: Uint8Array[] = []
  let from = 0
  let size = hashes.length
  let part = first
  let whole = true
  while (part < size) {
    const split = splitPoint(size)
    if (part <= split) {
      path.push(rootOf(hashes.slice(from + split, from + size)))
      size = split
    } else {
      path.push(rootOf(hashes.slice(from, from + split)))
      from += split
      part -= split
      size -= split
      whole = false
    }
  }
  if (!whole) path.push(rootOf(hashes.slice(from, from + size)))
  return path.reverse()
}

export interface Consistency {
  readonly first: number
  readonly firstRoot: Uint8Array
  readonly second: number
  readonly secondRoot: Uint8Array
  readonly path: readonly Uint8Array[]
}

/** RFC 9162 §2.1.4.2. */
export function verifyConsistency({ first, firstRoot, second, secondRoot, path }: Consistency): boolean {
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(second) || first < 1 || first > second) return false
  if (first === second) return path.length === 0 && same(firstRoot, secondRoot)
  const steps = isPowerOfTwo(first) ? [firstRoot, ...path] : [...path]
  let fn = first - 1
  let sn = second - 1
  while (fn % 2 === 1) {
    fn = Math.floor(fn / 2)
    sn = Math.floor(sn / 2)
  }
  const start = steps.shift()
  if (start === undefined) return false
  let fr = start
  let sr = start
  for (const step of steps) {
    if (sn === 0) return false
    if (fn % 2 === 1 || fn === sn) {
      fr = nodeHash(step, fr)
      sr = nodeHash(step, sr)
      while (fn % 2 === 0 && fn !== 0) {
        fn = Math.floor(fn / 2)
        sn = Math.floor(sn / 2)
      }
    } else {
      sr = nodeHash(sr, step)
    }
    fn = Math.floor(fn / 2)
    sn = Math.floor(sn / 2)
  }
  return sn === 0 && same(fr, firstRoot) && same(sr, secondRoot)
}

function isPowerOfTwo(size: number): boolean {
  return size === 1 || splitPoint(size) * 2 === size
}

/** Equality of hashes; of different lengths they differ. */
export function same(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && timingSafeEqual(left, right)
}
