import { MESSAGE_LIMITS } from '../message/limits.ts'
import type { OuterHeader } from '../message/rewrite.ts'
import type { HeaderField } from '../message/types.ts'
import { soleAuthor } from './sole-author.ts'
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
  /**
   * Fields that a reader is shown and that stand there more often than once, so that it depends on him which counts.
   */
  readonly repeated: readonly string[]
  readonly hasSubject: boolean
  /** Length of the header with its empty line. */
  readonly size: number
}

/** Fields that may stand once and decide what a reader sees (RFC 5322 §3.6, RFC 2045 §3). */
const SHOWN_ONCE = [
  'sender', 'reply-to', 'to', 'cc', 'subject', 'date', 'mime-version', 'content-type', 'content-transfer-encoding',
] as const

const ARC_FIELDS = ['arc-seal', 'arc-message-signature', 'arc-authentication-results'] as const

/** What the fields say, of as many as a reader of the message is shown (`MESSAGE_LIMITS`). */
export function headerFacts(header: OuterHeader, raw: Uint8Array): HeaderFacts {
  const fields = withinLimits(header.fields)
  const fieldsOf = (name: string): HeaderField[] =>
    fields.filter((field) => field.name.length === name.length && field.name.toLowerCase() === name)
  const signatures = fieldsOf('dkim-signature')
  return {
    author: soleAuthor(header, raw), signatures: signatures.map(({ value }) => value),
    extraSignatures: signatures.slice(SIGNATURES_MAX), seals: fieldsOf('arc-seal').map(({ value }) => value),
    hasArc: ARC_FIELDS.some((name) => fieldsOf(name).length > 0),
    repeated: SHOWN_ONCE.filter((name) => fieldsOf(name).length > 1), hasSubject: fieldsOf('subject').length > 0,
    size: header.bodyStart,
  }
}

function withinLimits(fields: readonly HeaderField[]): readonly HeaderField[] {
  const { fieldsMax, headerBytesMax } = MESSAGE_LIMITS
  if (fields.length <= fieldsMax && (fields.at(-1)?.end ?? 0) <= headerBytesMax) return fields
  return fields.filter(({ end }) => end <= headerBytesMax).slice(0, fieldsMax)
}

/**
 * The tags of a signature, names as written, values without blanks; of two with one name the last (they never verify).
 */
export function tagsOf(signature: string): ReadonlyMap<string, string> {
  const tags = new Map<string, string>()
  for (const tag of signature.split(';', 100)) {
    const equals = tag.indexOf('=')
    if (equals > 0) tags.set(tag.slice(0, equals).trim(), tag.slice(equals + 1).replace(/[ \t\r\n]+/g, ''))
  }
  return tags
}

/**
 * The tags of a signature that name its key: `d` and `s` (RFC 6376 §3.5), or undefined when one is missing or no name.
 */
export function keyName(signature: string): { readonly domain: string, readonly selector: string } | undefined {
  const tags = tagsOf(signature)
  const domain = tags.get('d')?.toLowerCase() ?? ''
  const selector = tags.get('s')?.toLowerCase() ?? ''
  return isDnsName(domain) && isDnsName(selector) ? { domain, selector } : undefined
}

/** Looks like a name that can be asked and can be written into a field without quotes. */
export function isDnsName(name: string): boolean {
  return name.length > 0 && name.length <= 253 && /^[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?$/.test(name)
}
