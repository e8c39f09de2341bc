import { isElevenTest } from '../checks.ts'
import { numberDetector } from './detector.ts'

/** Number of a legal person; public, and told apart so that nobody takes it for a BSN. */
export const rsin = numberDetector({
  id: 'rsin',
  type: 'RSIN',
  title: { nl: 'RSIN', en: 'Dutch legal entity number', de: 'Niederländische Rechtsträgernummer', fr: 'Numéro d’entité juridique néerlandais' },
  basis: 'Handelsregisterwet 2007 art. 9: public',
  check: 'nine digits, eleven test',
  feeds: null,
  labels: ['rsin'],
  digits: 9, isOnlyNamed: true,
  pattern: /\d(?:[ .-]?\d){8}(?![\w]|[.,-]?\d)/y,
  judge: (digits) => isElevenTest(digits) ? { prior: -4, why: ['eleven-test'] } : undefined,
  examples: { hit: ['RSIN 004495445', 'RSIN: 8512.34.562', 'fiscaal nummer 851234562'], miss: ['RSIN 004495446', '851234562', 'BSN 111222333'] },
})
