/** Random bytes fetched at a time: one call into the system's generator costs more than the bytes of an id. */
const POOL_BYTES = 4096

const pool = new Uint8Array(POOL_BYTES)
let used = POOL_BYTES

/**
 * Fresh random bytes for ids, salts and one-time keys, at most 4,096. They come from a pool; what was given is wiped there,
 * so nobody is given it twice and it stands nowhere else.
 */
export function randomOctets(lengthBytes: number): Uint8Array {
  if (lengthBytes > POOL_BYTES) throw new Error(`at most ${POOL_BYTES} random bytes at a time`)
  if (used + lengthBytes > POOL_BYTES) {
    crypto.getRandomValues(pool)
    used = 0
  }
  const taken = pool.slice(used, used + lengthBytes)
  pool.fill(0, used, used + lengthBytes)
  used += lengthBytes
  return taken
}
