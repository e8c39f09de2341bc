import { numberDetector } from './detector.ts'

/** Number of a professional in the BIG register: public, but says that care is spoken of. */
export const big = numberDetector({
  id: 'big',
  type: 'BIG',
  title: { nl: 'BIG-nummer', en: 'Dutch healthcare register number', de: 'Niederländische Heilberufsnummer', fr: 'Numéro du registre de santé néerlandais' },
  basis: 'Wet BIG art. 12: public',
  check: 'eleven digits behind the word',
  feeds: null,
  labels: ['big'],
  digits: 11, isOnlyNamed: true,
  pattern: /\d(?:[ .-]?\d){10}(?![\w]|[.,-]?\d)/y,
  judge: () => ({ prior: -3.8, why: ['shape'] }),
  examples: { hit: ['BIG 19012345601', 'BIG-nummer: 190 123 456 01', 'BIG-registratienummer 89012345630'], miss: ['19012345601', 'een big van 12 kilo', 'ordernummer 19012345601'] },
})
