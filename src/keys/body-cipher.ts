import { assert } from '../base/assert.ts'
import { giveBack } from '../base/bytes.ts'
import { Refusal } from '../base/errors.ts'
import { KiB } from '../base/sizes.ts'
import { boxKey, decryptBytes, encryptInto, NONCE_BYTES, TAG_BYTES } from '../crypto/box.ts'
import type { BodyCipher, Place } from './keys.ts'
import { placeBytes } from './place.ts'

/** Plain bytes of a chunk; each chunk carries its own tag, so a chunk can be read alone. */
export const CHUNK_BYTES = 64 * KiB
const BOX_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES
/** Largest body: 2^32 chunks would still have distinct counters; nobody sends 4 GiB of mail. */
export const BODY_BYTES_MAX = 4 * 1024 * 1024 * KiB

/**
 * The cipher of message bodies (`BodyCipher`). Chunk i has nonce i and additional data place ‖ i ‖ final: chunks cannot be
 * moved, dropped, or cut off. The nonces start at zero for each body, so **a body key is used for one body only**.
 * An empty body is one empty final chunk.
 */
export const bodyCipher: BodyCipher = {
  encrypt(place, bodyKey, plain) {
    assert(plain.length <= BODY_BYTES_MAX, 'a body within its limit')
    const context = chunkContext(place)
    const chunks = chunkCount(plain.length)
    // A key object pays from the second chunk on.
    const key = chunks === 1 ? bodyKey : boxKey(bodyKey)
    // Every byte is written below, so the memory need not be cleared first.
    const box = new Uint8Array(Buffer.allocUnsafeSlow(boxSize(plain.length)).buffer)
    for (let index = 0; index < chunks; index++) {
      const part = chunks === 1 ? plain : plain.subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES)
      const at = index * BOX_CHUNK_BYTES
      const into = box.subarray(at, at + part.length + TAG_BYTES)
      encryptInto({ key, nonce: nonceOf(index), context: context(index, index === chunks - 1), plain: part, into })
    }
    return box
  },

  decrypt(place, bodyKey, box) {
    const plainSize = plainSizeOf(box.length)
    return this.decryptRange(place, bodyKey, plainSize, 0, plainSize, box)
  },

  range(plainSize, start, end) {
    assert(start >= 0 && start <= end && end <= plainSize, 'a range inside the body')
    const firstChunk = Math.min(Math.floor(start / CHUNK_BYTES), chunkCount(plainSize) - 1)
    const lastChunk = Math.max(firstChunk, Math.ceil(end / CHUNK_BYTES) - 1)
    return {
      firstChunk,
      boxStart: firstChunk * BOX_CHUNK_BYTES,
      boxEnd: Math.min((lastChunk + 1) * BOX_CHUNK_BYTES, boxSize(plainSize)),
    }
  },

  decryptRange(place, bodyKey, plainSize, start, end, box) {
    const { firstChunk, boxStart, boxEnd } = this.range(plainSize, start, end)
    if (box.length !== boxEnd - boxStart) throw new Refusal('wrong-key', 'the encrypted body is cut off')
    const context = chunkContext(place)
    const last = chunkCount(plainSize) - 1
    const key = last === 0 ? bodyKey : boxKey(bodyKey)
    if (last === 0 && start === 0 && end === plainSize) {
      return decryptBytes({ key, nonce: nonceOf(0), context: context(0, true), sealed: box })
    }
    const plain = new Uint8Array(end - start)
    for (let at = 0, index = firstChunk; at < box.length; at += BOX_CHUNK_BYTES, index++) {
      const sealed = box.subarray(at, at + BOX_CHUNK_BYTES)
      const chunk = decryptBytes({ key, nonce: nonceOf(index), context: context(index, index === last), sealed })
      const chunkStart = index * CHUNK_BYTES
      const from = Math.max(start, chunkStart)
      const to = Math.min(end, chunkStart + chunk.length)
      if (from < to) plain.set(chunk.subarray(from - chunkStart, to - chunkStart), from - start)
      giveBack(chunk)
    }
    return plain
  },
}

/** Ciphertext bytes of a body of that many plain bytes. */
export function boxSize(plainSize: number): number {
  return plainSize + chunkCount(plainSize) * TAG_BYTES
}

function plainSizeOf(boxBytes: number): number {
  const chunks = Math.ceil(boxBytes / BOX_CHUNK_BYTES)
  const size = boxBytes - chunks * TAG_BYTES
  if (size < 0 || boxSize(size) !== boxBytes) throw new Refusal('wrong-key', 'the encrypted body is cut off')
  return size
}

function chunkCount(plainSize: number): number {
  return Math.max(1, Math.ceil(plainSize / CHUNK_BYTES))
}

function nonceOf(index: number): Uint8Array {
  const nonce = new Uint8Array(NONCE_BYTES)
  new DataView(nonce.buffer).setUint32(NONCE_BYTES - 4, index)
  return nonce
}

/** Additional data of each chunk: the place, then five bytes for index and final flag. */
function chunkContext(place: Place): (index: number, final: boolean) => Uint8Array {
  const head = placeBytes(place)
  return (index, final) => {
    const context = new Uint8Array(head.length + 5)
    context.set(head)
    const view = new DataView(context.buffer)
    view.setUint32(head.length, index)
    view.setUint8(head.length + 4, final ? 1 : 0)
    return context
  }
}
