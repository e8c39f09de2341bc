import { domainToASCII } from 'node:url'

/** RFC 1035 §2.3.4. */
export const DOMAIN_LENGTH_MAX = 253
export const LABEL_LENGTH_MAX = 63

/** A domain in its one spelling: lower case, A-labels (RFC 5891), no dot at the end; undefined when it is none. */
export function readDomain(written: string): string | undefined {
  if (written.length > DOMAIN_LENGTH_MAX + 1) return undefined
  const plain = isAscii(written) ? written.toLowerCase() : domainToASCII(written)
  const name = plain.endsWith('.') ? plain.slice(0, -1) : plain
  if (name.length === 0 || name.length > DOMAIN_LENGTH_MAX) return undefined
  for (const label of name.split('.')) {
    if (label.length === 0 || label.length > LABEL_LENGTH_MAX) return undefined
    if (label.startsWith('-') || label.endsWith('-')) return undefined
    if (!/^[a-z0-9-]+$/.test(label)) return undefined
  }
  return name
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 127) return false
  return true
}
