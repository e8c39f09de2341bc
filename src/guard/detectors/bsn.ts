import { isElevenTest } from '../checks.ts'
import { holdsLabel } from '../labels.ts'
import { columnHeader, nearest, type Reading } from '../reading.ts'
import { classFlags } from '../scan.ts'
import { mendedHits } from '../mended.ts'
import { candidates, digitsOf, share, weigh, CONFIDENCE_MIN, HITS_MAX, type Candidate, type Detector } from './detector.ts'

/** An education number may be the BSN itself. */
const LABELS = ['bsn', 'education'] as const
const WEIGHING = { labels: LABELS, person: 2.6, alone: 1.5 }
const personalWord = classFlags('birth-word', 'income', 'client', 'client-number', 'id-document', 'kin', 'personal')

/** Eight or nine digits with one sign between; no letter, digit or decimal behind them. */
const PATTERN = /\d(?:(?: ?[./-] ?| )?\d){7,8}(?![\w]|[.,/-]?\d|,-| ?(?:euro|eur|€|km|kg|m2|m²|stuks)\b)/y

/** Dutch citizen service number. One of eleven numbers passes its test, so the words around decide. */
export const bsn: Detector = {
  id: 'bsn',
  type: 'BSN',
  title: { nl: 'Burgerservicenummer', en: 'Dutch citizen service number', de: 'Niederländische Bürgernummer', fr: 'Numéro de citoyen néerlandais' },
  basis: 'AVG art. 87; UAVG art. 46; Wabb art. 10 en 11',
  check: 'eight or nine digits, eleven test',
  feeds: 'national-id',
  find(reading, { persons, setting }) {
    const isNamed = holdsLabel(reading, LABELS)
    const found: { span: Candidate, score: number, why: string[] }[] = []
    let nines = 0
    let passing = 0
    for (const span of candidates(reading, PATTERN, { digits: 8 })) {
      const digits = digitsOf(span.written)
      if (isDate(span.written)) continue
      const isPassing = isElevenTest(digits)
      if (digits.length === 9) { nines += 1; passing += isPassing ? 1 : 0 }
      if (!isPassing || (found.length >= CANDIDATES_MAX && !isNamed)) continue
      const isPart = isPartOfLonger(reading.text, span, span.written)
      const shape = shapeOf(span.written)
      const prior = (digits.length === 9 ? -1.2 : -2.8) + shape - (isPart ? 3 : 0)
      if (prior < -5 && !isNamed) continue
      const judged = { prior, why: ['eleven-test', ...shape === 0 ? [] : ['shape']], isNeverAlone: shape < 1 && span.written !== digits }
      const { score, why } = weigh(reading, span, judged, WEIGHING, persons)
      const more = around(reading, span, { digits, why, isNamed, subject: setting.draft.subject })
      found.push({ span, why, score: score + more })
    }
    // One of eleven numbers passes by chance; three of three do not.
    const isColumn = passing >= COLUMN_MIN && passing >= nines * 0.9
    const hits = found.map(({ span: { start, end }, score, why }) => ({
      start, end, confidence: share(score + (isColumn ? 3 : 0)), why: isColumn ? [...why, 'many-passing'] : why,
    })).filter(({ confidence }) => confidence >= CONFIDENCE_MIN).slice(0, HITS_MAX)
    return isNamed ? [...hits, ...mendedHits(reading, ['bsn'], { lengths: [9, 8], isValid: isElevenTest })] : hits
  },
  examples: {
    hit: ['BSN: 111222333', 'burgerservicenummer 1112.22.333', 'Mevrouw A. Prins (111222333) belt terug', '123456782 is het BSN', 'naam;bsn\nJansen;111222333\nPrins;123456782',
      'BSN 1\u200b11\u00ad222\u200b333', 'bsn １１１２２２３３３', 'BSN-111222333', 'bsn 111/222/333', 'bsn 111 - 222 - 333', 'BSN 12345672', 'sofinr.: 1112 22 333', 'de BSN’s 123456782, 111222333 en 010464554',
      'Naam         BSN         Woonplaats\nJ. Prins     111222333   Ede\nA. Bos       123456782   Urk', 'Naam\tPrins\nBSN\t111222333', '| naam | bsn |\n|---|---|\n| Prins | 111222333 |', 'Het BSN van mijn moeder is:\n111222333',
      'Dutch social security number 111222333', 'factuur 20251188, BSN 111222333', 'ordernummer 448210 hoort bij BSN 111222333', '111222333 (bsn)', 'Jansen 111222333\nPrins 123456782\nBos 010464554', 'Wat is uw BSN?\n\nDat is 111222333, met groet', '> BSN: 111\n> 222 333', 'BSN 111222\n333', 'BSN 111 222=\n333', 'BSN O1O464554', 'BSN 1l1222333', 'BSN 111_222_333'],
    miss: ['factuur 111222334', 'BSN volgt\n111\n222 333', 'BSN Ol1 en lO', 'BSN 111222\n334', 'ordernummer 1l1222333', '000000000', 'ordernummer 111222333', 'zie 111222333', 'BSN 123456789', 'tel. 111222333', 'RSIN 111222333', 'test-BSN 999990019', 'BSN onbekend, ordernummer 111222333', 'Kenmerk: 111222333', 'order-111222333',
      'artikel;aantal\n111222333;4\n123456782;5', '€ 111222333', '111222333 euro', 'Rechnungsnummer 111222333', 'n° de commande 111222333', 'invoice no. 111222333', 'uw BSN hebben wij niet nodig. Uw klantnummer is 111222333.', 'meternummer 111 222 333', 'btw NL111222333B01', 'zaal 4, vergadering-ID 111 222 333'],
  },
}

/** Numbers that pass the test in one block before their number speaks for them. */
const COLUMN_MIN = 3
/** Most numbers that are weighed in a block that does not name a BSN anywhere. */
const CANDIDATES_MAX = 500
const NAMED_IN_SUBJECT = /\b(?:bsn|burgerservice\w*|sofi)\b/i

interface About { readonly digits: string, readonly why: string[], readonly isNamed: boolean, readonly subject: string }

/** What else speaks for or against a number: its first digits, words about a person, BSN elsewhere in the mail. */
function around(reading: Reading, span: Candidate, about: About): number {
  const { digits, why, isNamed, subject } = about
  let score = 0
  const add = (value: number, rule: string): void => { score += value; why.push(rule) }
  if (digits.length === 9 && digits.startsWith('00')) add(-1.5, 'begins-with-zeros')
  if (digits.startsWith('9999')) add(why.includes('context:test') ? -1.5 : -0.7, 'test-range')
  if (nearest(reading, span, personalWord, { before: 80, after: 80 }) !== 0) add(0.9, 'context:personal')
  if (/^(?:nummer|nr\.?|number|id)$/.test(columnHeader(reading, span.start) ?? '')) add(-2, 'column:other')
  if (why.some((rule) => rule.startsWith('context:') && rule !== 'context:personal')) return score
  if (isNamed && digits.length === 9) add(1.5, 'bsn-in-text')
  else if (NAMED_IN_SUBJECT.test(subject) && reading.part !== 'subject') add(2.6, 'bsn-in-subject')
  return score
}

/** How people write the number: `1112.22.333` and `111 222 333` speak for it, other signs against. */
function shapeOf(written: string): number {
  if (/^\d{4}\.\d\d\.\d{3}$/.test(written)) return 1.6
  if (!/\D/.test(written)) return 0
  return USUAL_SHAPE.test(written.replace(/ ?([./-]) ?/g, '$1')) ? 0.2 : -3
}

/** The ways in which people part nine or eight digits, with the same sign throughout. */
const USUAL_SHAPE = new RegExp(String.raw`^(?:\d{3}([ ./-])\d{3}\1\d{2,3}|\d{4}([ ./-])\d\d\2\d{2,3}|\d\d([ ./-])\d{3}\3\d{3}|\d{2,3}([ ./-])\d\d\4\d\d\4\d\d|\d(?:([ .-])\d)(?:\5\d){6,7})$`)

/** More groups of digits before or behind a number that is itself written in groups. */
function isPartOfLonger(text: string, { start, end }: { readonly start: number, readonly end: number },
  written: string): boolean {
  if (!/\D/.test(written)) return false
  return /\d ?$/.test(text.slice(Math.max(0, start - 2), start))
    || /^ \d{2,4}(?![\d./-])/.test(text.slice(end, end + 6))
}

/** `01-02-2003` and the like are dates, not numbers. */
const isDate = (text: string): boolean => DATE.test(text)

const DATE = new RegExp(String.raw`^(?:\d{1,2}[-. /]\d{1,2}[-. /](?:19|20)\d\d|(?:19|20)\d\d[-. /]?(?:0[1-9]|1[0-2])[-. /]?(?:0[1-9]|[12]\d|3[01]))$`)
