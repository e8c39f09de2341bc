/** What a letter's own header asks of its way. */
import { headerFields } from '../message/rewrite.ts'

/** One field `TLS-Required: No`; anything else, or more than one, is as if it were not there (RFC 8689 §3). */
export function asksNoTls(raw: Uint8Array): boolean {
  const fields = headerFields(raw).fields.filter(({ name }) => name.toLowerCase() === 'tls-required')
  return fields.length === 1 && fields[0]?.value.trim().toLowerCase() === 'no'
}
