import { numberDetector } from './detector.ts'

/** Number of a foreign national in the Dutch alien registration. */
export const vNumber = numberDetector({
  id: 'v-number',
  type: 'V_NUMBER',
  title: { nl: 'V-nummer (vreemdelingennummer)', en: 'Dutch alien number', de: 'Niederländische Ausländernummer', fr: 'Numéro d’étranger néerlandais' },
  basis: 'AVG art. 87; Vreemdelingenwet 2000 art. 107',
  check: 'ten digits behind the word',
  feeds: 'national-id',
  labels: ['v-number'], neutral: ['client', 'id-card'], person: 1,
  digits: 10, isOnlyNamed: true,
  pattern: /\d{3}[ .-]?\d{3}[ .-]?\d{4}(?![\w]|[.,-]?\d)/y,
  judge: () => ({ prior: -3.6, why: ['shape'] }),
  examples: { hit: ['V-nummer 2801234567', 'vreemdelingennummer: 280 123 4567', 'VNR 2801234567'], miss: ['2801234567', 'V-nummer onbekend', 'tel 2801234567'] },
})
