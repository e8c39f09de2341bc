/** The message as it travels: whole, without what others may not see, with our trace. */
import { randomId } from '../base/ids.ts'
import { addMissing, prependHeaders, removeHeaders } from '../message/rewrite.ts'
import type { SubmittedMail } from './types.ts'

/** Message-ID and Date when missing, no Bcc, no result fields of somebody else, and one Received field of ours. */
export function prepareMessage({ raw, hostname, door, now, unwanted = [] }: {
  readonly raw: Uint8Array, readonly hostname: string, readonly door: SubmittedMail['door'], readonly now: number,
  /** Further fields that nobody but this service may write. */
  readonly unwanted?: readonly string[],
}): Uint8Array {
  const cleaned = removeHeaders(raw, ['bcc', 'resent-bcc', 'authentication-results', 'return-path', ...unwanted])
  const whole = addMissing(cleaned, { messageId: `<${randomId()}@${hostname}>`, date: now })
  // The client's address is not told to the world (GDPR Art. 25); the ledger has it.
  const protocol = door === 'submission' ? 'ESMTPSA' : 'HTTPS'
  return prependHeaders(whole, [
    ['Received', `by ${hostname} with ${protocol} id ${randomId()};\r\n\t${new Date(now).toUTCString().replace('GMT', '+0000')}`],
  ])
}

/** The sender's own copy: without our trace, with the Bcc that only the sender sees. */
export function ownCopy(travelling: Uint8Array, blind: readonly string[]): Uint8Array {
  const [first, ...rest] = blind
  // Ours is the first Received field; those below it were there before.
  let seen = 0
  const plain = removeHeaders(travelling, ['received'], () => seen++ === 0)
  if (first === undefined) return plain
  return prependHeaders(plain, [['Bcc', [first, ...rest.map((address) => `\r\n\t${address}`)].join(',')]])
}
