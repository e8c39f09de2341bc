import { cardIssuer, isLuhn } from '../checks.ts'
import { numberDetector } from './detector.ts'

/** Payment cards: check digit, a network's first digits, and words around. */
export const card = numberDetector({
  id: 'card',
  type: 'CARD',
  title: { nl: 'Betaalkaartnummer', en: 'Payment card number', de: 'Kartennummer', fr: 'Numéro de carte' },
  basis: 'AVG art. 32; PCI DSS 4.2.1',
  check: 'twelve to nineteen digits, Luhn, first digits of a network',
  feeds: 'financial',
  labels: ['card'], neutral: ['iban', 'birth'],
  digits: 12, mending: { lengths: [16, 15], isValid: (digits) => isLuhn(digits) && cardIssuer(digits) !== undefined },
  pattern: /\d(?:[ .-]?\d){11,18}(?![\w]|[.,-]?\d)/y,
  judge(digits, written) {
    if (!isLuhn(digits)) return undefined
    const issuer = cardIssuer(digits)
    if (issuer === undefined) return /^[1-6]/.test(digits) && digits.length >= 13 && !/^(\d)\1+$/.test(digits) ? { prior: -4, why: ['luhn'] } : undefined
    const isGrouped = /^\d{4}([ .-])\d{4}\1\d{4}\1\d{4}$|^\d{4}[ .-]\d{6}[ .-]\d{4,5}$/.test(written)
    const isParted = /\D/.test(written)
    if (isParted && !isGrouped && !/^\d{4}([ .-])\d{4}\1\d{4}\1\d{1,4}(?:\1\d{1,3})?$/.test(written)) return { prior: -2.5, why: ['luhn', `issuer:${issuer}`] }
    return { prior: issuer === 'maestro' ? (digits.length === 16 ? 0.4 : -1.5) : isGrouped ? 2 : 1, why: ['luhn', `issuer:${issuer}`] }
  },
  examples: {
    hit: ['Mijn creditcard is 4111 1111 1111 1111, geldig tot 08/27', 'Visa 4539578763621486', 'card number 378282246310005 cvc 1234', '5555-5555-5555-4444', 'Kreditkarte 3714 496353 98431', '4111.1111.1111.1111', 'my credit card: 122000000000003'],
    miss: ['4111111111111112', 'ISBN 9789955623855', 'trackingnummer 4539578763621486', 'testkaart 4111 1111 1111 1111', 'EAN 5000112637922', 'IMEI 353879234252633', 'referentie 4539578763621486', 'Sendungsnummer 4539578763621486'],
  },
})
