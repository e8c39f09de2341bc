import { numberDetector } from './detector.ts'

/** Numeric country codes of ISO 3166-1 where the card is given out. */
const COUNTRIES = new Set('040 056 100 191 196 203 208 233 246 250 276 300 348 352 372 380 428 440 442 470 528 578 616 620 642 703 705 724 752 756 826 438'.split(' '))

/** Number on the European health insurance card: 80, the country, the insurer and a number of its own. */
export const ehic = numberDetector({
  id: 'ehic',
  type: 'EHIC',
  title: { nl: 'Europese gezondheidskaart', en: 'European health insurance card', de: 'Europäische Krankenversicherungskarte', fr: 'Carte européenne d’assurance maladie' },
  basis: 'AVG art. 9; besluit S2 van de Administratieve Commissie (2010/C 106/02)',
  check: 'twenty digits from 80 and a country code',
  feeds: 'national-id',
  labels: ['ehic', 'card', 'kvnr'], neutral: ['client', 'id-card'], person: 1,
  digits: 20,
  pattern: /80[ -]?\d{3}[ -]?(?:\d[ -]?){14}\d(?![\w]|[.,-]?\d)/y,
  judge: (digits) => COUNTRIES.has(digits.slice(2, 5)) ? { prior: 1, why: ['issuer-country'] } : undefined,
  examples: { hit: ['EHIC 80528000300123456789', 'Kennnummer der Karte: 80276 00101 14000 00003', '80528000300123456789'], miss: ['81528000300123456789', 'ordernummer 80528000300123456789'] },
})
