import { cardIssuer, isLuhn } from '../checks.ts'
import { nearest } from '../reading.ts'
import { classFlags } from '../scan.ts'
import { matches, share, HITS_MAX, type Detector, type Hit } from './detector.ts'

const CANDIDATE = /(?<![\w.,-])\d(?:[ -]?\d){11,18}(?![\w]|[.,-]\d)/g
const cardWord = classFlags('card-word')
const orderWord = classFlags('order-word', 'client-number', 'phone-word')
const testWord = classFlags('test')

/** Payment cards: check digit, a network's first digits, and words around. */
export const card: Detector = {
  id: 'card',
  type: 'CARD',
  title: { nl: 'Betaalkaartnummer', en: 'Payment card number', de: 'Kartennummer', fr: 'Numéro de carte' },
  basis: 'AVG art. 32; PCI DSS 4.2.1',
  find(reading) {
    const hits: Hit[] = []
    for (const match of matches(reading.text, CANDIDATE)) {
      const digits = match[0].replace(/\D/g, '')
      const issuer = cardIssuer(digits)
      if (issuer === undefined || !isLuhn(digits)) continue
      const span = { start: match.index, end: match.index + match[0].length }
      const why = ['luhn', `issuer:${issuer}`]
      let score = issuer === 'maestro' ? -1.5 : /^\d{4}([ -])\d{4}\1\d{4}\1\d{4}$|^\d{4}[ -]\d{6}[ -]\d{5}$/.test(match[0]) ? 1.6 : 0.9
      const add = (value: number, rule: string): void => { score += value; why.push(rule) }
      if (nearest(reading, span, cardWord, { before: 80, after: 40 }) !== 0) add(3.5, 'context:card')
      if (/\b(?:0[1-9]|1[0-2])\s?\/\s?(?:20)?[2-4]\d\b/.test(reading.text.slice(span.end, span.end + 60))) add(2, 'expiry')
      if (nearest(reading, span, orderWord, { before: 40, after: 12 }) !== 0) add(-3, 'context:other-number')
      if (nearest(reading, span, testWord, { before: 120, after: 60 }) !== 0) add(-7, 'context:test')
      hits.push({ ...span, confidence: share(score), why })
      if (hits.length >= HITS_MAX) break
    }
    return hits
  },
  examples: {
    hit: ['Mijn creditcard is 4111 1111 1111 1111, geldig tot 08/27', 'Visa 4539578763621486', 'card number 378282246310005 cvc 1234'],
    miss: ['4111111111111112', 'ISBN 9789955623855', 'trackingnummer 4539578763621486', 'testkaart 4111 1111 1111 1111'],
  },
}
