import { isKvnr } from '../checks.ts'
import { numberDetector, slip } from './detector.ts'

/** German health insurance number, for life. */
export const kvnr = numberDetector({
  id: 'kvnr',
  type: 'KVNR',
  title: { nl: 'Duits zorgverzekeringsnummer', en: 'German health insurance number', de: 'Krankenversichertennummer', fr: 'Numéro d’assurance maladie allemand' },
  basis: 'AVG art. 87; § 290 SGB V',
  check: 'letter and nine digits, digit sums mod 10',
  feeds: 'national-id',
  labels: ['kvnr', 'rvnr', 'client'], neutral: ['ehic', 'card'], person: 1.4, alone: 2, lead: 1,
  digits: 9,
  pattern: /[A-Za-z][ -]?\d{3}[ -]?\d{3}[ -]?\d{3}(?![\w]|[.,-]?\d)/y,
  judge: (compact) => isKvnr(compact) ? { prior: -0.9, why: ['check-digit'] } : slip,
  examples: {
    hit: ['Versichertennr. L977687642', 'Krankenkasse KVNR: A123456780', 'A123456780', 'Versicherten-Nr.: L 977 687 642', 'Frau Weber (A123456780)'],
    miss: ['L977687643', 'Bestellung L977687642', 'Artikel-Nr. L977687642', '1123456780'],
  },
})
