import { numberDetector } from './detector.ts'

/** Number in the Dutch trade register: public; told apart because an eight digit BSN looks like it. */
export const kvk = numberDetector({
  id: 'kvk',
  type: 'KVK',
  title: { nl: 'KvK-nummer', en: 'Dutch trade register number', de: 'Niederländische Handelsregisternummer', fr: 'Numéro du registre du commerce néerlandais' },
  basis: 'Handelsregisterwet 2007 art. 9: public',
  check: 'eight digits behind the word',
  feeds: null,
  labels: ['kvk'],
  digits: 8, isOnlyNamed: true,
  pattern: /\d(?:[ .]?\d){7}(?![\w]|[.,-]?\d)/y,
  judge: () => ({ prior: -4, why: ['shape'] }),
  examples: { hit: ['KvK 27312152', 'KvK-nummer: 27 31 21 52', 'ingeschreven bij de Kamer van Koophandel onder nummer 27312152'], miss: ['27312152', 'order 27312152', 'KvK Utrecht'] },
})
