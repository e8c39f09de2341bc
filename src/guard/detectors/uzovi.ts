import { numberDetector } from './detector.ts'

/** Code of a Dutch health insurer: public. */
export const uzovi = numberDetector({
  id: 'uzovi',
  type: 'UZOVI',
  title: { nl: 'UZOVI-code', en: 'Dutch health insurer code', de: 'Niederländischer Krankenversicherercode', fr: 'Code d’assureur santé néerlandais' },
  basis: 'UZOVI-register van Vektis: public',
  check: 'four digits behind the word',
  feeds: null,
  labels: ['uzovi'],
  digits: 4, isOnlyNamed: true,
  pattern: /\d{4}(?![\w]|[.,/-]?\d)/y,
  judge: () => ({ prior: -4.5, why: ['shape'] }),
  examples: { hit: ['UZOVI 3311', 'UZOVI-code: 0101', 'uzovi-nummer 7119'], miss: ['3311', 'in 2025', 'UZOVI is gewijzigd per 2026-01-01'] },
})
