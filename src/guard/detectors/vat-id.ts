import { isVatId } from '../checks.ts'
import { numberDetector } from './detector.ts'

/** VAT numbers of the Union and the United Kingdom: public, on every invoice. */
export const vatId = numberDetector({
  id: 'vat-id',
  type: 'VAT_ID',
  title: { nl: 'Btw-identificatienummer', en: 'VAT number', de: 'Umsatzsteuer-Identifikationsnummer', fr: 'Numéro de TVA' },
  basis: 'Btw-richtlijn 2006/112/EG art. 214 en 226: public on invoices',
  check: 'country shape; NL eleven test or mod 97, DE mod 11,10, BE and FR mod 97',
  feeds: null,
  labels: ['vat'], neutral: ['other', 'kvk'], alone: 0.5, lead: 1,
  digits: 6,
  pattern: new RegExp('(?:NL[ .-]?\\d(?:[ .]?\\d){8}[ .]?B[ .]?\\d\\d|\\d(?:[ .]?\\d){8}[ .]?B[ .]?\\d\\d|DE[ .-]?\\d(?:[ .-]?\\d){8}|BE[ .-]?[01](?:[ .]?\\d){9}|FR[ .-]?[A-HJ-NP-Z0-9]{2}[ .]?\\d{3}[ .]?\\d{3}[ .]?\\d{3}'
    + '|ATU ?\\d{8}|LU ?\\d{8}|IT ?\\d{11}|ES[A-Z]\\d{7}[A-Z0-9]|IE\\d[A-Z0-9]\\d{5}[A-Z]{1,2}|PL ?\\d{10}|DK ?\\d{8}|SE ?\\d{12}|FI ?\\d{8}|PT ?\\d{9}|CZ ?\\d{8,10}|GB ?\\d{3} ?\\d{4} ?\\d\\d)(?![\\w]|[.,]?\\d)', 'yi'),
  judge(compact) {
    const isChecked = isVatId(/^\d/.test(compact) ? `NL${compact}` : compact)
    if (isChecked === false) return undefined
    return { prior: isChecked === true && !/^\d/.test(compact) ? 2 : -2.5, why: [isChecked === true ? 'check-digit' : 'shape'] }
  },
  examples: {
    hit: ['NL004495445B01', 'BTW-id NL002455799B11', 'btw: NL 0024.55.799.B.11', 'USt-IdNr.: DE136695976', 'DE 136 695 976', 'TVA FR 40 303 265 045', 'VAT no. 004495445B01'],
    miss: ['NL004495446B01', 'DE1234567890', 'AT123456789', 'NL91ABNA0417164300'],
  },
})
