import { isRentenversicherung } from '../checks.ts'
import { numberDetector, slip } from './detector.ts'

/** German pension and social insurance number, with the day of birth in it. */
export const rentenversicherung = numberDetector({
  id: 'rentenversicherung',
  type: 'RVNR',
  title: { nl: 'Duits pensioenverzekeringsnummer', en: 'German pension insurance number', de: 'Rentenversicherungsnummer', fr: 'Numéro d’assurance retraite allemand' },
  basis: 'AVG art. 87; § 147 SGB VI',
  check: 'eight digits, letter, three digits; digit sums mod 10',
  feeds: 'national-id',
  labels: ['rvnr', 'kvnr', 'ssn'], neutral: ['client'], person: 1.4,
  digits: 11,
  pattern: /\d\d[ -]?\d{6}[ -]?[A-Za-z][ -]?\d{3}(?![\w]|[.,-]?\d)/y,
  judge: (compact) => isRentenversicherung(compact) ? { prior: 1.6, why: ['check-digit'] } : slip,
  examples: { hit: ['RVNR: 15070649C103', 'Sozialversicherungsnummer 15 070649 C 103', '15070649C103'], miss: ['15070649C100', '65070803A012', 'Bestellnummer 15070649C103'] },
})
