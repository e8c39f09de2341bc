import { isAmong } from '../number-history.ts'
import { NUMBERS_MAX, numberPlaces, type NumberPlace } from '../person-numbers.ts'
import { internalTest } from '../setting.ts'
import { COMPARED_RECIPIENTS_MAX, type Alarm, type Situation } from './warning.ts'
import type { SeenNumber } from '../types.ts'

/** Whose mails hold the numbers of more people than this gets mail about many: one more is ordinary. */
export const OTHER_NUMBERS_MAX = 2
/** Mails to somebody by which they are known, though none of them held a number. */
const KNOWN_MAILS = 3

/**
 * A number that stands in earlier mail with one person goes to somebody who was never in that mail: "this BSN belongs to client
 * X". Surest when the recipient's own mails are about somebody else. Says nothing of a recipient who is new (another rule
 * does), of a colleague of somebody who was in that mail, and of one who gets mail about many people.
 */
export function otherClient({ draft, knowledge, policy, setting }: Situation): Alarm[] {
  const seen = new Map((knowledge.seenNumbers ?? []).slice(0, NUMBERS_MAX).map((one) => [one.key, one]))
  if (seen.size === 0 || setting.outside.length === 0) return []
  const isInternal = internalTest(knowledge)
  const told = new Map<SeenNumber, NumberPlace[]>()
  for (const place of numberPlaces(draft, policy)) {
    const one = seen.get(place.key)
    if (one !== undefined) told.set(one, [...told.get(one) ?? [], place])
  }
  const known = new Map(knowledge.recipients.map((one) => [one.address.toLowerCase(), one]))
  return [...told].flatMap(([{ people }, places]) => {
    const owners = people.filter((address) => !isInternal(address))
    if (owners.length === 0) return []
    const strangers = setting.outside.slice(0, COMPARED_RECIPIENTS_MAX).filter((address) => !isAmong(address, owners))
    return strangers.flatMap((address): Alarm[] => {
      const { otherNumbers = 0, sentBefore = 0 } = known.get(address) ?? {}
      if (otherNumbers > OTHER_NUMBERS_MAX || (otherNumbers === 0 && sentBefore < KNOWN_MAILS)) return []
      const isToOwner = setting.outside.some((one) => isAmong(one, owners))
      const [only, another] = owners
      return [{
        id: 'other-client', score: otherNumbers > 0 ? 0.85 : isToOwner ? 0.5 : 0.65, recipients: [address],
        attachments: [...new Set(places.flatMap(({ attachment }) => attachment ?? []))],
        rules: [`number:${places[0]?.detector ?? ''}`, ...otherNumbers > 0 ? ['mails-about-another'] : ['never-with-this-number']],
        ...only === undefined || another !== undefined || isToOwner ? {} : { suggestion: only },
      }]
    })
  }).filter(({ recipients }, index, all) => all.findIndex((one) => one.recipients?.[0] === recipients?.[0]) === index)
}
