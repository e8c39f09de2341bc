/** How much a TLS 1.3 ticket lets a client send before the handshake. RFC 8446 §4.2.10 */

/** The field `max_early_data` in OpenSSL's form of a session: context tag 15, explicit. */
const MAX_EARLY_DATA = 0xaf

/**
 * Octets that the session allows; 0 when it does not say, undefined for what is no session. The form is a DER sequence:
 * tag, length, content, one after the other.
 */
export function earlyDataOf(session: Uint8Array): number | undefined {
  const outer = sequenceIn(session)
  if (outer === undefined) return undefined
  for (let at = outer.start; at < outer.end;) {
    const element = elementAt(session, at)
    if (element === undefined) return undefined
    if (element.tag === MAX_EARLY_DATA) {
      const number = elementAt(session, element.start)
      return number?.tag === 2 ? session.subarray(number.start, number.end).reduce((all, byte) => all * 256 + byte,
        0) : undefined
    }
    at = element.end
  }
  return 0
}

/** Octets that the runtime may put before the sequence. */
const HEAD_BYTES_MAX = 256

/** The sequence that ends where the bytes do. */
function sequenceIn(bytes: Uint8Array): ReturnType<typeof elementAt> {
  for (let at = 0; at < Math.min(bytes.length, HEAD_BYTES_MAX); at += 1) {
    const element = bytes[at] === 0x30 ? elementAt(bytes, at) : undefined
    if (element?.end === bytes.length) return element
  }
  return undefined
}

function elementAt(bytes: Uint8Array, at: number): { readonly tag: number, readonly start: number,
  readonly end: number } | undefined {
  const [tag, first] = [bytes[at], bytes[at + 1]]
  if (tag === undefined || first === undefined) return undefined
  if (first < 0x80) return at + 2 + first <= bytes.length ? { tag, start: at + 2, end: at + 2 + first } : undefined
  const count = first & 0x7f
  if (count === 0 || count > 4) return undefined
  const length = bytes.subarray(at + 2, at + 2 + count).reduce((all, byte) => all * 256 + byte, 0)
  const start = at + 2 + count
  return start + length <= bytes.length ? { tag, start, end: start + length } : undefined
}
