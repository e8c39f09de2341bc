import { isElevenTest } from '../checks.ts'
import { columnHeader, nearest } from '../reading.ts'
import { classFlags } from '../scan.ts'
import { matches, personNear, share, HITS_MAX, type Detector, type Hit } from './detector.ts'

const bsnWord = classFlags('bsn-word')
const orderWord = classFlags('order-word', 'tax-word')
const phoneWord = classFlags('phone-word')
const testWord = classFlags('test')
const personalWord = classFlags('birth-word', 'income', 'client', 'client-number', 'id-document', 'kin', 'personal')

/** Eight or nine digits with single blanks, dots or hyphens; no letter, digit or decimal beside them. */
const CANDIDATE = /(?<![\w.,/€$£+-])\d(?:[ .-]?\d){7,8}(?![\w/]|[.,-]?\d)/g

/** Dutch citizen service number. One of eleven numbers passes its test, so the words around decide. */
export const bsn: Detector = {
  id: 'bsn',
  type: 'BSN',
  title: { nl: 'Burgerservicenummer', en: 'Dutch citizen service number', de: 'Niederländische Bürgernummer', fr: 'Numéro de citoyen néerlandais' },
  basis: 'UAVG art. 46',
  find(reading, { persons }) {
    const hits: Hit[] = []
    for (const match of matches(reading.text, CANDIDATE)) {
      const digits = match[0].replace(/\D/g, '')
      if (!isElevenTest(digits) || isDate(match[0])) continue
      const span = { start: match.index, end: match.index + match[0].length }
      const why = ['eleven-test']
      let score = digits.length === 9 ? -1 : -2.4
      const add = (value: number, rule: string): void => { score += value; why.push(rule) }
      if (/^\d{4}\.\d\d\.\d{3}$/.test(match[0])) add(1.6, 'shape:4.2.3')
      else if (/\D/.test(match[0]) && !USUAL_SHAPE.test(match[0])) add(-3, 'shape:unusual')
      if (/\d$/.test(reading.text.slice(Math.max(0, span.start - 2), span.start).trimEnd()) && /\D/.test(match[0])) add(-3, 'part-of-longer')
      const header = columnHeader(reading, span.start)
      if (header !== undefined && /\bbsn\b|burgerservice|sofi/.test(header)) add(6, 'column:bsn')
      else if (header !== undefined && /order|factuur|klant|artikel|ean|isbn|tel|kvk|btw|nummer$|nr\.?$|invoice|rechnung|kunden/.test(header)) add(-3, 'column:other')
      const word = nearest(reading, span, bsnWord, { before: 70, after: 25 })
      const other = nearest(reading, span, orderWord, { before: 45, after: 12 }) || nearest(reading, span, phoneWord,
        { before: 20, after: 0 })
      if (word !== 0) add(other !== 0 && Math.abs(other) < Math.abs(word) && word < 0 ? 1.5 : 5.5, word < 0 ? 'context:bsn-before' : 'context:bsn-after')
      else if (other !== 0) add(-3.5, 'context:other-number')
      if (nearest(reading, span, testWord, { before: 60, after: 40 }) !== 0) add(digits.startsWith('9999') ? -8 : -6.5, 'context:test')
      if (digits.startsWith('9999')) add(word === 0 ? -1.5 : -0.5, 'test-range')
      const person = personNear(persons, span, 60)
      if (person !== undefined && person.kind !== 'addressee') add(/^[\s,(:;/|-]*$/.test(reading.text.slice(person.end, span.start)) && person.end <= span.start ? 2.6 : 1.5, 'person-near')
      if (nearest(reading, span, personalWord, { before: 80, after: 80 }) !== 0) add(0.9, 'context:personal')
      hits.push({ ...span, confidence: share(score), why })
      if (hits.length >= HITS_MAX) break
    }
    return hits
  },
  examples: {
    hit: ['BSN: 111222333', 'burgerservicenummer 1112.22.333', 'Mevrouw A. Prins (111222333) belt terug', '123456782 is het BSN', 'naam;bsn\nJansen;111222333\nPrins;123456782',
      'BSN 1\u200b11\u00ad222\u200b333', 'bsn １１１２２２３３３'],
    miss: ['factuur 111222334', '000000000', 'ordernummer 111222333', '111222333', 'BSN 123456789', 'tel. 111222333', 'RSIN 111222333', 'test-BSN 999990019'],
  },
}

/** The ways in which people part nine or eight digits, with the same sign throughout. */
const USUAL_SHAPE = new RegExp(String.raw`^(?:\d{3}([ .-])\d{3}\1\d{2,3}|\d{4}([ .-])\d\d\2\d{2,3}|\d\d([ .-])\d{3}\3\d{3}|\d{2,3}([ .-])\d\d\4\d\d\4\d\d)$`)

/** `01-02-2003` and the like are dates, not numbers. */
const isDate = (text: string): boolean =>
  /^(?:\d{1,2}[-. ]\d{1,2}[-. ](?:19|20)\d\d|(?:19|20)\d\d[-. ]?\d\d[-. ]?\d\d)$/.test(text)
