import { numberPlaces } from '../person-numbers.ts'
import type { Finding, Reason } from '../types.ts'
import type { Alarm, Situation } from './warning.ts'

/** Colleagues above which a mail is one to a large list. */
export const COLLEAGUES_MAX = 5
/** Mails to a colleague by which they are known to work together. */
const REGULAR_MAILS = 3

/** From this on a model's guess about a quoted sentence counts by itself. */
const SURE_GUESS = 0.8

/** Up to this score of a slip a colleague belongs in the mail: same people, thread or words as before. */
const RELATED_SCORE_MAX = 0.05

/** What a colleague must need to know. Money counts when it is a card. */
const GRAVE: readonly Reason[] = ['national-id', 'health', 'credentials', 'financial']
const LIST = new RegExp(String.raw`^(?:all|alle|allen|iedereen|everyone|everybody|staff|personeel|personal|medewerkers|mitarbeiter|collegas|kollegen|collegues|tous|team|teams|mt|afdeling|abteilung|department|service)(?:[._-]|\d|@|$)|[._-](?:all|alle|iedereen|team|lijst|list|liste|verteiler|groep|group|gruppe)@`, 'i')

/**
 * Inside the house: card data, passwords, personal numbers and health to colleagues get advice, no route. Said loudest to a
 * list. To colleagues one works with it is only recorded when they wrote it themselves, or when one's own sent mail says that
 * they get mail about this; passwords and cards are said to anybody, and a list hears it always.
 */
export function needToKnow({ draft, knowledge, policy, setting, reasons, findings }: Situation): Alarm[] {
  const grave = reasons.filter((one) => GRAVE.includes(one.reason) && (one.reason !== 'financial' || restsOn(one.findings, findings).some(({ type }) => type === 'CARD')))
  if (setting.outside.length > 0 || grave.length === 0 || draft.recipients.length === 0) return []
  const isLarge = draft.recipients.length > COLLEAGUES_MAX || draft.recipients.some(({ address }) => LIST.test(address))
  const mails = new Map(knowledge.recipients.map(({ address, sentBefore }) => [address.toLowerCase(), sentBefore]))
  // Every number of a person in it stood in mail with this colleague before.
  const seen = new Map((knowledge.seenNumbers ?? []).map(({ key, people }) => [key, people]))
  const held = seen.size === 0 ? new Set<string>() : new Set(numberPlaces(draft, policy).map(({ key }) => key))
  const sharedBefore = (address: string): boolean => held.size > 0
    && [...held].every((key) => seen.get(key)?.includes(address) === true)
  // The account's own sent mail says that these colleagues get such mail: they work with this person.
  const slips = new Map(knowledge.recipients.map(({ address, slip }) => [address.toLowerCase(), slip?.score]))
  const isRelated = draft.recipients.every(({ address }) =>
    (slips.get(address.toLowerCase()) ?? 1) <= RELATED_SCORE_MAX || sharedBefore(address.toLowerCase()))
    && grave.every(({ reason }) => reason === 'health' || reason === 'national-id')
  const isRegular = draft.recipients.every(({ address }) => (mails.get(address.toLowerCase()) ?? 0) >= REGULAR_MAILS)
  const places = grave.flatMap((one) => restsOn(one.findings, findings))
  const isQuoted = places.length > 0 && places.every(({ segment }) => segment === 'quoted')
  // Only a model's guess about a sentence that colleagues wrote: too little to interrupt for, also for a list.
  const isGuess = isQuoted && places.every(({ why, confidence }) => confidence < SURE_GUESS && why.every((rule) => rule.startsWith('model:')))
  return [{
    id: 'need-to-know', score: isLarge ? 0.8 : 0.5, recipients: draft.recipients.slice(0, 50).map(({ address }) => address),
    rules: [...grave.map(({ reason }) => `reason:${reason}`), ...isLarge ? ['large-list'] : []], isFaint: isGuess || (!isLarge && isRegular && (isQuoted || isRelated)),
  }]
}

const restsOn = (indexes: readonly number[], findings: readonly Finding[]): Finding[] =>
  indexes.flatMap((index) => findings[index] ?? [])
