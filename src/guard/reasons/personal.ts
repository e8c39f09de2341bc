import { reasonFedBy } from '../detectors/detectors.ts'
import { share } from '../detectors/detector.ts'
import { foldedWords } from '../fold.ts'
import { classFlags, is } from '../scan.ts'
import { count, type Sentence } from '../sentences.ts'
import type { WordClass } from '../lexicon.ts'
import type { Reason } from '../types.ts'
import type { Block, DetectedHit, Ground } from './reason.ts'

/** A person's money, law, belief, family: words of the kind with somebody they are about. AVG art. 5, 9, 10 */
interface Kind {
  readonly reason: Reason
  readonly also?: Reason
  readonly type: string
  readonly words: readonly WordClass[]
  readonly weights: readonly number[]
  readonly detector: string
}

const KINDS: readonly Kind[] = [
  { reason: 'financial', type: 'FINANCIAL', words: ['debt', 'income'], weights: [1.5, 1.25], detector: 'financial-person' },
  { reason: 'criminal', also: 'personal-data', type: 'CRIMINAL', words: ['criminal'], weights: [1.9], detector: 'criminal-person' },
  { reason: 'special-category', also: 'personal-data', type: 'SPECIAL', words: ['special'], weights: [1.9], detector: 'special-person' },
  { reason: 'children', also: 'personal-data', type: 'CHILD', words: ['child-protection'], weights: [2], detector: 'child-protection' },
  { reason: 'personal-data', type: 'LEGAL', words: ['family-matter'], weights: [1.4], detector: 'family-matter' },
]

export function situations(block: Block): Ground[] {
  const grounds: Ground[] = []
  for (const kind of KINDS) {
    const flags = classFlags(...kind.words)
    let best = 0
    const rules = new Set<string>()
    const findings: Ground['findings'][number][] = []
    for (const sentence of block.sentences) {
      const score = share(judge(block, sentence, kind))
      if (score >= 0.4) {
        findings.push(...marks(block, sentence, flags, kind, score))
        rules.add(`words:${kind.words[0] ?? ''}`)
      }
      best = Math.max(best, score)
    }
    if (best < 0.2) continue
    grounds.push({ reason: kind.reason, score: best, rules: [...rules], findings })
    if (kind.also !== undefined) grounds.push({ reason: kind.also, score: best, rules: [...rules], findings })
  }
  return grounds
}

function judge(block: Block, sentence: Sentence, kind: Kind): number {
  const { setting, tone, sentences } = block
  let facts = kind.words.reduce(
    (total, name, index) => total + Math.min(2, count(sentence, name)) * (kind.weights[index] ?? 1), 0,
  )
  if (kind.reason === 'financial' && sentence.amounts > 0 && PERIOD.test(block.reading.text.slice(sentence.start, sentence.end))) facts += 0.8
  if (facts === 0) return -9
  if (kind.reason === 'financial') {
    if (sentence.amounts > 0) facts += 1
    if (count(sentence, 'invoice') > 0) facts -= 0.9
  }
  const before = Math.max(0, ...[1, 2].map((back) => (sentences[sentence.index - back]?.person ?? 0) * (1
    - back * 0.15)))
  let who = Math.max(sentence.person, before >= 0.5 ? before : 0, tone.person - 0.35)
  if (count(sentence, 'pronoun3') > 0 && who < 0.5) who = Math.max(who + 0.15, 0.35)
  const text = block.reading.text.slice(sentence.start, sentence.end)
  if (sentence.toReader && !setting.isToMany && (sentence.amounts > 0 || setting.isToPerson) && who < 0.6) who = 0.6
  if (/\b(?:mijn|my|mein|meine|mon|ma|mes)\b/i.test(text)) who = Math.max(who, 0.5)
  if (who < 0.34) return -9
  let logOdds = -3.5 + Math.min(4, facts) * 0.95 + who * 3
  logOdds -= Math.min(2, count(sentence, 'statistics')) * 0.8 + Math.min(2, count(sentence, 'general')) * 0.5 + Math.min(2, count(sentence, 'public')) * 0.5
  logOdds -= Math.min(3, tone.fiction) * 1.1 + Math.min(3, tone.vacancy) * 1 + Math.min(2, tone.test) * 0.6
    + Math.min(3, tone.public) * 0.25 + Math.min(3, tone.general) * 0.2
  if (setting.isToMany) logOdds -= who > 0.8 ? 0.8 : 2
  if (setting.isToPress) logOdds -= 1
  if (kind.reason === 'financial' && (setting.isMoney || setting.isStaffOffice)) logOdds += 0.4
  return logOdds
}

function marks({ reading: { scan } }: Block, { first, last }: Sentence, flags: { low: number, high: number }, kind: Kind, confidence: number): Ground['findings'][number][] {
  const found: Ground['findings'][number][] = []
  for (let at = first; at <= last && found.length < 6; at += 1) {
    if (!is(scan, at, flags)) continue
    const start = scan.start[at] ?? 0
    let end = scan.end[scan.last[at] ?? at] ?? 0
    if (kind.type === 'FINANCIAL') end += AMOUNT.exec(scan.text.slice(end, Math.min(scan.end[last] ?? end, end + 40)))?.[0].length ?? 0
    found.push({ start, end, confidence, detector: kind.detector, type: kind.type, why: [`words:${kind.words[0] ?? ''}`, 'person'] })
  }
  return found
}

/** A sum per month or year is pay, benefit or rent. */
const PERIOD = new RegExp(String.raw`\d[\d.,]*k?\s?(?:euro|eur|€|pounds?)?\s?(?:bruto |netto |gross |net |brutto )?(?:per|pro|par|a|im|p/) ?(?:maand|jaar|month|year|annum|monat|jahr|mois|an)\b`, 'i')

/** What belongs to the sum behind a word: "salaris van 3.400 euro bruto per maand". */
const AMOUNT = /^[^\d\n;]{0,20}\d[\d.,]*\d?k?(?: ?(?:euro|eur|€|pounds?|bruto|netto|per (?:maand|jaar|month|year)))*/

/** Types that say more about a person than contact does. */
const IDENTIFYING = new Set(['DOB', 'ADDRESS', 'PLATE', 'CLIENT_NUMBER', 'PASSPORT'])

/** Sets of personal data: a birth date with a name, a home address, a list of people. */
export function personalData(block: Block): Ground[] {
  const { hits, persons, reading, tone } = block
  const usable = hits.filter(({ start, confidence, type }) => confidence >= 0.5 && IDENTIFYING.has(type)
    && isEvidence(reading.kindAt(start)))
  const findings: Ground['findings'][number][] = []
  let best = 0
  const rules = new Set<string>()
  for (const hit of usable) {
    const isWeak = hit.type === 'PLATE' || hit.type === 'ADDRESS'
    const near = persons.filter(({ start, kind }) => Math.abs(start - hit.start) < (isWeak ? 120 : 200) && (!isWeak || kind !== 'addressee'))
    const who = near.reduce((most, { weight }) => Math.max(most, weight), isWeak ? 0 : tone.person - 0.2)
    let logOdds = { DOB: 0.6, PASSPORT: 1, CLIENT_NUMBER: -0.9, ADDRESS: -2.3, PLATE: -1.6 }[hit.type] ?? -2
    logOdds += (hit.confidence - 0.5) * 2 + who * 1.9
    if (hit.type === 'ADDRESS' && DELIVERY.test(reading.text.slice(Math.max(0, hit.start - 120), hit.end + 60))) logOdds -= 1.5
    if (hit.type === 'ADDRESS' && PRIVATE_ADDRESS.test(reading.text.slice(Math.max(0, hit.start - 60), hit.start))) logOdds += 1.4
    logOdds -= Math.min(3, tone.fiction) * 0.8 + Math.min(2, tone.test) * 1.6 + (hit.type === 'ADDRESS' ? Math.min(3, tone.public) * 0.5 : 0)
    const score = share(logOdds)
    if (score >= 0.4) { findings.push(hit); rules.add(`value:${hit.detector}`) }
    best = Math.max(best, score)
  }
  const list = listScore(block)
  if (list > best) rules.add('list-of-persons')
  best = Math.max(best, list)
  if (list >= 0.5) findings.push(...hits.filter(({ type }) => ['PHONE', 'EMAIL', 'ADDRESS', 'DOB', 'IBAN'].includes(type)).slice(0, 40))
  return best < 0.2 ? [] : [{ reason: 'personal-data', score: best, rules: [...rules], findings: dedupe(findings) }]
}

const DELIVERY = new RegExp(String.raw`lever|bezorg|afhaal|ophaal|afspraak|monteur|bezicht|deliver|collect|appointment|visit|lieferung|liefer|montage|livraison|rendez-vous|kantoor|locatie|locatie:|vergader|zaal|training|bijeenkomst|venue|event|office|store|winkel`, 'i')
const PRIVATE_ADDRESS = new RegExp(String.raw`woon|huisadres|privé|verhuisd|home address|lives|residing|wohnhaft|wohnt|privat|demeurant|habite|domicil`, 'i')

const isEvidence = (kind: string): boolean => kind === 'new' || kind === 'quoted'

/** Rows with a name and something private: three or more in a text, or two in a table with such a header. */
function listScore({ reading, hits, persons, setting }: Block): number {
  const table = reading.tables.find(({ header }) => header.some((cell) => PRIVATE_COLUMN.test(cell))
    && header.some((cell) => NAME_COLUMN.test(cell)))
  if (table !== undefined) return 0.9
  if (setting.isToPress) return 0
  const rows = new Set<number>()
  for (const { type, start, confidence } of hits) {
    if (confidence < 0.5 || !['PHONE', 'DOB', 'ADDRESS', 'EMAIL'].includes(type) || !isEvidence(reading.kindAt(start))) continue
    const line = reading.text.lastIndexOf('\n', start)
    if (persons.some((person) => person.start > line && person.end <= start + 200 && person.weight >= 0.45
      && Math.abs(person.start - start) < 120)) rows.add(line)
    if (rows.size >= 4) break
  }
  return rows.size >= 4 ? 0.72 : rows.size >= 3 ? 0.6 : 0
}

const PRIVATE_COLUMN = new RegExp(String.raw`^(?:tel|telefoon|mobiel|phone|mobile|telefon|handy|geb|geboorte|birth|dob|naiss|adres|address|anschrift|adresse|straat|woonplaats|postcode|leeftijd|age|alter|iban|rekening|salaris|salary|gehalt|loon|bsn|allerg|dieet|diagnose|medic|e-?mail|mail|privé)`)
const NAME_COLUMN = new RegExp(String.raw`^(?:naam|voornaam|achternaam|name|first name|surname|last name|nom|prénom|vorname|nachname|lid|deelnemer|leerling|kind|patiënt|cliënt|client|patient|member|pupil|child|medewerker|employee|eleve|élève)`)

function dedupe(list: readonly Ground['findings'][number][]): Ground['findings'][number][] {
  return [...new Map(list.map((one) => [`${one.start}-${one.end}`, one])).values()]
}

/** BSN, foreign numbers, documents. */
export function nationalId({ hits, reading }: Block): Ground[] {
  const found = hits.filter(({ detector, confidence }) => reasonFedBy(detector) === 'national-id' && confidence >= 0.35)
    .filter(({ start }) => reading.kindAt(start) !== 'disclaimer')
  return ground('national-id', found)
}

/** Accounts and cards of people; an organisation's own account is none. */
export function accounts({ hits, persons, reading, tone, setting }: Block): Ground[] {
  const scored = hits.filter(({ detector, start }) => (detector === 'iban' || detector === 'card') && isEvidence(reading.kindAt(start))).flatMap((hit) => {
    if (hit.detector === 'card') return [hit]
    if (hit.why.includes('holder:own') || hit.why.includes('context:test')) return []
    const holder = hit.why.includes('holder:business') || isHouseNamed(reading.text, hit, setting) ? 'business'
      : hit.why.includes('holder:person') && isPersonSure(persons, hit, reading) ? 'person' : 'unknown'
    const base = holder === 'person' ? 0.9 : holder === 'business' ? 0.05 : 0.25 + (setting.isToPerson ? 0.1 : 0) + (hit.why.includes('holder:person') ? 0.15 : 0)
    return [{ ...hit, why: [...hit.why.filter((why) => !why.startsWith('holder:')), ...holder === 'unknown' ? [] : [`holder:${holder}`]], confidence: base * (tone.public >= 3 ? 0.8 : 1) }]
  })
  return ground('financial', scored)
}

/** How far from an account number its holder is looked for. */
const HOLDER_ROOM = 90

/** "Stichting Linde, NL..." from an address at stichting-linde: the name of the house stands beside its own account. */
function isHouseNamed(text: string, { start, end }: DetectedHit, { draft }: Block['setting']): boolean {
  const host = draft.from.slice(draft.from.lastIndexOf('@') + 1)
  const domain = host.slice(0, Math.max(0, host.lastIndexOf('.')))
  const around = `${text.slice(Math.max(0, start - HOLDER_ROOM), start)} ${text.slice(end, end + HOLDER_ROOM)}`
  return foldedWords(around).some((word) => word.length >= 5 && foldedWords(domain).some((part) => part === word
    || (part.length >= 7 && word.length >= 6 && part.includes(word))))
}

/** A column of a table, "my account", or somebody who is surely a person; two unknown capitals are a firm as often. */
function isPersonSure(persons: Block['persons'], { start, end }: DetectedHit, { text, tables }: Block['reading']): boolean {
  if (tables.some((table) => start >= table.start && start < table.end)) return true
  if (OWN_ACCOUNT.test(text.slice(Math.max(0, start - 120), end + 60))) return true
  return persons.some((person) => person.weight >= 0.75 && person.kind !== 'addressee' && person.kind !== 'role'
    && person.start < end + HOLDER_ROOM && person.end > start - HOLDER_ROOM)
}

const OWN_ACCOUNT = new RegExp(String.raw`\b(?:mijn|haar|zijn|hun|uw|je|jouw|my|her|his|their|your|mein|meine|sein|ihr|ihre|mon|son|votre)\b|salaris|loon|uitkering|salary|wage|pension|gehalt|lohn|rente|salaire|retraite`, 'i')

function ground(reason: Reason, hits: readonly DetectedHit[]): Ground[] {
  if (hits.length === 0) return []
  const score = Math.max(...hits.map(({ confidence }) => confidence))
  return [{ reason, score, rules: [...new Set(hits.flatMap(({ why }) => why))].slice(0, 12), findings: hits }]
}
