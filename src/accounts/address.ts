import { readDomain } from '../tenants/domain.ts'

/** RFC 5321 §4.5.3.1.1, in octets of UTF-8. */
export const LOCAL_PART_BYTES_MAX = 64
/** RFC 5321 §4.5.3.1.3 leaves 254 for an address. */
export const ADDRESS_LENGTH_MAX = 320

export interface OwnAddress {
  /** Lower case: this service does not tell `Jan@` from `jan@`. */
  readonly local: string
  /** Without `+detail` (RFC 5233). */
  readonly base: string
  readonly domain: string
}

/** An address at one of our domains, split and in one spelling; undefined when it is no address. */
export function readAddress(written: string): OwnAddress | undefined {
  if (written.length > ADDRESS_LENGTH_MAX) return undefined
  const at = written.lastIndexOf('@')
  if (at <= 0) return undefined
  const domain = readDomain(written.slice(at + 1))
  if (domain === undefined) return undefined
  const local = written.slice(0, at).normalize('NFC').toLowerCase()
  if (new TextEncoder().encode(local).length > LOCAL_PART_BYTES_MAX) return undefined
  const plus = local.indexOf('+')
  return { local, base: plus > 0 ? local.slice(0, plus) : local, domain }
}

/**
 * May this local part be given out? Dot-atom (RFC 5322 §3.2.3) without `+`, which stands for details. Beyond ASCII only
 * letters, marks and digits (RFC 6532 §3.2 allows more): no blanks, no signs that turn the direction of writing.
 */
export function isNewLocalPart(local: string): boolean {
  if (local.length === 0 || local.startsWith('.') || local.endsWith('.') || local.includes('..')) return false
  for (const sign of local) {
    const isAscii = (sign.codePointAt(0) ?? 0) < 128
    if (!(isAscii ? /[a-z0-9.!#$%&'*/=?^_`{|}~-]/ : /[\p{L}\p{M}\p{N}]/u).test(sign)) return false
  }
  return true
}
