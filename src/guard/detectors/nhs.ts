import { isNhs } from '../checks.ts'
import { numberDetector, slip } from './detector.ts'

/** Patient number of England, Wales and the Isle of Man. */
export const nhs = numberDetector({
  id: 'nhs',
  type: 'NHS',
  title: { nl: 'Brits patiëntnummer (NHS)', en: 'NHS number', de: 'Britische Patientennummer (NHS)', fr: 'Numéro de patient britannique (NHS)' },
  basis: 'UK GDPR art. 9; NHS Act 2006 s. 251A',
  check: 'ten digits, mod 11',
  feeds: 'national-id',
  labels: ['nhs'], neutral: ['client'], person: 1.2, alone: 3,
  digits: 10, mending: { lengths: [10], isValid: isNhs },
  pattern: /\d{3}[ -]?\d{3}[ -]?\d{4}(?![\w]|[.,-]?\d)/y,
  judge(digits, written) {
    if (!isNhs(digits)) return slip
    return { prior: /^\d{3} \d{3} \d{4}$/.test(written) ? -1.2 : -2.2, why: ['mod-11'] }
  },
  examples: { hit: ['NHS number 943 476 5919', 'NHS No: 9434765919', '943 476 5919 (NHS)', '401-023-2137'], miss: ['tel 9434765919', '943 476 5910', 'order 943 476 5919', 'zie 9434765919'] },
})
