import { normaliseAddress } from '../address/address.ts'
import { soleAuthor } from '../mail-auth/sole-author.ts'
import { headerFields } from '../message/rewrite.ts'
import { addressesOf } from './recipients.ts'
import type { ParsedMessage } from '../message/types.ts'

export type SenderProblem = { readonly reason: 'not-your-address' | 'not-one-author' | 'malformed', readonly text: string }

/**
 * Our own people send in their own name only: envelope, From, Sender and every Resent-* field hold addresses of the
 * account and no others, and there is exactly one author (design promise 2; RFC 5322 §3.6.2, RFC 6409 §6.1).
 */
export function senderProblem(args: {
  readonly mailFrom: string, readonly message: ParsedMessage, readonly raw: Uint8Array,
    readonly own: ReadonlySet<string>,
}): SenderProblem | undefined {
  const { mailFrom, message, raw, own } = args
  const mine = new Set([...own].map(spelledAlike))
  const isOwn = (address: string): boolean => mine.has(spelledAlike(address))
  if (mailFrom !== '' && !isOwn(mailFrom)) {
    return { reason: 'not-your-address', text: 'the envelope sender is not one of your addresses' }
  }
  // The same strict reading as of mail from outside: what readers read differently does not leave here either.
  const author = soleAuthor(headerFields(raw), raw)
  const authors = addressesOf(message.from)
  if (author === undefined || authors.length !== 1) {
    return { reason: 'not-one-author', text: 'a message needs exactly one From field with one address' }
  }
  const named = [...authors, author.email, ...addressesOf(message.sender)]
  if (!named.every(isOwn)) {
    return { reason: 'not-your-address', text: 'From and Sender must be one of your own addresses' }
  }
  const resent = message.headers.filter(({ name }) => /^resent-(from|sender)$/i.test(name))
  if (resent.some(({ value }) => !resentAddresses(value).every(isOwn))) {
    return { reason: 'not-your-address', text: 'Resent-From and Resent-Sender must be one of your own addresses' }
  }
  return undefined
}

/**
 * One spelling of what is the same mailbox: the domain in A-labels, composed letters, lower case (RFC 5891,
 * RFC 6530 §10.1).
 */
function spelledAlike(address: string): string {
  return normaliseAddress(address, { foldLocal: true }) ?? address.toLowerCase()
}

/** Anything with an @ in a Resent-* field: strict on purpose, since only own addresses may stand there. */
function resentAddresses(value: string): string[] {
  return value.split(/[\s,;<>()"]+/).filter((word) => word.includes('@'))
}
