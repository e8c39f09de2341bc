import { numberDetector } from './detector.ts'

/** Code of a Dutch care provider: public, but says that care is spoken of. */
export const agb = numberDetector({
  id: 'agb',
  type: 'AGB',
  title: { nl: 'AGB-code', en: 'Dutch care provider code', de: 'Niederländischer Leistungserbringercode', fr: 'Code de prestataire de soins néerlandais' },
  basis: 'AGB-register van Vektis: public',
  check: 'eight digits, begins with the kind of care, behind the word',
  feeds: null,
  labels: ['agb'],
  digits: 8, isOnlyNamed: true,
  pattern: /\d\d(?:[ -]?\d){6}(?![\w]|[.,-]?\d)/y,
  judge: () => ({ prior: -3.8, why: ['shape'] }),
  examples: { hit: ['AGB-code 01012345', 'AGB: 01-012345', 'agbcode praktijk: 94012345'], miss: ['01012345', 'AGB volgt nog', 'artikelnummer 01012345'] },
})
