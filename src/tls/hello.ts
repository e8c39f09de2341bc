/**
 * The first words of a TLS handshake, written and read by hand, to find out what a server takes: old versions, weak suites and
 * groups, compression. OpenSSL would not even offer these. No key is ever made: what is asked stands in the server's answer.
 * RFC 8446 §4.1, RFC 5246 §7.4, RFC 8422 §5.4, RFC 7627, RFC 5746
 */
import { concatBytes } from '../base/bytes.ts'

/** Versions as they travel. */
export const TLS_VERSIONS = { 'SSLv3': 0x0300, 'TLSv1': 0x0301, 'TLSv1.1': 0x0302, 'TLSv1.2': 0x0303, 'TLSv1.3': 0x0304 } as const
export type TlsVersion = keyof typeof TLS_VERSIONS

/** Octets of a server's first flight that are read: certificates of ten authorities fit. */
export const FLIGHT_BYTES_MAX = 64 * 1024

export interface Offer {
  readonly version: TlsVersion
  readonly suites: readonly number[]
  readonly groups: readonly number[]
  /** Pairs of hash and signature, or schemes. */
  readonly signatures: readonly number[]
  readonly serverName: string
  /** 32 octets. */
  readonly random: Uint8Array
}

/** What the server chose; `alert` when it declined, `nothing` when it said no TLS. */
export type Heard =
  | { readonly kind: 'chosen', readonly choice: Choice }
  | { readonly kind: 'alert', readonly description: number }
  | { readonly kind: 'nothing' }

export interface Choice {
  readonly version: number
  readonly suite: number
  readonly compression: number
  readonly hasExtendedMasterSecret: boolean
  readonly hasSecureRenegotiation: boolean
  /** Group of the key exchange; undefined for RSA key exchange and own groups. */
  readonly group: number | undefined
  /** Bits of an own finite field group (DHE). */
  readonly fieldBits: number | undefined
  /** Hash and signature under the key exchange (TLS 1.2). */
  readonly signature: number | undefined
}

const uint16 = (value: number): readonly number[] => [value >> 8 & 255, value & 255]
const vector16 = (bytes: readonly number[]): readonly number[] => [...uint16(bytes.length), ...bytes]
const extension = (type: number, body: readonly number[]): readonly number[] => [...uint16(type), ...vector16(body)]

/**
 * One ClientHello in one record. For TLS 1.3 it brings no key share, so that the server names the group it wants in a
 * HelloRetryRequest (RFC 8446 §4.2.8) and nothing has to be computed. Compression is offered besides none.
 */
export function clientHello({ version, suites, groups, signatures, serverName, random }: Offer): Uint8Array {
  const name = [...new TextEncoder().encode(serverName)]
  const isNew = version === 'TLSv1.3'
  const extensions = version === 'SSLv3' ? [] : [
    ...(name.length === 0 ? [] : extension(0, vector16([0, ...vector16(name)]))),
    ...extension(10, vector16(groups.flatMap(uint16))), ...extension(11, [1, 0]),
    ...(signatures.length === 0 ? [] : extension(13, vector16(signatures.flatMap(uint16)))),
    ...extension(23, []), ...extension(0xff01, [0]),
    ...(isNew ? [...extension(43, [2, ...uint16(TLS_VERSIONS['TLSv1.3'])]), ...extension(51, vector16([]))] : []),
  ]
  const body = [
    ...uint16(isNew ? TLS_VERSIONS['TLSv1.2'] : TLS_VERSIONS[version]), ...random, 0, ...vector16(suites.flatMap(uint16)),
    ...(isNew ? [1, 0] : [2, 1, 0]), ...(extensions.length === 0 ? [] : vector16(extensions)),
  ]
  const message = [1, body.length >> 16 & 255, ...uint16(body.length & 0xffff), ...body]
  return Uint8Array.from([22, ...uint16(Math.min(TLS_VERSIONS[version], TLS_VERSIONS['TLSv1'])), ...vector16(message)])
}

/** Reads what came so far; undefined while more is needed. Never throws. */
export function readFlight(bytes: Uint8Array, { isOver }: { readonly isOver: boolean }): Heard | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const parts: Uint8Array[] = []
  for (let at = 0; at + 5 <= bytes.length;) {
    const type = view.getUint8(at)
    const end = at + 5 + view.getUint16(at + 3)
    if (type !== 21 && type !== 22) return view.getUint8(at) === 20 ? heardIn(parts, true) : { kind: 'nothing' }
    if (end > bytes.length) break
    if (type === 21) return heardIn(parts, true) ?? { kind: 'alert', description: end - at >= 7 ? view.getUint8(at + 6) : 0 }
    parts.push(bytes.subarray(at + 5, end))
    at = end
  }
  return heardIn(parts, isOver || bytes.length >= FLIGHT_BYTES_MAX) ?? (isOver ? { kind: 'nothing' } : undefined)
}

/** The choice, once all that tells of it is there. */
function heardIn(parts: readonly Uint8Array[], isOver: boolean): Heard | undefined {
  const all = concatBytes(parts)
  const view = new DataView(all.buffer, all.byteOffset, all.length)
  let hello: Choice | undefined
  for (let at = 0; at + 4 <= all.length;) {
    const type = view.getUint8(at)
    const end = at + 4 + (view.getUint8(at + 1) << 16 | view.getUint16(at + 2))
    if (end > all.length) break
    const body = all.subarray(at + 4, end)
    if (type === 2) hello = readServerHello(body)
    if (type === 2 && hello?.version === TLS_VERSIONS['TLSv1.3']) return { kind: 'chosen', choice: hello }
    if (type === 12 && hello !== undefined) return { kind: 'chosen', choice: { ...hello, ...readKeyExchange(body, hello) } }
    // ServerHelloDone without a ServerKeyExchange: RSA key exchange.
    if (type === 14 && hello !== undefined) return { kind: 'chosen', choice: hello }
    at = end
  }
  return isOver && hello !== undefined ? { kind: 'chosen', choice: hello } : undefined
}

function readServerHello(body: Uint8Array): Choice | undefined {
  if (body.length < 38) return undefined
  const view = new DataView(body.buffer, body.byteOffset, body.length)
  const afterSession = 35 + view.getUint8(34)
  if (afterSession + 3 > body.length) return undefined
  const choice: { -readonly [Key in keyof Choice]: Choice[Key] } = {
    version: view.getUint16(0), suite: view.getUint16(afterSession), compression: view.getUint8(afterSession + 2),
    hasExtendedMasterSecret: false, hasSecureRenegotiation: false, group: undefined, fieldBits: undefined,
    signature: undefined,
  }
  for (let at = afterSession + 5; at + 4 <= body.length;) {
    const type = view.getUint16(at)
    const length = view.getUint16(at + 2)
    const start = at + 4
    if (start + length > body.length) break
    if (type === 23) choice.hasExtendedMasterSecret = true
    if (type === 0xff01) choice.hasSecureRenegotiation = true
    if (type === 43 && length >= 2) choice.version = view.getUint16(start)
    if (type === 51 && length >= 2) choice.group = view.getUint16(start)
    at = start + length
  }
  return choice
}

/** ECDHE with a named curve, or DHE with a field (RFC 8422 §5.4, RFC 5246 §7.4.3). */
function readKeyExchange(body: Uint8Array, { version }: Choice): Partial<Choice> {
  const view = new DataView(body.buffer, body.byteOffset, body.length)
  const signatureAt = (at: number): Partial<Choice> =>
    version >= TLS_VERSIONS['TLSv1.2'] && at + 2 <= body.length ? { signature: view.getUint16(at) } : {}
  if (body.length >= 4 && view.getUint8(0) === 3) return { group: view.getUint16(1),
    ...signatureAt(4 + view.getUint8(3)) }
  if (body.length < 2) return {}
  const fieldBits = view.getUint16(0) * 8
  let at = 0
  for (let number = 0; number < 3; number += 1) {
    if (at + 2 > body.length) return { fieldBits }
    at += 2 + view.getUint16(at)
  }
  return { fieldBits, ...signatureAt(at) }
}
