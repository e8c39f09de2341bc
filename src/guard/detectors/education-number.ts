import { isOnderwijsnummer } from '../checks.ts'
import { numberDetector } from './detector.ts'

/** Number of a pupil or student without a BSN. */
export const educationNumber = numberDetector({
  id: 'education-number',
  type: 'EDUCATION_NUMBER',
  title: { nl: 'Onderwijsnummer', en: 'Dutch education number', de: 'Niederländische Bildungsnummer', fr: 'Numéro d’enseignement néerlandais' },
  basis: 'AVG art. 87; Wet register onderwijsdeelnemers art. 6',
  check: 'nine digits from 10, eleven test leaves 5',
  feeds: 'national-id',
  labels: ['education'], neutral: ['bsn', 'client'], person: 1.5,
  digits: 9,
  pattern: /10\d(?:[ .-]?\d){6}(?![\w]|[.,-]?\d)/y,
  judge: (digits) => isOnderwijsnummer(digits) ? { prior: -3.2, why: ['eleven-test-5'] } : undefined,
  examples: { hit: ['onderwijsnummer 101222331', 'PGN: 101 222 331', '101222331 (onderwijsnummer)'], miss: ['101222331', 'onderwijsnummer 101222332', 'ordernummer 101222331'] },
})
