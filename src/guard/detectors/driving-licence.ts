import { numberDetector } from './detector.ts'

/** Surname, turned birth date, initials. DVLA */
const UK = /^[A-Z9]{5}\d(?:0[1-9]|1[0-2]|5[1-9]|6[0-2])(?:0[1-9]|[12]\d|3[01])\d[A-Z9]{2}[A-Z0-9]{3}$/
/** Authority, running number, check, copy. Anlage 8 FeV */
const DE = /^[A-Z][A-Z0-9]{2}[A-Z0-9]{6}\d[A-Z0-9]$/

/** VAT numbers look like it. */
const VAT = /^(?:AT|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|GB|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK)\d+$/

/** Driving licences of the Netherlands, the United Kingdom, Germany, France and Belgium. */
export const drivingLicence = numberDetector({
  id: 'driving-licence',
  type: 'DRIVING_LICENCE',
  title: { nl: 'Rijbewijsnummer', en: 'Driving licence number', de: 'Führerscheinnummer', fr: 'Numéro de permis de conduire' },
  basis: 'AVG art. 87; Wegenverkeerswet 1994 art. 126',
  check: 'ten digits behind the word; British numbers by the birth date in them',
  feeds: 'national-id',
  labels: ['driving-licence'], neutral: ['id-card', 'client', 'birth', 'plate'], person: 0.8, alone: 2.4, lead: 1,
  digits: 4,
  pattern: new RegExp(String.raw`(?:[A-Za-z][A-Za-z9]{4}\d{6}[A-Za-z9]{2}[A-Za-z0-9]{3}|[A-Za-z]{2}\d{3}[A-Za-z0-9]{5}[A-Za-z0-9]|[A-Za-z]\d{2,3}[A-Za-z0-9]{6,8}|\d{4}[ .-]?\d{3}[ .-]?\d{3,5}|\d{2}[A-Za-z]{2}\d{5})(?![\w]|[.,-]?\d)`, 'y'),
  judge(compact, written) {
    if (UK.test(compact) && /[A-Z]{2}/.test(compact.slice(0, 5))) return { prior: 1.6, why: ['shape:uk'] }
    if (/^\d{10}$|^\d{12}$/.test(compact)) return { prior: -3.4, why: ['shape:nl'] }
    if (DE.test(compact) && compact.length === 11) return { prior: /^[A-Z]{2}\d{8}/.test(compact) && /[A-Za-z]{2}\d{8}[A-Za-z0-9]/.test(written) ? -2.1 : -3, why: ['shape:de'], isNeverAlone: VAT.test(compact) }
    return /^\d\d[A-Z]{2}\d{5}$/.test(compact) ? { prior: -3.4, why: ['shape:fr'] } : undefined
  },
  examples: {
    hit: ['rijbewijs 5432109876', 'rijbewijsnummer: 5432109876', 'MORGA657054SM9IJ', 'Licence: MORGA607054SM9IJ ok', 'Führerschein B072RRE2I55', 'permis de conduire n° 13AA00002', 'FO999512018AA1AB'],
    miss: ['rijbewijs B gehaald', '5432109876', 'order MORGA657054SM9IJ', 'rijbewijs geldig tot 12-03-2031', 'B12345678A'],
  },
})
