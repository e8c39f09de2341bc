import { parseAddress } from '../address/address.ts'
import { addressGroups } from '../message/fields.ts'
import { MESSAGE_LIMITS } from '../message/limits.ts'
import type { OuterHeader } from '../message/rewrite.ts'
import type { HeaderField } from '../message/types.ts'
import { SIGNATURES_MAX, type Author } from './types.ts'

/** What the checks need of the header, read once. */
export interface HeaderFacts {
  readonly author: Author | undefined
  /** Raw values of DKIM-Signature, topmost first. */
  readonly signatures: readonly string[]
  /** Where the signature fields beyond `SIGNATURES_MAX` stand, in order. */
  readonly extraSignatures: readonly { readonly start: number, readonly end: number }[]
  /** Raw values of ARC-Seal. */
  readonly seals: readonly string[]
  /** A field of ARC stands there, so there is a chain, whole or broken (RFC 8617 §5.2). */
  readonly hasArc: boolean
  /** Length of the header with its empty line. */
  readonly size: number
}

const ARC_FIELDS = ['arc-seal', 'arc-message-signature', 'arc-authentication-results'] as const

/** What the fields say, of as many as a reader of the message is shown (`MESSAGE_LIMITS`). */
export function headerFacts(header: OuterHeader): HeaderFacts {
  const fields = withinLimits(header.fields)
  const fieldsOf = (name: string): HeaderField[] =>
    fields.filter((field) => field.name.length === name.length && field.name.toLowerCase() === name)
  const signatures = fieldsOf('dkim-signature')
  return {
    author: authorOf(fieldsOf('from')), signatures: signatures.map(({ value }) => value),
    extraSignatures: signatures.slice(SIGNATURES_MAX), seals: fieldsOf('arc-seal').map(({ value }) => value),
    hasArc: ARC_FIELDS.some((name) => fieldsOf(name).length > 0),
    size: header.bodyStart,
  }
}

function withinLimits(fields: readonly HeaderField[]): readonly HeaderField[] {
  const { fieldsMax, headerBytesMax } = MESSAGE_LIMITS
  if (fields.length <= fieldsMax && (fields.at(-1)?.end ?? 0) <= headerBytesMax) return fields
  return fields.filter(({ end }) => end <= headerBytesMax).slice(0, fieldsMax)
}

/** The author, when there is one From field with one address. */
function authorOf(fields: readonly HeaderField[]): Author | undefined {
  const [from] = fields
  if (from === undefined || fields.length > 1) return undefined
  const groups = addressGroups([from.value], { limits: MESSAGE_LIMITS, defect: () => undefined })
  const addresses = groups.flatMap((group) => group.addresses)
  const [first] = addresses
  if (first === undefined || addresses.length > 1) return undefined
  const { name, email } = first
  const address = parseAddress(email)
  return address === undefined ? undefined : { email, domain: address.domain.toLowerCase(), name }
}

/** The tags of a signature that name its key: `d` and `s` (RFC 6376 §3.5), or undefined when one is missing or no name. */
export function keyName(signature: string): { readonly domain: string, readonly selector: string } | undefined {
  let domain = ''
  let selector = ''
  for (const tag of signature.split(';', 100)) {
    const equals = tag.indexOf('=')
    const name = tag.slice(0, Math.max(0, equals)).trim()
    const value = tag.slice(equals + 1).replace(/[ \t\r\n]+/g, '').toLowerCase()
    if (name === 'd') domain = value
    if (name === 's') selector = value
  }
  return isDnsName(domain) && isDnsName(selector) ? { domain, selector } : undefined
}

/** Looks like a name that can be asked and can be written into a field without quotes. */
function isDnsName(name: string): boolean {
  return name.length > 0 && name.length <= 253 && /^[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?$/.test(name)
}
