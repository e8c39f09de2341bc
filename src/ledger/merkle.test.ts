import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { Frontier, leafHash, nodeHash, rootOf, sha256, splitPoint } from './merkle.ts'
import { consistencyProof, inclusionProof, verifyConsistency, verifyInclusion } from './proofs.ts'

/** Leaves and roots that implementations of RFC 6962 and RFC 9162 test each other with. */
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map(
  (hex) => leafHash(Uint8Array.fromHex(hex))
)
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]

/** The definition of RFC 9162 §2.1.1, word for word. */
function treeHead(hashes: readonly Uint8Array[]): Uint8Array {
  const [only] = hashes
  if (only === undefined) return sha256(new Uint8Array(0))
  if (hashes.length === 1) return only
  const split = splitPoint(hashes.length)
  return nodeHash(treeHead(hashes.slice(0, split)), treeHead(hashes.slice(split)))
}

const hashesOf = (count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, index) => leafHash(new TextEncoder().encode(`leaf ${index}`)))
const sizes = fc.integer({ min: 1, max: 130 })

function flip(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice()
  copy[7] = (copy[7] ?? 0) ^ 1
  return copy
}

test('the known roots of 0 to 8 leaves', () => {
  for (const [size, root] of ROOTS.entries()) assert.equal(rootOf(LEAVES.slice(0, size)).toHex(), root)
})

test('the frontier gives the root of the definition, also after being stored at any point', () => {
  fc.assert(fc.property(sizes, fc.nat(130), (size, cut) => {
    const hashes = hashesOf(size)
    let frontier = new Frontier()
    for (const [index, one] of hashes.entries()) {
      if (index === cut) frontier = Frontier.from(frontier.size, frontier.bytes())
      frontier.append(one)
    }
    assert.deepEqual(frontier.root(), treeHead(hashes))
  }))
})

test('a frontier with a wrong number of roots is refused', () => {
  assert.throws(() => Frontier.from(3, new Uint8Array(32)))
})

test('each leaf has a proof that fits its own place, tree and root only', () => {
  fc.assert(fc.property(sizes, fc.nat(), (size, pick) => {
    const hashes = hashesOf(size)
    const index = pick % size
    const path = inclusionProof(hashes, index)
    const proof = { leaf: hashes[index] ?? new Uint8Array(), index, size, path, root: rootOf(hashes) }
    assert.ok(verifyInclusion(proof))
    assert.ok(!verifyInclusion({ ...proof, leaf: flip(proof.leaf) }))
    assert.ok(!verifyInclusion({ ...proof, root: flip(proof.root) }))
    assert.ok(!verifyInclusion({ ...proof, index: index + 1 }))
    assert.ok(!verifyInclusion({ ...proof, path: [...path, proof.root] }))
    if (path.length > 0) {
      assert.ok(!verifyInclusion({ ...proof, path: path.slice(1) }))
      assert.ok(!verifyInclusion({ ...proof, path: [flip(path[0] ?? new Uint8Array(32)), ...path.slice(1)] }))
    }
  }))
})

test('each earlier tree is proven part of a later one, and no other tree is', () => {
  fc.assert(fc.property(sizes, fc.nat(), (second, pick) => {
    const hashes = hashesOf(second)
    const first = 1 + pick % second
    const path = consistencyProof(hashes, first)
    const proof = { first, firstRoot: rootOf(hashes.slice(0, first)), second, secondRoot: rootOf(hashes), path }
    assert.ok(verifyConsistency(proof))
    assert.ok(!verifyConsistency({ ...proof, firstRoot: flip(proof.firstRoot) }))
    assert.ok(!verifyConsistency({ ...proof, secondRoot: flip(proof.secondRoot) }))
    assert.ok(!verifyConsistency({ ...proof, path: [...path, proof.secondRoot] }))
    if (path.length > 0) assert.ok(!verifyConsistency({ ...proof, path: path.slice(0, -1) }))
  }))
})

test('proofs of nonsense are refused', () => {
  const root = rootOf(LEAVES)
  assert.ok(!verifyInclusion({ leaf: root, index: 1, size: 1, path: [], root }))
  assert.ok(!verifyInclusion({ leaf: root, index: -1, size: 1, path: [], root }))
  assert.ok(!verifyInclusion({ leaf: root, index: 0.5, size: 2, path: [], root }))
  assert.ok(!verifyConsistency({ first: 0, firstRoot: root, second: 8, secondRoot: root, path: [] }))
  assert.ok(!verifyConsistency({ first: 9, firstRoot: root, second: 8, secondRoot: root, path: [] }))
  assert.ok(!verifyInclusion({ leaf: root, index: 0, size: 1, path: [], root: root.subarray(1) }))
})
