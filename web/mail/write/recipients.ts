/**
 * What people type or paste in the address lines: `Tom Aarts <t.aarts@fysio.example>; wmo@hoogwoude.example`. Pure. Nothing is
 * thrown away: what is no address stays as a chip that says so.
 */

export interface Person {
  readonly name: string | null
  readonly email: string
}

export interface Recipient extends Person {
  /** Can mail go there as far as the spelling shows? */
  readonly valid: boolean
}

/** What is known of how mail gets to somebody, for the chip. */
export interface Way {
  readonly words: string
  readonly look: 'plain' | 'sealed' | 'ask' | 'stop'
}

/** Longest pasted text that is read; the rest is left in the field. */
export const pasteLengthMax = 1_000_000
/** Most recipients in one address line. */
export const recipientsMax = 10_000
/** RFC 5321 §4.5.3.1: local part 64, domain 255 octets. */
const localMax = 64
const domainMax = 255

/** Is this spelled as an address that mail can go to? Not the whole of RFC 5321: no quotes, no address literals. */
export function isAddress(text: string): boolean {
  const at = text.lastIndexOf('@')
  if (at < 1 || at > localMax || text.length - at - 1 > domainMax) return false
  const local = text.slice(0, at)
  if (/[\s"(),:;<>@[\]\\]|\.\./u.test(local) || /\p{Cc}/u.test(local) || local.startsWith('.') || local.endsWith('.')) return false
  const labels = text.slice(at + 1).split('.')
  if (labels.length < 2 && text.slice(at + 1).toLowerCase() !== 'localhost') return false
  return labels.every((label) => label.length >= 1 && label.length <= 63 && /^[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}-]*[\p{L}\p{N}\p{M}])?$/u.test(label))
}

/** Lower case domain; the local part stays as typed. */
function tidy(email: string): string {
  const at = email.lastIndexOf('@')
  return at < 0 ? email : email.slice(0, at + 1) + email.slice(at + 1).toLowerCase()
}

function readOne(piece: string): Recipient | undefined {
  const text = piece.trim().replace(/^mailto:/i, '')
  if (text === '') return undefined
  const open = text.lastIndexOf('<')
  if (open >= 0 && text.endsWith('>')) {
    const email = tidy(text.slice(open + 1, -1).trim())
    const name = text.slice(0, open).trim().replace(/^"(.*)"$/s, '$1').replaceAll('\\"', '"').trim()
    return { name: name === '' || name === email ? null : name, email, valid: isAddress(email) }
  }
  return { name: null, email: tidy(text), valid: isAddress(tidy(text)) }
}

/** Cuts at comma, semicolon and line end outside quotes and angle brackets. A run of bare addresses may be parted by spaces. */
export function splitRecipients(text: string): string[] {
  const pieces: string[] = []
  let piece = ''
  let quoted = false
  let angle = false
  for (const sign of text.slice(0, pasteLengthMax)) {
    if (sign === '"') quoted = !quoted
    if (!quoted && sign === '<') angle = true
    if (!quoted && sign === '>') angle = false
    if (!quoted && !angle && (sign === ',' || sign === ';' || sign === '\n' || sign === '\r' || sign === '\t')) {
      pieces.push(piece)
      piece = ''
    } else piece += sign
  }
  pieces.push(piece)
  return pieces.flatMap((one) => {
    const words = one.trim().split(/\s+/)
    return words.length > 1 && words.every(isAddress) ? words : [one]
  })
}

/** All recipients in a text, without doubles (same address, letter case aside). */
export function readRecipients(text: string): Recipient[] {
  const seen = new Set<string>()
  const found: Recipient[] = []
  for (const piece of splitRecipients(text)) {
    const one = readOne(piece)
    if (one === undefined || seen.has(one.email.toLowerCase())) continue
    seen.add(one.email.toLowerCase())
    found.push(one)
    if (found.length >= recipientsMax) break
  }
  return found
}

/** The part behind the last @, lower case; empty when there is none. */
export function domainOf(email: string): string {
  const at = email.lastIndexOf('@')
  return at < 0 ? '' : email.slice(at + 1).toLowerCase()
}

/** Known people that fit what is typed, best first: name or address begins so, then a later word, by how recent. */
export function suggest(typed: string, known: readonly Person[], taken: ReadonlySet<string>, max = 6): Person[] {
  const want = typed.trim().toLocaleLowerCase()
  if (want === '') return []
  const first: Person[] = []
  const later: Person[] = []
  for (const person of known) {
    if (taken.has(person.email.toLowerCase())) continue
    const name = (person.name ?? '').toLocaleLowerCase()
    const email = person.email.toLowerCase()
    if (name.startsWith(want) || email.startsWith(want)) first.push(person)
    else if (name.includes(` ${want}`) || email.includes(`.${want}`) || email.includes(`@${want}`)) later.push(person)
    if (first.length >= max) break
  }
  return [...first, ...later].slice(0, max)
}
