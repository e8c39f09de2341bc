/**
 * Addresses in messages: which may be clicked, and what a reader must see before clicking. Pure. Only `http` and `https` can be
 * followed; the host is shown when the text suggests another one.
 */

/** Longest address that is made clickable. */
export const linkLengthMax = 2000

export interface SafeLink {
  readonly href: string
  /** As it really is, with `xn--` for letters outside ASCII: look-alike letters cannot hide. */
  readonly host: string
}

/** The link when it may be followed, else undefined. */
export function safeLink(address: string): SafeLink | undefined {
  const text = address.trim()
  if (text.length > linkLengthMax || !/^https?:\/\//i.test(text)) return undefined
  try {
    const url = new URL(text)
    if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined
    return url.hostname === '' ? undefined : { href: url.href, host: url.hostname }
  } catch {
    return undefined
  }
}

/** The host that a text names, when it looks like an address: `www.bank.nl/inloggen` gives `www.bank.nl`. */
export function namedHost(text: string): string | undefined {
  const word = text.trim().split(/\s/, 1)[0]?.slice(0, linkLengthMax) ?? ''
  const bare = word.replace(/^[a-z]+:\/\//i, '')
  const host = bare.split(/[/?#:]/, 1)[0] ?? ''
  return /^[^\s@]+\.[\p{L}]{2,}$/u.test(host) && host.length <= 255 ? host.toLowerCase() : undefined
}

const withoutWww = (host: string): string => host.replace(/^www\./, '')

/** Must the reader see the real host? True when the text names another host, or hides it in front of an @. */
export function hostDiffers(text: string, link: SafeLink): boolean {
  const named = namedHost(text)
  if (named !== undefined) return withoutWww(named) !== withoutWww(link.host)
  return /^https?:\/\//i.test(text.trim())
}

export type Piece =
  | { readonly kind: 'text', readonly text: string }
  | { readonly kind: 'link', readonly text: string, readonly href: string, readonly host: string | undefined }

/** Cuts a line into text and links. Signs that end a sentence or close a bracket do not belong to the address. */
export function pieces(line: string): Piece[] {
  const found: Piece[] = []
  let plain = ''
  for (const word of line.split(/(\s+)/)) {
    const start = word.search(/https?:\/\/|www\./i)
    if (start < 0 || word.length > linkLengthMax) {
      plain += word
      continue
    }
    const rest = word.slice(start)
    const address = trimEnd(rest)
    const link = safeLink(/^www\./i.test(address) ? `https://${address}` : address)
    if (link === undefined) {
      plain += word
      continue
    }
    plain += word.slice(0, start)
    if (plain !== '') found.push({ kind: 'text', text: plain })
    found.push({ kind: 'link', text: address, href: link.href, host: hostDiffers(address, link) ? link.host : undefined })
    plain = rest.slice(address.length)
  }
  if (plain !== '') found.push({ kind: 'text', text: plain })
  return found
}

const closing: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' }

function trimEnd(address: string): string {
  let end = address.search(/[<>"'“”‘’]/)
  if (end < 0) end = address.length
  while (end > 0) {
    const last = address[end - 1] ?? ''
    const opener = closing[last]
    if (/[.,;:!?…]/.test(last) || (opener !== undefined && count(address, last, end) > count(address, opener, end))) end -= 1
    else break
  }
  return address.slice(0, end)
}

function count(text: string, sign: string, end: number): number {
  let found = 0
  for (let at = 0; at < end; at += 1) if (text[at] === sign) found += 1
  return found
}
