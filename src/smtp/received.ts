/** How many Received fields the header has, counted up to `most` + 1. Linear in the length of the header. RFC 5321 §6.3 */
export function countReceived(raw: Uint8Array, most: number): number {
  let found = 0
  let at = 0
  while (at < raw.length && found <= most) {
    const byte = raw[at] ?? 0
    if (byte === 13 || byte === 10) break
    if ((byte | 0x20) === 0x72 && isReceived(raw, at)) found += 1
    const lf = raw.indexOf(10, at)
    if (lf < 0) break
    at = lf + 1
  }
  return found
}

const NAME = 'received:'

function isReceived(raw: Uint8Array, at: number): boolean {
  for (let index = 0; index < NAME.length; index += 1) {
    const byte = raw[at + index] ?? 0
    const lower = byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte
    if (lower !== NAME.charCodeAt(index)) return false
  }
  return true
}
