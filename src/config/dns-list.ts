/** How a DNS list is written in the configuration: what is asked of it, and what each of its answers means. RFC 5782 */

/** One meaning of an answer: addresses from `first` to `last`, or a bit of the last number. */
export interface ListCode {
  /** Both within 127.0.0.0/8 as whole numbers. */
  readonly first: number
  readonly last: number
  /**
   * Not 0: a list that packs several lists into bits of the last number (RFC 5782 §2.3); the range is not looked at.
   */
  readonly bit: number
  readonly points: number
  /** A word for people, such as `dial-up`; '' when none was given. */
  readonly meaning: string
}

export interface DnsListSetting {
  /** Addresses of clients, or domains of senders. */
  readonly of: 'addresses' | 'domains'
  /** What is listed is worse (`block`) or better (`allow`) than others. */
  readonly sense: 'block' | 'allow'
  readonly codes: readonly ListCode[]
}

/** Meanings of one list. */
export const LIST_CODES_MAX = 32
/** Points of one meaning. */
export const LIST_POINTS_MAX = 20

/**
 * Reads `addresses block 127.0.0.2=6:spam 127.0.0.10-127.0.0.11=2:dial-up` or `domains block &2=3`; undefined for what
 * is not of that form. An answer without a meaning here counts nothing.
 */
export function readDnsList(text: string): DnsListSetting | undefined {
  const [of, sense, ...rest] = text.trim().split(/ {1,9}/, LIST_CODES_MAX + 3)
  if (of !== 'addresses' && of !== 'domains') return undefined
  if (sense !== 'block' && sense !== 'allow') return undefined
  const codes = rest.map(readCode).filter((code) => code !== undefined)
  if (codes.length !== rest.length || codes.length === 0 || codes.length > LIST_CODES_MAX) return undefined
  return { of, sense, codes }
}

/** What is wrong with the text of a list, or undefined. */
export function dnsListProblem(domain: string, text: string): string | undefined {
  if (!/^[a-z0-9][a-z0-9.-]{1,190}[a-z0-9]$/.test(domain)) return 'must be a domain in lower case'
  return readDnsList(text) === undefined
    ? 'must be addresses or domains, block or allow, and codes such as 127.0.0.2=5:spam or &8=2' : undefined
}

/** `127.0.0.1` as a whole number; undefined for what is no IPv4 address. */
export function ipv4Number(address: string): number | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(address)
  if (match === null) return undefined
  const parts = match.slice(1).map(Number)
  return parts.every((part) => part <= 255) ? parts.reduce((sum, part) => sum * 256 + part, 0) : undefined
}

function readCode(text: string): ListCode | undefined {
  const match = /^(?:&(\d{1,3})|([\d.]{7,15})(?:-([\d.]{7,15}))?)=(\d{1,2})(?::([a-z0-9-]{1,30}))?$/.exec(text)
  if (match === null) return undefined
  const [, bits, from = '', to = from, points, meaning = ''] = match
  const worth = Number(points)
  if (worth < 1 || worth > LIST_POINTS_MAX) return undefined
  if (bits !== undefined) {
    const bit = Number(bits)
    const isOneBit = bit >= 1 && bit <= 128 && (bit & (bit - 1)) === 0
    return isOneBit ? { first: 0, last: 0, bit, points: worth, meaning } : undefined
  }
  const [first, last] = [ipv4Number(from), ipv4Number(to)]
  if (first === undefined || last === undefined || first > last) return undefined
  if (first >>> 24 !== 127 || last >>> 24 !== 127) return undefined
  return { first, last, bit: 0, points: worth, meaning }
}
