import { NUMBERS_MAX, personNumbers, type PersonNumber } from './person-numbers.ts'
import { isPublicMail } from './warnings/public-mail.ts'
import type { DraftAttachment, Policy, SeenNumber } from './types.ts'

/** Which numbers of persons stood in earlier mails, with whom: what `Knowledge.seenNumbers` and `otherNumbers` are made of. */

/** An earlier mail that was looked at: who took part, and whose numbers it holds. */
export interface NumberedMail {
  /** Who sent and got it, lower case. */
  readonly people: readonly string[]
  readonly numbers: readonly string[]
}

/** People of one number that are told of. */
export const SEEN_PEOPLE_MAX = 50

/** What mails that hold the draft's numbers tell of them. `self`: the account's own addresses, which say nothing. */
export function seenIn(mails: readonly NumberedMail[], wanted: readonly Pick<PersonNumber, 'key'>[],
  self: ReadonlySet<string>): SeenNumber[] {
  return wanted.flatMap(({ key }) => {
    const holding = mails.filter(({ numbers }) => numbers.includes(key))
    if (holding.length === 0) return []
    const counts = new Map<string, number>()
    for (const { people } of holding) {
      for (const address of new Set(people)) if (!self.has(address)) counts.set(address, (counts.get(address) ?? 0) + 1)
    }
    const people = [...counts].toSorted((a, b) => b[1] - a[1]).slice(0, SEEN_PEOPLE_MAX).map(([address]) => address)
    return [{ key, mails: holding.length, people }]
  })
}

/** How many different numbers stand in these mails. */
export const numbersOf = (mails: readonly NumberedMail[]): number =>
  new Set(mails.flatMap(({ numbers }) => numbers)).size

/** Somebody who took part, or works in the same house as one who did. All in lower case. */
export function isAmong(address: string, people: readonly string[]): boolean {
  const domain = address.slice(address.lastIndexOf('@') + 1)
  return people.includes(address) || (!isPublicMail(domain) && people.some((one) => one.endsWith(`@${domain}`)))
}

/** An earlier mail as it is written down for a case. */
export interface HistoryMail {
  readonly people: readonly string[]
  readonly subject: string
  readonly body: string
  readonly attachments: readonly DraftAttachment[]
}

/** Earlier mails of one case that are looked at, the newest. */
export const HISTORY_MAX = 5000

/** What a list of earlier mails, oldest first, tells of the numbers in a draft. */
export function numbersInHistory(history: readonly HistoryMail[], wanted: readonly PersonNumber[], asked: {
  readonly self: ReadonlySet<string>, readonly recipients: readonly string[], readonly policy: Policy,
}): { readonly seen: readonly SeenNumber[], readonly others: ReadonlyMap<string, number> } {
  const { self, recipients, policy } = asked
  if (wanted.length === 0 || wanted.length > NUMBERS_MAX) return { seen: [], others: new Map() }
  const mails = history.slice(-HISTORY_MAX).map((mail): NumberedMail => ({
    people: mail.people, numbers: personNumbers(mail, policy).map(({ key }) => key),
  }))
  const seen = seenIn(mails, wanted, self)
  const strangers = seen.length === 0 ? []
    : recipients.filter((address) => !seen.every(({ people }) => isAmong(address, people)))
  const withThem = (address: string): NumberedMail[] => mails.filter(({ people }) => people.includes(address))
  return { seen, others: new Map(strangers.map((address) => [address, numbersOf(withThem(address))])) }
}
