import { isNino } from '../checks.ts'
import { numberDetector } from './detector.ts'

/** UK National Insurance number. */
export const nino = numberDetector({
  id: 'nino',
  type: 'NINO',
  title: { nl: 'Brits verzekeringsnummer', en: 'National Insurance number', de: 'Britische Sozialversicherungsnummer', fr: 'Numéro d’assurance nationale britannique' },
  basis: 'UK GDPR art. 87; Data Protection Act 2018 s. 10',
  check: 'two letters that are given out, six digits, A to D',
  feeds: 'national-id',
  labels: ['nino', 'ssn'], neutral: ['client'], person: 1.2, alone: 1, lead: 1,
  digits: 6,
  pattern: /[A-Za-z]{2}[ -]?\d\d[ -]?\d\d[ -]?\d\d[ -]?[A-Da-d](?![\w])/y,
  judge: (compact, written) => isNino(compact) ? { prior: /[a-z]/.test(written) ? -0.3 : 1.4, why: ['shape'] } : undefined,
  examples: { hit: ['National Insurance number AB 12 34 56 C', 'NINO: AB123456C', 'YZ 61 48 68 B', 'hh 01 02 03 d'], miss: ['AB123456', 'BG123612A', 'AB 12 34 56 1', 'order AB123456C'] },
})
