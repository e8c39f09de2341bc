import { domainToAscii, domainToUnicode } from '../../address/domain.ts'
import { foldWord, foldedWords } from '../fold.ts'
import { internalTest } from '../setting.ts'
import { COMPARED_CONTACTS_MAX, COMPARED_RECIPIENTS_MAX, domainOf, localOf, type Alarm, type Situation } from './warning.ts'

/** Letters that look alike, for comparing names of domains. Unicode TR39 */
const LOOKS: Readonly<Record<string, string>> = { 0: 'o', 1: 'l', 3: 'e', 5: 's', а: 'a', е: 'e', о: 'o', р: 'p', с: 'c', у: 'y', х: 'x', і: 'l', i: 'l', ı: 'l' }

const skeleton = (domain: string): string => [...domainToUnicode(domain).normalize('NFKD').replace(/\p{M}/gu, '')].map((letter) => LOOKS[letter] ?? letter).join('')
  .replace(/rn/g, 'm').replace(/vv/g, 'w')

/**
 * An address almost like a known one: one letter off, another ending, letters that look alike. Also like our own
 * domain.
 */
export function lookalike({ draft, knowledge, setting }: Situation): Alarm[] {
  const contacts = knowledge.contacts.slice(0, COMPARED_CONTACTS_MAX).map(({ address }) => address.toLowerCase())
  const knownAddresses = new Set(contacts)
  const domains = new Map<string, number>()
  for (const address of contacts) domains.set(domainOf(address), (domains.get(domainOf(address)) ?? 0) + 1)
  for (const domain of knowledge.internalDomains) domains.set(domain.toLowerCase(), 1000)
  const sentBefore = new Map(knowledge.recipients.map(({ address, sentBefore: times }) => [address.toLowerCase(),
    times]))
  const alarms: Alarm[] = []
  for (const address of setting.outside.slice(0, COMPARED_RECIPIENTS_MAX)) {
    if (knownAddresses.has(address) || (sentBefore.get(address) ?? 0) > 0) continue
    const domain = domainOf(address)
    const near = domains.has(domain) ? nearLocal(address, contacts) : nearDomain(domain, domains)
    if (near !== undefined) {
      const suggestion = near.address ?? bestAt(localOf(address), near.domain ?? '', contacts)
      alarms.push({ id: 'lookalike-address', score: near.score, recipients: [address], rules: [near.rule], ...suggestion === undefined ? {} : { suggestion } })
    }
  }
  return draft.recipients.length === 0 ? [] : alarms
}

interface Near { readonly domain?: string, readonly address?: string, readonly score: number, readonly rule: string }

function nearDomain(domain: string, known: ReadonlyMap<string, number>): Near | undefined {
  const ascii = domainToAscii(domain) ?? domain
  if (FREEMAIL.has(ascii)) return undefined
  const [name, ending] = split(domain)
  let best: Near | undefined
  for (const other of known.keys()) {
    if (other === domain) return undefined
    const [otherName, otherEnding] = split(other)
    let found: Near | undefined
    if (skeleton(domain) === skeleton(other)) found = { domain: other, score: 0.95, rule: 'same-look' }
    else if (name === otherName && ending !== otherEnding && name.length >= 4 && !/^(?:mail|info|home|post|web)$/.test(name)) found = { domain: other, score: 0.8, rule: 'other-ending' }
    else if (Math.min(name.length, otherName.length) >= 5 && ending === otherEnding) {
      const distance = editDistance(name, otherName, 2)
      if (distance === 1 || (distance === 2 && Math.min(name.length, otherName.length) >= 10)) found = { domain: other, score: distance === 1 ? 0.9 : 0.75, rule: `edit-distance:${distance}` }
      else if (name.replace(/-/g, '') === otherName.replace(/-/g, '')) found = { domain: other, score: 0.85, rule: 'hyphen' }
    } else if (Math.min(name.length, otherName.length) >= 7 && editDistance(name, otherName, 1) === 1) found = { domain: other, score: 0.7, rule: 'edit-distance:1-other-ending' }
    else if (sub(domain, other)) found = { domain: other, score: 0.7, rule: 'known-name-inside' }
    if (found !== undefined && found.score > (best?.score ?? 0)) best = found
  }
  return best
}

/** Public mail services: near each other by nature. */
const FREEMAIL = new Set('gmail.com hotmail.com hotmail.nl outlook.com live.nl live.com yahoo.com icloud.com ziggo.nl kpnmail.nl planet.nl home.nl gmx.de gmx.net web.de orange.fr free.fr'.split(' '))

/** `voorbeeld.nl.example.com`: a known domain used as the begin of another. */
const sub = (domain: string, other: string): boolean => other.length >= 7 && domain.startsWith(`${other}.`)

/** At the same domain, one letter off in a name of six letters or more. */
function nearLocal(address: string, contacts: readonly string[]): Near | undefined {
  const local = localOf(address)
  if (local.length < 6) return undefined
  for (const other of contacts) {
    if (domainOf(other) !== domainOf(address)) continue
    const known = localOf(other)
    if (known.length >= 6 && known !== local && editDistance(local, known, 1) === 1 && !/\d/.test(local)) return { address: other, score: 0.7, rule: 'name-edit-distance:1' }
  }
  return undefined
}

function bestAt(local: string, domain: string, contacts: readonly string[]): string | undefined {
  return contacts.find((address) => address === `${local}@${domain}`) ?? contacts.find((address) => domainOf(address) === domain)
}

function split(domain: string): [string, string] {
  const labels = domain.split('.')
  const short = labels.length > 2 && /^(?:co|com|org|gov|ac)$/.test(labels.at(-2) ?? '') ? 2 : 1
  return [labels.slice(0, -short).join('.'), labels.slice(-short).join('.')]
}

/** Damerau-Levenshtein with neighbouring swaps, given up above `most`. */
export function editDistance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most || a.length > 100 || b.length > 100) return most + 1
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    let least = i
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      let value = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + cost)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) value = Math.min(value,
        (before[j - 2] ?? 0) + 1)
      next.push(value)
      least = Math.min(least, value)
    }
    if (least > most) return most + 1
    before = row
    row = next
  }
  return row[b.length] ?? most + 1
}

/**
 * The same name in another organisation, picked by the address field: known twice, and the text is meant for the other
 * (internal words, "your team", the other's greeting).
 */
export function namesake({ draft, knowledge, setting, newText }: Situation): Alarm[] {
  const isInternal = internalTest(knowledge)
  const alarms: Alarm[] = []
  const byName = new Map<string, string[]>()
  for (const { address } of knowledge.contacts.slice(0, COMPARED_CONTACTS_MAX)) {
    const key = nameKey(address)
    if (key !== undefined) byName.set(key, [...byName.get(key) ?? [], address.toLowerCase()])
  }
  for (const address of setting.outside.slice(0, COMPARED_RECIPIENTS_MAX)) {
    const key = nameKey(address)
    const others = key === undefined ? [] : (byName.get(key) ?? []).filter((other) => other !== address
      && domainOf(other) !== domainOf(address))
    const colleague = others.find(isInternal)
    const other = colleague ?? others[0]
    if (other === undefined || draft.recipients.some((recipient) => recipient.address.toLowerCase() === other)) continue
    const isForColleague = colleague !== undefined && INTERNAL_MATTER.test(`${draft.subject}\n${newText.slice(0, 4000)}\n${draft.attachments.map(({ name }) => name.replace(/[_-]/g, ' ')).join('\n')}`)
    const isNamed = namesDomain(other, `${draft.subject}\n${newText.slice(0, 4000)}`) && !namesDomain(address, newText)
    if (isForColleague || isNamed) alarms.push({ id: 'autocomplete-namesake', score: 0.8, recipients: [address], suggestion: other, rules: [isForColleague ? 'internal-matter' : 'other-organisation-named'] })
  }
  return alarms
}

/** What is mostly said among colleagues. */
const INTERNAL_MATTER = new RegExp('\\b(?:intern|interne|jouw team|je team|ons team|onze afdeling|jouw afdeling|functioner\\w*|beoordeling\\w*|rooster|salaris\\w*|personeel\\w*|verlof\\w*|ziekmelding\\w*|teamoverleg|werkoverleg|mt-?overleg|managementteam|collega.?s|notulen|begroting|reorganisatie'
  + '|concept jaar\\w*|marge\\w*|inkoopprij\\w*|offerteprij\\w*|onze (?:cijfers|strategie|marges|klanten)|kwartaalcijfers|vertrouwelijk|internal|your team|our team|appraisal\\w*|rota|payroll|salary|salaries|staff|annual leave|colleagues|board minutes|budget|our (?:figures|margins|strategy)|restructuring|confidential'
  + '|interne?s?|dein team|ihr team|unser team|beurteilung\\w*|dienstplan|gehalt\\w*|personal\\w*|urlaubs\\w*|kollegen|kalkulation\\w*|unsere zahlen|vertraulich|votre [ée]quipe|ton [ée]quipe|notre [ée]quipe|entretiens? annuels?|planning d.[ée]quipe|salaires?|cong[ée]s|coll[èe]gues|nos chiffres|nos marges|confidentiel)\\b', 'iu')

/** The name in an address: its local part without signs and digits, when it is a name. */
function nameKey(address: string): string | undefined {
  const words = foldedWords(localOf(address)).filter((word) => /^[a-z]+$/.test(word))
  const key = words.join(' ')
  return key.length < 3 || ROLE.test(key) ? undefined : words.length === 1 ? key : words.toSorted().join(' ')
}

const ROLE = new RegExp(String.raw`^(?:info|post|mail|kontakt|contact|office|admin|administratie|sales|hr|it|support|service|kantoor|secretariaat|balie|receptie|verkoop|inkoop|boekhouding|finance|press|pers|hello|hallo|no ?reply|team|directie|bestuur|accueil|buero|klantenservice)\b`)

function namesDomain(address: string, text: string): boolean {
  const name = foldWord(split(domainOf(address))[0].split('.').at(-1) ?? '')
  return name.length >= 5 && foldedWords(text).join('').includes(name.replace(/-/g, ''))
}
