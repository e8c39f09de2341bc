import { isSteuerId } from '../checks.ts'
import { numberDetector, slip } from './detector.ts'

/** German tax identification number of a natural person. */
export const steuerId = numberDetector({
  id: 'steuer-id',
  type: 'STEUER_ID',
  title: { nl: 'Duits fiscaal persoonsnummer', en: 'German tax identification number', de: 'Steuerliche Identifikationsnummer', fr: 'Numéro fiscal allemand' },
  basis: 'AVG art. 87; § 139b AO',
  check: 'eleven digits, one twice or three times, mod 11,10',
  feeds: 'national-id',
  labels: ['steuer-id'], neutral: ['client', 'kvnr', 'ssn'], person: 1.4, alone: 1.5,
  digits: 11, mending: { lengths: [11], isValid: isSteuerId },
  pattern: /[1-9]\d(?:[ /.-]?\d){9}(?![\w]|[.,/-]?\d)/y,
  judge(digits, written) {
    if (!isSteuerId(digits)) return slip
    return { prior: /^\d\d \d{3} \d{3} \d{3}$/.test(written) ? 0 : -1.2, why: ['mod-11-10'] }
  },
  examples: {
    hit: ['IdNr. 51 740 439 841', 'Steuer-ID: 51740439841', 'steuerliche Identifikationsnummer 51 740 439 841', 'Herr Klein (51 740 439 841)'],
    miss: ['Bestellnummer 51740439841', '51740439842', 'Rechnung 51740439841', '11111111111'],
  },
})
