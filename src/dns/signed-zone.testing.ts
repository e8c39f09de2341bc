/**
 * Signs a zone for tests (ECDSA P-256, RFC 6605; NSEC, RFC 4034), so that a real validator has something to validate.
 */
import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import ipaddr from 'ipaddr.js'

export interface ZoneRecord {
  /** Relative to the zone; '' for the zone itself. */
  readonly name: string
  readonly record:
    | { readonly type: 'A', readonly address: string }
    | { readonly type: 'AAAA', readonly address: string }
    | { readonly type: 'CAA', readonly tag: string, readonly value: string }
    | { readonly type: 'SRV', readonly priority: number, readonly weight: number, readonly port: number, readonly host: string }
    | { readonly type: 'MX', readonly preference: number, readonly host: string }
    | { readonly type: 'CNAME', readonly host: string }
    | { readonly type: 'TXT', readonly text: string }
    | { readonly type: 'TLSA', readonly usage: number, readonly selector: number, readonly matching: number, readonly association: Uint8Array }
  /** Its signature is made wrong. */
  readonly isBogus?: true
}

export interface SignedZone {
  /** For the name server, in the generic form of RFC 3597. */
  readonly text: string
  /** For the validator. */
  readonly trustAnchor: string
}

const TYPES = { A: 1, NS: 2, CNAME: 5, SOA: 6, MX: 15, TXT: 16, AAAA: 28, SRV: 33, RRSIG: 46, NSEC: 47, DNSKEY: 48,
  TLSA: 52, CAA: 257 } as const
type TypeName = keyof typeof TYPES
const TTL = 300

interface Rrset {
  readonly owner: string
  readonly type: TypeName
  readonly rdatas: Buffer[]
  isBogus: boolean
}

/** The zone with its signatures, valid from an hour ago for a day; unsigned when `isSigned` is false. */
export function signedZone({ zone, records, now, isSigned = true }: {
  readonly zone: string, readonly records: readonly ZoneRecord[], readonly now: number, readonly isSigned?: boolean,
}): SignedZone {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const key = dnskeyOf(publicKey)
  const sets = new Map<string, Rrset>()
  const add = (owner: string, type: TypeName, rdata: Buffer, isBogus = false): void => {
    const id = `${owner} ${type}`
    const set = sets.get(id) ?? { owner, type, rdatas: [], isBogus: false }
    set.rdatas.push(rdata)
    set.isBogus ||= isBogus
    sets.set(id, set)
  }
  add(zone, 'SOA', Buffer.concat([wireName(`ns.${zone}`), wireName(`host.${zone}`), numbers([1, 3600, 600, 86_400, 60])]))
  add(zone, 'NS', wireName(`ns.${zone}`))
  add(`ns.${zone}`, 'A', Buffer.from([127, 0, 0, 1]))
  for (const { name, record, isBogus } of records) {
    add(name === '' ? zone : `${name}.${zone}`, record.type, rdataOf(record), isBogus === true)
  }
  if (isSigned) {
    add(zone, 'DNSKEY', key)
    addNsec(zone, [...sets.values()], add)
  }
  const lines: string[] = []
  for (const set of sets.values()) {
    for (const rdata of set.rdatas) lines.push(lineOf(set.owner, set.type, rdata))
    if (isSigned) lines.push(lineOf(set.owner, 'RRSIG', signatureOf(set, { zone, key, privateKey, now })))
  }
  // The SOA must come first.
  const first = lines.findIndex((line) => line.includes(' TYPE6 '))
  const soa = lines.splice(first, 1)
  return {
    text: `$TTL ${TTL}\n${[...soa, ...lines].join('\n')}\n`,
    trustAnchor: `${zone}. DNSKEY 257 3 13 ${key.subarray(4).toString('base64')}`,
  }
}

function addNsec(
  zone: string, sets: readonly Rrset[], add: (owner: string, type: TypeName, rdata: Buffer) => void,
): void {
  const byOwner = Map.groupBy(sets, ({ owner }) => owner)
  const owners = [...byOwner.keys()].toSorted(canonically)
  for (const [index, owner] of owners.entries()) {
    const types = [...(byOwner.get(owner) ?? []).map(({ type }) => TYPES[type]), TYPES.RRSIG, TYPES.NSEC]
    add(owner, 'NSEC', Buffer.concat([wireName(owners[(index + 1) % owners.length] ?? zone), bitmapOf(types)]))
  }
}

/** Canonical order of names: by label from the right (RFC 4034 §6.1). */
function canonically(one: string, other: string): number {
  const left = one.split('.').toReversed()
  const right = other.split('.').toReversed()
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const order = Buffer.compare(Buffer.from(left[index] ?? ''), Buffer.from(right[index] ?? ''))
    if (order !== 0) return order
  }
  return 0
}

function bitmapOf(types: readonly number[]): Buffer {
  const windows = [...Map.groupBy(types, (type) => type >> 8)].toSorted(([one], [other]) => one - other)
  return Buffer.concat(windows.map(([window, inside]) => {
    const bits = Buffer.alloc(Math.floor((Math.max(...inside) & 255) / 8) + 1)
    for (const type of inside) bits.writeUInt8((bits[(type & 255) >> 3] ?? 0) | 0x80 >> (type & 7), (type & 255) >> 3)
    return Buffer.concat([Buffer.from([window, bits.length]), bits])
  }))
}

function signatureOf({ owner, type, rdatas, isBogus }: Rrset, { zone, key, privateKey, now }: {
  readonly zone: string, readonly key: Buffer, readonly privateKey: KeyObject, readonly now: number,
}): Buffer {
  const seconds = Math.floor(now / 1000)
  const head = Buffer.alloc(18)
  head.writeUInt16BE(TYPES[type], 0)
  head.writeUInt8(13, 2)
  head.writeUInt8(owner.split('.').length, 3)
  head.writeUInt32BE(TTL, 4)
  head.writeUInt32BE(seconds + 86_400, 8)
  head.writeUInt32BE(seconds - 3600, 12)
  head.writeUInt16BE(keyTag(key), 16)
  const rdataHead = Buffer.concat([head, wireName(zone)])
  const rrs = rdatas.toSorted(Buffer.compare).map((rdata) => {
    const fixed = Buffer.alloc(10)
    fixed.writeUInt16BE(TYPES[type], 0)
    fixed.writeUInt16BE(1, 2)
    fixed.writeUInt32BE(TTL, 4)
    fixed.writeUInt16BE(rdata.length, 8)
    return Buffer.concat([wireName(owner), fixed, rdata])
  })
  const signature = sign('sha256', Buffer.concat([rdataHead, ...rrs]), { key: privateKey, dsaEncoding: 'ieee-p1363' })
  if (isBogus) signature.writeUInt8((signature[9] ?? 0) ^ 0xff, 9)
  return Buffer.concat([rdataHead, signature])
}

function dnskeyOf(publicKey: KeyObject): Buffer {
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  return Buffer.concat([Buffer.from([1, 1, 3, 13]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')])
}

/** RFC 4034 appendix B. */
function keyTag(rdata: Buffer): number {
  let sum = 0
  for (const [index, byte] of rdata.entries()) sum += index % 2 === 0 ? byte << 8 : byte
  return sum + (sum >> 16 & 0xffff) & 0xffff
}

function rdataOf(record: ZoneRecord['record']): Buffer {
  switch (record.type) {
    case 'A': return Buffer.from(record.address.split('.').map(Number))
    case 'CNAME': return wireName(record.host)
    case 'TXT': return Buffer.concat((record.text.match(/.{1,255}/g) ?? ['']).flatMap((part) => [Buffer.from([part.length]), Buffer.from(part)]))
    case 'AAAA': return Buffer.from(ipaddr.parse(record.address).toByteArray())
    case 'SRV': return Buffer.concat([Buffer.from([record.priority, record.weight, record.port].flatMap((one) => [one >> 8, one & 255])), wireName(record.host)])
    case 'CAA': return Buffer.concat([Buffer.from([0, record.tag.length]), Buffer.from(record.tag), Buffer.from(record.value)])
    case 'MX': return Buffer.concat([Buffer.from([record.preference >> 8, record.preference & 255]), wireName(record.host)])
    case 'TLSA': return Buffer.concat([Buffer.from([record.usage, record.selector, record.matching]), record.association])
  }
}

function lineOf(owner: string, type: TypeName, rdata: Buffer): string {
  return `${owner}. ${TTL} IN TYPE${TYPES[type]} \\# ${rdata.length} ${rdata.toString('hex')}`
}

function wireName(name: string): Buffer {
  const labels = name === '' ? [] : name.split('.')
  const parts = labels.flatMap((label) => [Buffer.from([label.length]), Buffer.from(label)])
  return Buffer.concat([...parts, Buffer.from([0])])
}

function numbers(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4)
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, index * 4)
  return bytes
}

/** Association of a certificate or key, as a TLSA record holds it. */
export function digestOf(bytes: Uint8Array, matching: 0 | 1 | 2): Buffer {
  if (matching === 0) return Buffer.from(bytes)
  return createHash(matching === 1 ? 'sha256' : 'sha512').update(bytes).digest()
}
