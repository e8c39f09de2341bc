import { parseAddress } from '../address/address.ts'
import { parseMessage } from '../message/parse.ts'
import type { HeaderField } from '../message/types.ts'
import { headerEnd } from '../smtp/outgoing.ts'
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
  /** Length of the header with its empty line. */
  readonly size: number
}

/** Reads the header. */
export function headerFacts(raw: Uint8Array): HeaderFacts {
  const size = headerEnd(raw)
  const { headers, from, defects } = parseMessage(raw.subarray(0, size))
  const fieldsOf = (name: string): HeaderField[] => headers.filter((field) => field.name.toLowerCase() === name)
  const signatures = fieldsOf('dkim-signature')
  const isDoubled = defects.includes('repeated-from')
  const addresses = from.flatMap((group) => group.addresses)
  const [first] = addresses
  const author = first === undefined || addresses.length > 1 || isDoubled ? undefined : authorOf(first)
  return {
    author, signatures: signatures.map(({ value }) => value), extraSignatures: signatures.slice(SIGNATURES_MAX),
    seals: fieldsOf('arc-seal').map(({ value }) => value), size,
  }
}

function authorOf({ name, email }: { readonly name: string | null, readonly email: string }): Author | undefined {
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
