import { columnHeader, nearest } from '../reading.ts'
import { classFlags } from '../scan.ts'
import { matches, HITS_MAX, type Detector, type Hit } from './detector.ts'

const CANDIDATE = new RegExp(String.raw`(?<![\w.,-])(?:(?:\+|00)[1-9]\d{0,2}[ .-]?(?:\(0\)[ .-]?)?\d(?:[ ./-]{0,3}\d){6,11}|\(?0\d{1,4}\)?(?:[ ./-]{0,3}\d){5,9})(?![\w]|[.,-]\d)`, 'g')
const orderWord = classFlags('order-word', 'bsn-word', 'client-number')
const phoneWord = classFlags('phone-word')

/** Telephone numbers, national and international. Weak by itself: work numbers stand in every signature. */
export const phone: Detector = {
  id: 'phone',
  type: 'PHONE',
  title: { nl: 'Telefoonnummer', en: 'Telephone number', de: 'Telefonnummer', fr: 'Numéro de téléphone' },
  basis: 'AVG art. 4 lid 1',
  find(reading, { setting }) {
    const hits: Hit[] = []
    const own = new Set(setting.knowledge.own.phones.map((number) => number.replace(/\D/g, '').slice(-9)))
    for (const match of matches(reading.text, CANDIDATE)) {
      const digits = match[0].replace(/\(0\)/, '').replace(/\D/g, '')
      const isDutch = /^0(?:6\d{8}|[1-9]\d{8})$/.test(digits) || /^(?:31|0031)[1-9]\d{8}$/.test(digits)
      const isForeign = /^\+|^00/.test(match[0]) && digits.length >= 9 && digits.length <= 15
      const span = { start: match.index, end: match.index + match[0].length }
      const word = nearest(reading, span, phoneWord, { before: 30, after: 10 }) !== 0 || /^(?:tel|phone|mobi|gsm|handy)/.test(columnHeader(reading, span.start) ?? '')
      if (own.has(digits.slice(-9)) || (!isDutch && !isForeign && !word && !/^0\d{2,4}[ /-]/.test(match[0]))) continue
      if (!word && nearest(reading, span, orderWord, { before: 25, after: 5 }) !== 0) continue
      hits.push({ ...span, confidence: word ? 0.95 : isDutch ? 0.85 : 0.7, why: [word ? 'context:phone' : isDutch ? 'shape:nl' : 'shape:international'] })
      if (hits.length >= HITS_MAX) break
    }
    return hits
  },
  examples: {
    hit: ['06-12345678', 'bel 020 - 123 45 67', '+31 6 1234 5678', '0031612345678', 'Tel. 089 / 7971705', '+44 20 7946 0671', '01 99 97 30 67'],
    miss: ['ordernummer 0612345678', '12345', '2025-01-01', '0,12345678'],
  },
}
