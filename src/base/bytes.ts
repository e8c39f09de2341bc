/** Small byte helpers that work in Node and in the browser alike. */

/** One array that holds all parts after each other. */
export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  let length = 0
  for (const part of parts) length += part.length
  const whole = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** Base64 with the URL alphabet and no padding (RFC 4648 §5). */
export function toBase64Url(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: 'base64url', omitPadding: true })
}

/** Reads `toBase64Url` back; undefined when the text is not of that alphabet. */
export function fromBase64Url(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.fromBase64(text, { alphabet: 'base64url' })
  } catch {
    return undefined
  }
}

/** Smaller arrays are left to the collector: giving them back costs as much as it saves. */
const GIVEN_BACK_MIN = 32 * 1024

/**
 * Gives the memory of a large array back at once; the array is empty afterwards, so only its last owner may do it. The
 * collector counts such memory against a fixed limit and goes through the whole heap each time it is passed: with mail of
 * 1 MiB that cost more than everything else together.
 */
export function giveBack(bytes: Uint8Array): void {
  const { buffer } = bytes
  if (bytes.byteLength < GIVEN_BACK_MIN || bytes.byteLength !== buffer.byteLength) return
  if (buffer instanceof ArrayBuffer) buffer.transfer(0)
}
