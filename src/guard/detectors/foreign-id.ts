import { isKvnr, isNhs, isNino, isNir, isRentenversicherung, isRijksregister, isSteuerId } from '../checks.ts'
import { columnHeader, nearest } from '../reading.ts'
import { classFlags } from '../scan.ts'
import { matches, personNear, share, HITS_MAX, type Detector, type Hit } from './detector.ts'

const idWord = classFlags('client-number', 'id-document')
const orderWord = classFlags('order-word', 'phone-word', 'tax-word')
const testWord = classFlags('test')

interface Kind { readonly type: string, readonly pattern: RegExp, readonly isValid: (compact: string) => boolean,
  readonly prior: number, readonly rule: string }

/** Prior by the strength of the check: a letter pattern and a mod 97 need no word, one digit of check does. */
const KINDS: readonly Kind[] = [
  { type: 'RIJKSREGISTER', pattern: /(?<![\w.,-])\d\d[. ]?\d\d[. ]?\d\d[- ]?\d{3}[. ]?\d\d(?![\w]|[.,-]\d)/g, isValid: isRijksregister, prior: 0.2, rule: 'mod-97' },
  { type: 'NIR', pattern: /(?<![\w.,-])[1-478] ?\d\d ?\d\d ?(?:\d\d|2[AB]) ?\d{3} ?\d{3} ?\d\d(?![\w]|[.,-]\d)/g, isValid: isNir, prior: 1.6, rule: 'mod-97' },
  { type: 'STEUER_ID', pattern: /(?<![\w.,-])[1-9]\d(?: ?\d){9}(?![\w]|[.,-]\d)/g, isValid: isSteuerId, prior: -1, rule: 'mod-11-10' },
  { type: 'KVNR', pattern: /(?<![\w.,-])[A-Z]\d{3} ?\d{3} ?\d{3}(?![\w-])/g, isValid: isKvnr, prior: 0.6, rule: 'check-digit' },
  { type: 'RVNR', pattern: /(?<![\w.,-])\d\d ?\d{6} ?[A-Z] ?\d{3}(?![\w-])/g, isValid: isRentenversicherung, prior: 1.4, rule: 'check-digit' },
  { type: 'NHS', pattern: /(?<![\w.,-])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\w]|[.,-]\d)/g, isValid: isNhs, prior: -1.6, rule: 'mod-11' },
  { type: 'NINO', pattern: /(?<![\w-])[A-Za-z]{2} ?\d\d ?\d\d ?\d\d ?[A-Da-d](?![\w-])/g, isValid: isNino, prior: 1.2, rule: 'letters' },
]

/** National numbers of the neighbours: Belgium, France, Germany, United Kingdom. */
export const foreignId: Detector = {
  id: 'foreign-id',
  type: 'NATIONAL_ID',
  title: { nl: 'Persoonsnummer van een ander land', en: 'National number of another country', de: 'Personennummer eines anderen Landes', fr: 'Numéro national d’un autre pays' },
  basis: 'AVG art. 87',
  find(reading, { persons }) {
    const hits: Hit[] = []
    if (!/\d/.test(reading.text)) return hits
    for (const { type, pattern, isValid, prior, rule } of KINDS) {
      for (const match of matches(reading.text, pattern)) {
        const compact = match[0].replace(/[ .-]/g, '').toUpperCase()
        const isChecked = isValid(compact)
        const span = { start: match.index, end: match.index + match[0].length }
        const word = nearest(reading, span, idWord, { before: 60, after: 20 })
        // A number right behind its own word counts also when somebody made a slip in it.
        if (!isChecked && (word >= 0 || word < -3 || type === 'RIJKSREGISTER' || type === 'NHS')) continue
        const why = [isChecked ? rule : 'shape']
        let score = isChecked ? prior : -2.4
        const add = (value: number, name: string): void => { score += value; why.push(name) }
        const header = columnHeader(reading, span.start)
        if (word !== 0) add(4, 'context:number-word')
        else if (header !== undefined && /rijksregister|insz|niss|nir|secu|steuer|idnr|kvnr|versich|nhs|nino|national/.test(header)) add(5, 'column')
        else if (nearest(reading, span, orderWord, { before: 45, after: 10 }) !== 0) add(-3.5, 'context:other-number')
        if (nearest(reading, span, testWord, { before: 60, after: 40 }) !== 0) add(-4, 'context:test')
        const person = personNear(persons, span, 60)
        if (person !== undefined && person.kind !== 'addressee') add(1.4, 'person-near')
        if (hits.some((hit) => hit.start < span.end && span.start < hit.end)) continue
        hits.push({ ...span, type, confidence: share(score), why })
        if (hits.length >= HITS_MAX) return hits
      }
    }
    return hits
  },
  examples: {
    hit: ['rijksregisternummer 93.05.18-223.61', 'IdNr. 51 740 439 841', 'Versichertennr. L977687642', 'NHS number 943 476 5919', 'National Insurance number AB 12 34 56 C', 'n° de sécurité sociale 2 55 08 14 168 025 38'],
    miss: ['93.05.18-223.62', 'Bestellnummer 51740439841', 'tel 9434765919', 'AB123456'],
  },
}
