import { hasDocumentCheck } from '../checks.ts'
import { numberDetector, type Judged } from './detector.ts'

/** Passports and identity cards: the number beside its word; the German one also by its check digit. */
export const passport = numberDetector({
  id: 'passport',
  type: 'PASSPORT',
  title: { nl: 'Nummer van paspoort of identiteitskaart', en: 'Passport or identity card number', de: 'Pass- oder Ausweisnummer', fr: 'Numéro de passeport ou de carte d’identité' },
  basis: 'AVG art. 87; Paspoortwet art. 3',
  check: 'letters and digits as the countries give them out; German check digit of ICAO 9303',
  feeds: 'national-id',
  labels: ['passport', 'id-card', 'paper'], vague: { labels: ['paper'], shape: /^[A-Za-z](?=[A-Za-z0-9]*[A-Za-z])[A-Za-z0-9]{7,8}$/ }, neutral: ['client', 'v-number', 'driving-licence', 'birth'], person: 1, alone: 2.6, lead: 1,
  digits: 1,
  pattern: new RegExp(String.raw`(?:[A-Za-z]{1,3}[ -]?\d[A-Za-z0-9]{4,8}|[A-Za-z]{2}[A-Za-z0-9]{6}\d|\d{2,3}[A-Za-z0-9-]{4,12}\d|[A-Za-z][A-Za-z0-9]{7,9})(?![\w]|[-./]\d)`, 'y'),
  judge(compact, written) {
    const digits = compact.replace(/\D/g, '').length
    if (compact.length < 7 || compact.length > 12 || digits < 1 || /^(?:19|20)\d{6}$/.test(compact)
      || /^\d{1,2}-\d{1,2}-\d+$/.test(written)) return undefined
    return shapeOf(compact, written, digits)
  },
  examples: {
    hit: ['paspoort SPECI2014', 'passport FE845489', 'Passport 547234721', 'Personalausweis L01X00T47', 'paspoortnummer: NXR123K47', 'Passports: AB1234567 and XY9876543', 'Reisepass-Nr. C01X00T41', 'carte d’identité n° 880692310285',
      'Igor Petrenko (11 Jan 1984, passport FE845489)', 'naam;documentnummer\nPrins;NXR123K47', 'ID-kaart IXR123K47', 'L01X00T44', 'identiteitskaart 592-1234567-12', 'Pass CNNK4M8J3', 'document PXH763B78'],
    miss: ['neem uw paspoort mee', 'order FE845489', 'paspoort voor 2026 aanvragen', 'F12345678', 'postcode 1234AB', 'paspoort voor 3 personen', 'vlucht KL1234 met paspoort', 'pass 3 letters', 'her bus pass to RC 150298', 'the document back to me at (713) 646-3490', 'document van 12 pagina’s', 'zie NXR123K47', 'paspoort halen op 12-03-2026'],
  },
})

/** How much a shape speaks for a document. */
function shapeOf(compact: string, written: string, digits: number): Judged | undefined {
  if (/^[CFGHJKLMNPRTVWXYZ][CFGHJKLMNPRTVWXYZ0-9]{7,8}\d$/.test(compact) && /[A-Z]/.test(written)
    && hasDocumentCheck(compact) && digits >= 4 && /[A-Z].*[A-Z]|^[A-Z]\d{8}$/.test(compact)) {
    return { prior: -1.6, why: ['check-digit'] }
  }
  if (/^[A-Z]{1,3}\d{5,8}$/.test(compact) || /^\d\d[A-Z]{2}\d{5}$/.test(compact)) return { prior: -2.4, why: ['shape'], isNeverAlone: !/^(?:[A-Z]{2}\d{7}|[A-Z]{3}\d{6})$/.test(compact) || /\W/.test(written) }
  // Dutch: two letters, six letters or digits, a digit, no O. Paspoortuitvoeringsregeling
  if (/^[A-NP-Z]{2}[A-NP-Z0-9]{6}\d$/.test(compact)) return { prior: -2.4, why: ['shape:nl'], isOnlyNamed: digits < 3, isNeverAlone: !/^[A-Z]{2}\d{7}$/.test(compact) || /\W/.test(written) }
  if (/^\d{9}$|^\d{12}$/.test(compact)) return { prior: -4.2, why: ['shape:digits'], isNeverAlone: true }
  return digits >= 4 && /^[A-Z0-9]{7,10}$/.test(compact) ? { prior: -3.6, why: ['shape:other'], isNeverAlone: true } : undefined
}
