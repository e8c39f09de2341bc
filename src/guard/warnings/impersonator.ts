import { foldedWords } from '../fold.ts'
import { internalTest } from '../setting.ts'
import { isPublicMail } from './public-mail.ts'
import { COMPARED_CONTACTS_MAX, COMPARED_RECIPIENTS_MAX, domainOf, localOf, type Alarm, type Situation } from './warning.ts'

/** Words beside a name in a shown name: `Jan de Vries (Bedrijf)`, `via Portaal`. */
const NO_NAME = new Set('via namens on behalf of im auftrag pour de van der den het von und the mr mrs ms dr drs prof'.split(' '))

/**
 * The shown name is that of a colleague or a known contact, the address is another one, in another house, and nobody here
 * ever wrote to it: mostly the answer to a mail that pretends. Also a shown name that is itself somebody else's address.
 */
export function impersonator({ draft, knowledge, setting }: Situation): Alarm[] {
  const isInternal = internalTest(knowledge)
  const outside = new Set(setting.outside)
  if (!draft.recipients.some(({ address, name }) => name !== null && outside.has(address.toLowerCase()))) return []
  const contacts = knowledge.contacts.slice(0, COMPARED_CONTACTS_MAX).map(({ address, name }) => ({ address: address.toLowerCase(), keys: [nameKey(name ?? ''), nameKey(localOf(address))] }))
  const knownAddresses = new Set(contacts.map(({ address }) => address))
  const sent = new Set(knowledge.recipients.filter(({ sentBefore }) => sentBefore > 0)
    .map(({ address }) => address.toLowerCase()))
  return draft.recipients.slice(0, COMPARED_RECIPIENTS_MAX).flatMap(({ address: written, name }): Alarm[] => {
    const address = written.toLowerCase()
    if (name === null || !outside.has(address) || knownAddresses.has(address) || sent.has(address)) return []
    const said = /[^\s<>"'()]{1,64}@([a-z0-9.-]{3,255})/i.exec(name)?.[0].toLowerCase()
    if (said !== undefined && said !== address && domainOf(said) !== domainOf(address)) {
      return [{ id: 'impersonator', score: 0.95, recipients: [address], suggestion: said, rules: ['name-is-another-address'] }]
    }
    const key = nameKey(name)
    if (key === undefined) return []
    const known = contacts.find(({ address: other, keys }) => keys.includes(key)
      && domainOf(other) !== domainOf(address))
    if (known === undefined) return []
    // People change from one private address to another; a colleague does not write from one.
    const isPrivate = isPublicMail(domainOf(address)) && isPublicMail(domainOf(known.address))
    return [{
      id: 'impersonator', score: isInternal(known.address) ? 0.9 : 0.7, recipients: [address],
      suggestion: known.address, rules: [isInternal(known.address) ? 'name-of-colleague' : 'name-of-contact'],
      isFaint: isPrivate,
    }]
  })
}

/** First and last name, in any order; undefined for less than two names. */
export function nameKey(name: string): string | undefined {
  const words = foldedWords(name.replace(/\(.*?\)|\[.*?\]/g, ' ').slice(0, 100)).filter((word) => /^\p{L}{2,}$/u.test(word) && !NO_NAME.has(word))
  return words.length < 2 || words.length > 6 ? undefined : words.toSorted().join(' ')
}
