import { isNir } from '../checks.ts'
import { numberDetector, slip } from './detector.ts'

/** French social security number with its key. */
export const nir = numberDetector({
  id: 'nir',
  type: 'NIR',
  title: { nl: 'Frans socialezekerheidsnummer', en: 'French social security number', de: 'Französische Sozialversicherungsnummer', fr: 'Numéro de sécurité sociale (NIR)' },
  basis: 'AVG art. 87; loi 78-17 du 6 janvier 1978 art. 30',
  check: 'sex, birth month, place; key mod 97',
  feeds: 'national-id',
  labels: ['nir', 'ssn'], neutral: ['client', 'kvnr', 'rvnr'], person: 1.4,
  digits: 13, mending: { lengths: [15], isValid: isNir },
  pattern: /[1-478][ .]?\d\d[ .]?\d\d[ .]?(?:\d\d|2[ABab])[ .]?\d{3}[ .]?\d{3}[ .-]?\d\d(?![\w]|[.,-]?\d)/y,
  judge: (compact) => isNir(compact) ? { prior: 2, why: ['mod-97'] } : slip,
  examples: {
    hit: ['n° de sécurité sociale 2 55 08 14 168 025 38', '255081416802538', 'NIR : 2.55.08.14.168.025.38', 'numéro de sécu 255081416802538'],
    miss: ['255081416802539', 'commande n° 255081416802538', '955081416802538'],
  },
})
