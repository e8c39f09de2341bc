import { foldWord, foldedWords } from '../fold.ts'
import { SUSPECT } from '../recipients.ts'
import { internalTest } from '../setting.ts'
import { AMONG_COLLEAGUES, amongColleagues } from './audience.ts'
import { greetingOf } from './greeting.ts'
import { split } from './lookalike.ts'
import { isPublicMail } from './public-mail.ts'
import { COMPARED_CONTACTS_MAX, COMPARED_RECIPIENTS_MAX, domainOf, localOf, type Alarm, type Situation } from './warning.ts'

/** A text so much for colleagues that a colleague of the same first name is enough. */
const SURELY_AMONG_COLLEAGUES = 2

/** Characters of the new text that are searched. */
const SEARCHED_MAX = 4000

/**
 * The same name in another organisation, picked by the address field: known twice, and the text is meant for the other; or
 * the account's own mails say that the other is the one who gets this.
 */
export function namesake({ draft, knowledge, setting, newText }: Situation): Alarm[] {
  const isInternal = internalTest(knowledge)
  const there = new Set(draft.recipients.map(({ address }) => address.toLowerCase()))
  const contacts = knowledge.contacts.slice(0, COMPARED_CONTACTS_MAX).map(({ address }) => address.toLowerCase())
  const told = `${draft.subject}\n${newText.slice(0, SEARCHED_MAX)}`
  const files = draft.attachments.slice(0, 100).map((file) => file.name.replace(/[_-]/g, ' ')).join('\n')
  const among = amongColleagues(`${draft.subject}\n${files}`, newText)
  const greeted = among >= SURELY_AMONG_COLLEAGUES ? greetingOf(newText)?.names ?? [] : []
  const colleagues = greeted.length === 0 ? [] : contacts.filter(isInternal)
  const learnt = new Map(knowledge.recipients.flatMap(({ address, slip }) =>
    slip?.meant !== undefined && slip.score >= SUSPECT.likely && !there.has(slip.meant)
      ? [[address.toLowerCase(), slip.meant] as const] : []))
  return [...new Set([...setting.outside.slice(0, COMPARED_RECIPIENTS_MAX),
    ...learnt.keys()])].flatMap((address): Alarm[] => {
    const meant = learnt.get(address)
    if (meant !== undefined) return [{ id: 'autocomplete-namesake', score: 0.8, recipients: [address], suggestion: meant, rules: ['usual-recipient'] }]
    const name = nameOf(address)
    const others = namesakesOf(address, name, contacts)
    const colleague = others.find(isInternal)
    const sameFirst = colleague === undefined && !isPublicMail(domainOf(address))
      ? colleagueOfFirstName(name, greeted, colleagues) : undefined
    const other = colleague ?? sameFirst ?? others[0]
    if (other === undefined || there.has(other)) return []
    const rules = [...colleague !== undefined && among >= AMONG_COLLEAGUES ? ['internal-matter'] : [], ...sameFirst === undefined ? [] : ['internal-matter', 'same-first-name'],
      ...namesDomain(other, told) && !namesDomain(address, told) ? ['other-organisation-named'] : []]
    return rules.length === 0 ? [] : [{ id: 'autocomplete-namesake', score: sameFirst === undefined ? 0.8 : 0.7, recipients: [address], suggestion: other, rules }]
  })
}

/** Business that is not for everybody goes to a private address, while the person is known at work. */
export function privateAddress({ draft, knowledge, setting, reasons }: Situation): Alarm[] {
  if (!reasons.some(({ reason }) => reason === 'confidential-business')) return []
  const there = new Set(draft.recipients.map(({ address }) => address.toLowerCase()))
  const contacts = knowledge.contacts.slice(0, COMPARED_CONTACTS_MAX).map(({ address }) => address.toLowerCase())
  return setting.outside.slice(0, COMPARED_RECIPIENTS_MAX).filter((address) => isPublicMail(domainOf(address)))
    .flatMap((address): Alarm[] => {
    const name = nameOf(address)
    const atWork = namesakesOf(address, name, contacts).find((other) => !isPublicMail(domainOf(other))
      && !there.has(other))
    return [{
      id: 'private-address', score: atWork === undefined ? 0.4 : 0.8, recipients: [address], rules: ['public-mail'],
      isFaint: atWork === undefined, ...atWork === undefined ? {} : { suggestion: atWork },
    }]
  })
}

interface Name { readonly first: string, readonly last: string }

/** The name in an address: its local part without signs and digits, when it is a name. */
function nameOf(address: string): Name | undefined {
  const words = foldedWords(localOf(address)).filter((word) => /^[a-z]+$/.test(word))
  const last = words.at(-1) ?? ''
  if (words.join('').length < 3 || last.length < 3 || ROLE.test(words[0] ?? '')) return undefined
  return { first: words.length === 1 ? '' : words[0] ?? '', last }
}

/** Contacts of the same name at another domain. The family name is looked for as text first: few have it. */
const namesakesOf = (address: string, name: Name | undefined, contacts: readonly string[]): string[] =>
  name === undefined ? []
  : contacts.filter((other) => {
    if (!other.includes(name.last) || domainOf(other) === domainOf(address)) return false
    const theirs = nameOf(other)
    return theirs?.last === name.last && isSame(name, theirs)
  })

/**
 * "Hoi Karin" to `karin.bos` elsewhere, with `karin.vos` in the house: the greeted first name is the same, the person
 * is not.
 */
function colleagueOfFirstName(name: Name | undefined, greeted: readonly string[],
  colleagues: readonly string[]): string | undefined {
  const first = name === undefined ? '' : name.first === '' ? name.last : name.first
  if (first.length < 3 || !greeted.includes(first)) return undefined
  const found = colleagues.filter((other) => {
    const theirs = nameOf(other)
    return theirs !== undefined && (theirs.first === '' ? theirs.last : theirs.first) === first
  })
  return found.length === 1 ? found[0] : undefined
}

/** `karin.mulder` and `k.mulder`, `marieke` and `marieke`; not `karin.mulder` and `mulder`. */
const isSame = (one: Name, other: Name): boolean => one.first === other.first
  || (one.first !== '' && other.first !== '' && (one.first.length === 1 || other.first.length === 1) && one.first[0] === other.first[0])

const ROLE = new RegExp(String.raw`^(?:info|post|mail|kontakt|contact|office|admin|administratie|sales|hr|it|support|service|kantoor|secretariaat|balie|receptie|verkoop|inkoop|boekhouding|finance|press|pers|hello|hallo|no|noreply|team|directie|bestuur|accueil|buero|klantenservice|planning|facturen|factuur|invoice|rechnung)$`)

function namesDomain(address: string, text: string): boolean {
  const name = foldWord(split(domainOf(address))[0].split('.').at(-1) ?? '')
  return name.length >= 5 && foldedWords(text).join('').includes(name.replace(/-/g, ''))
}
