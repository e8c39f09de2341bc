import type { EmailAddress } from '../types.ts'

/** What an answer or a forwarded message begins with. Pure: words come in. */

/** Longest text that is quoted in an answer; the rest is left out. */
export const quoteMax = 100_000

/** `Re: ` or `Fwd: ` in front, once, whatever language the other side used. */
export function prefixed(subject: string, prefix: 'Re: ' | 'Fwd: '): string {
  const bare = subject.trim()
  const known = prefix === 'Re: ' ? /^(?:re|aw|antw|sv)\s*(?:\[\d+\])?:/i : /^(?:fwd?|doorst|wg|tr)\s*:/i
  return known.test(bare) ? bare : prefix + bare
}

/** Every line with `>`; lines that were quoted already get one more. */
export function quoted(text: string): string {
  return text.slice(0, quoteMax).replaceAll('\r\n', '\n').trimEnd().split('\n')
    .map((line) => line.startsWith('>') ? `>${line}` : line === '' ? '>' : `> ${line}`).join('\n')
}

/** `Tom Aarts <t.aarts@fysio.example>` */
export function written(person: EmailAddress): string {
  return person.name ? `${person.name} <${person.email}>` : person.email
}

interface Answered {
  readonly from: readonly EmailAddress[]
  readonly replyTo: readonly EmailAddress[]
  readonly to: readonly EmailAddress[]
  readonly cc: readonly EmailAddress[]
}

const without = (people: readonly EmailAddress[], taken: ReadonlySet<string>): EmailAddress[] => {
  const seen = new Set(taken)
  return people.filter((person) => {
    const key = person.email.toLowerCase()
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}

/**
 * Who gets an answer (RFC 5322 §3.6.3): Reply-To, else the writer. An answer to one's own message goes to its receivers. To all:
 * the others stay in copy; oneself never gets one.
 */
export function answerTo(email: Answered, own: ReadonlySet<string>, all: boolean): { to: EmailAddress[], cc: EmailAddress[] } {
  const mine = email.from.some((person) => own.has(person.email.toLowerCase()))
  const first = mine ? email.to : email.replyTo.length > 0 ? email.replyTo : email.from
  const toFirst = without(first, mine ? own : new Set())
  const to = toFirst.length > 0 ? toFirst : without(first, new Set())
  if (!all) return { to: mine ? to : to.slice(0, Math.max(1, email.replyTo.length)), cc: [] }
  const taken = new Set([...own, ...to.map((person) => person.email.toLowerCase())])
  return { to, cc: without(mine ? email.cc : [...email.to, ...email.cc], taken) }
}

/** The chain of Message-IDs an answer carries (RFC 5322 §3.6.4), at most the first and the last 40. */
export function references(email: { readonly messageId: readonly string[] | null, readonly references: readonly string[] | null, readonly inReplyTo: readonly string[] | null }): string[] {
  const earlier = email.references ?? (email.inReplyTo?.length === 1 ? email.inReplyTo : [])
  const chain = [...earlier, ...(email.messageId ?? [])]
  const [first] = chain
  return chain.length > 41 && first !== undefined ? [first, ...chain.slice(-40)] : chain
}
