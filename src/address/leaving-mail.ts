import { parseAddress } from './address.ts'
import { domainToAscii } from './domain.ts'

/** The mail by which somebody leaves a list. */
export interface LeavingMail {
  readonly to: string
  /** One word, for the program on the other side. */
  readonly subject: string
}

/** What such a mail says when the list does not ask for a word of its own. */
export const LEAVING_WORD = 'unsubscribe'
/** Characters of a word that a list may ask for. */
export const LEAVING_WORD_LENGTH_MAX = 100

/**
 * Of a `mailto:` address (RFC 6068 §2) the receiver, and the subject when it is a token and no sentence: the mail goes out
 * in the reader's name, and nothing in it may be the words of whoever wrote the address. Everything else in it is left
 * alone. Undefined when it is no such address.
 */
export function leavingMail(url: string): LeavingMail | undefined {
  if (!/^mailto:/i.test(url)) return undefined
  const [path = '', query = ''] = url.slice('mailto:'.length).split('?', 2)
  const to = decoded(path)
  const parts = parseAddress(to)
  if (parts === undefined || domainToAscii(parts.domain) === undefined) return undefined
  if (!/^[\x21-\x7e]{3,254}$/.test(to)) return undefined
  const wanted = query.split('&').find((pair) => /^subject=/i.test(pair))?.slice('subject='.length) ?? ''
  return { to, subject: isToken(decoded(wanted)) ? decoded(wanted) : LEAVING_WORD }
}

const isToken = (text: string): boolean =>
  text.length <= LEAVING_WORD_LENGTH_MAX && /^[A-Za-z0-9._-]+$/.test(text)

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}
