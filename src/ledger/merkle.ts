import { hash } from 'node:crypto'
import { assert } from '../base/assert.ts'
import { concatBytes } from '../base/bytes.ts'

/** The Merkle tree of RFC 9162 §2.1 over SHA-256. Hashes are 32 bytes. */

export const HASH_BYTES = 32

const LEAF = new Uint8Array([0x00])
const NODE = new Uint8Array([0x01])

/** SHA-256. */
export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts
  const digest = hash('sha256', parts.length === 1 && only !== undefined ? only : concatBytes(parts), 'buffer')
  return new Uint8Array(digest.buffer, digest.byteOffset, digest.byteLength)
}

/** Hash of a leaf: SHA-256(0x00 || leaf). */
export function leafHash(leaf: Uint8Array): Uint8Array {
  return sha256(LEAF, leaf)
}

/** Hash of an inner node: SHA-256(0x01 || left || right). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(NODE, left, right)
}

/** The tree so far, small: roots of its full subtrees, left to right. Appending costs one hash on average. */
export class Frontier {
  #size: number
  readonly #roots: Uint8Array[]

  constructor(size = 0, roots: readonly Uint8Array[] = []) {
    assert(roots.length === bitCount(size), `a tree of ${size} leaves has ${bitCount(size)} full subtrees`)
    this.#size = size
    this.#roots = [...roots]
  }

  /** Reads `bytes()` back. */
  static from(size: number, bytes: Uint8Array): Frontier {
    const roots = Array.from(
      { length: Math.ceil(bytes.length / HASH_BYTES) },
      (_, index) => bytes.slice(index * HASH_BYTES, (index + 1) * HASH_BYTES),
    )
    return new Frontier(size, roots)
  }

  get size(): number {
    return this.#size
  }

  append(leaf: Uint8Array): void {
    let root = leaf
    // Each trailing one bit of the size is a full subtree as large as the one just made: they join.
    for (let rest = this.#size; rest % 2 === 1; rest = Math.floor(rest / 2)) {
      const left = this.#roots.pop()
      assert(left !== undefined, 'a frontier has a root for each bit of its size')
      root = nodeHash(left, root)
    }
    this.#roots.push(root)
    this.#size += 1
  }

  /** The root of the whole tree; of no leaves it is the hash of nothing. */
  root(): Uint8Array {
    let root = this.#roots.at(-1)
    if (root === undefined) return sha256(new Uint8Array(0))
    for (let index = this.#roots.length - 2; index >= 0; index--) {
      const left = this.#roots[index]
      assert(left !== undefined, 'a frontier has no gaps')
      root = nodeHash(left, root)
    }
    return root
  }

  bytes(): Uint8Array {
    return concatBytes(this.#roots)
  }
}

function bitCount(size: number): number {
  let count = 0
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) count += rest % 2
  return count
}

/** The root over leaf hashes, by the definition in RFC 9162 §2.1.1. */
export function rootOf(hashes: readonly Uint8Array[]): Uint8Array {
  const frontier = new Frontier()
  for (const one of hashes) frontier.append(one)
  return frontier.root()
}

/** The largest power of two smaller than `size`; `size` is at least 2. */
export function splitPoint(size: number): number {
  let split = 1
  while (split * 2 < size) split *= 2
  return split
}
