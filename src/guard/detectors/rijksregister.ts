import { isRijksregister } from '../checks.ts'
import { numberDetector, slip } from './detector.ts'

/** Belgian national register number, also of people who are not registered there (bis). */
export const rijksregister = numberDetector({
  id: 'rijksregister',
  type: 'RIJKSREGISTER',
  title: { nl: 'Belgisch rijksregisternummer', en: 'Belgian national register number', de: 'Belgische Nationalregisternummer', fr: 'Numéro de registre national belge' },
  basis: 'AVG art. 87; Belgische wet van 8 augustus 1983 art. 8',
  check: 'eleven digits with a birth date, mod 97',
  feeds: 'national-id',
  labels: ['rijksregister', 'ssn'], neutral: ['client', 'id-card'], person: 1.4, alone: 1.5,
  digits: 11, mending: { lengths: [11], isValid: isRijksregister },
  pattern: /\d\d[. -]?\d\d[. -]?\d\d[- .]?\d{3}[. -]?\d\d(?![\w]|[.,-]?\d)/y,
  judge(digits, written) {
    if (!isRijksregister(digits)) return slip
    return { prior: /^\d\d\.\d\d\.\d\d-\d{3}[.-]\d\d$/.test(written) ? 3 : /\D/.test(written) ? 0.8 : 0.1, why: ['mod-97'] }
  },
  examples: {
    hit: ['rijksregisternummer 93.05.18-223.61', '93.05.18-223.61', 'INSZ 93051822361', 'numéro national : 17 07 30 033 84', 'n° national 93.05.18-223-61'],
    miss: ['93.05.18-223.62', 'ordernummer 93051822361', 'Ref. 93051822361'],
  },
})
