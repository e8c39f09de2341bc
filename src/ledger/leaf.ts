import { hash } from 'node:crypto'
import type { LedgerEvent } from './types.ts'

/**
 * A leaf is canonical JSON (RFC 8785) in UTF-8: a stranger can read it, and there is one way only to write it. Personal
 * fields stand in it as SHA-256(salt || value) in base64url. See `docs/decisions/0003-ledger-leaf.md`.
 */

export const SALT_BYTES = 16

/** Bytes of one leaf. */
export const LEAF_BYTES_MAX = 16 * 1024

/** Fields of one kind (facts, personal) in a record. */
export const FIELDS_MAX = 64

export interface Leaf {
  readonly v: 1
  readonly tenant: number
  readonly id: string
  readonly at: number
  readonly kind: string
  readonly facts: Readonly<Record<string, string | number | boolean>>
  /** Field name to base64url digest. */
  readonly personal: Readonly<Record<string, string>>
}

/** Value and salt of each personal field that is still kept. */
export type Salted = Readonly<Record<string, { readonly salt: string, readonly value: string }>>

/** The digest that stands in the leaf for a personal value. */
export function personalDigest(salt: Uint8Array, value: string): string {
  return hash('sha256', Buffer.concat([salt, Buffer.from(value)]), 'base64url')
}

/** The leaf's bytes. Throws when the event is larger than a record may be or holds what canonical JSON cannot. */
export function encodeLeaf(
  event: Omit<LedgerEvent, 'personal'> & { readonly id: string, readonly personal: Leaf['personal'] },
): Uint8Array {
  for (const fields of [event.facts, event.personal]) {
    if (Object.keys(fields).length > FIELDS_MAX) {
      throw new Error(`a ledger record has at most ${FIELDS_MAX} fields of a kind`)
    }
  }
  const { tenant, id, at, kind, facts, personal } = event
  const bytes = new Uint8Array(Buffer.from(canonical({ v: 1, tenant, id, at, kind, facts, personal })))
  if (bytes.length > LEAF_BYTES_MAX) throw new Error(`a ledger record is larger than ${LEAF_BYTES_MAX} bytes`)
  return bytes
}

/** Reads a leaf; undefined when it is not one, or not written in the one canonical way. */
export function decodeLeaf(bytes: Uint8Array): Leaf | undefined {
  if (bytes.length > LEAF_BYTES_MAX) return undefined
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    const value: unknown = JSON.parse(text)
    return isLeaf(value) && canonical({ ...value }) === text ? value : undefined
  } catch {
    return undefined
  }
}

function isLeaf(value: unknown): value is Leaf {
  if (!isRecord(value)) return false
  return value['v'] === 1 && Number.isSafeInteger(value['tenant']) && Number.isSafeInteger(value['at']) &&
    typeof value['id'] === 'string' && typeof value['kind'] === 'string' && Object.keys(value).length === 7 &&
    isRecord(value['facts']) &&
    Object.values(value['facts']).every((fact) => ['string', 'number', 'boolean'].includes(typeof fact)) &&
    isRecord(value['personal']) && Object.values(value['personal']).every((digest) => typeof digest === 'string')
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** RFC 8785 for strings, numbers, booleans and objects of them: members in order of UTF-16 code units, no space. */
export function canonical(value: string | number | boolean | Readonly<Record<string, unknown>>): string {
  if (typeof value === 'string') {
    if (PLAIN.test(value)) return `"${value}"`
    if (!value.isWellFormed()) throw new Error('a ledger record holds text that is not Unicode')
    return JSON.stringify(value)
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Error('a ledger record holds a number that is not finite')
    return `${value}`
  }
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  // Sorting without a comparison function is by UTF-16 code units, as the standard asks.
  let text = ''
  for (const key of Object.keys(value).sort()) {
    text += `${text === '' ? '' : ','}${canonical(key)}:${canonical(value[key] as string)}`
  }
  return `{${text}}`
}

/** Text that JSON writes as it stands. */
const PLAIN = /^[ !#-[\]-~]*$/
