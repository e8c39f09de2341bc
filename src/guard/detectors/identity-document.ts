import { mrzCheck } from '../checks.ts'
import { columnHeader, nearest } from '../reading.ts'
import { classFlags } from '../scan.ts'
import { matches, share, HITS_MAX, type Detector, type Hit } from './detector.ts'

const documentWord = classFlags('id-document')
const testWord = classFlags('test')
/** Six to ten letters and digits of a document; at least four digits. */
const NUMBER = /(?<![\w-])(?=[A-Z]{0,5}\d)[A-Z0-9]{7,10}(?![\w-])/g
const MRZ = /(?<![A-Z0-9<])[PIACV][A-Z<][A-Z<]{3}[A-Z0-9<]{25,39}(?![A-Z0-9<])/g
const MRZ_SECOND = /(?<![A-Z0-9<])([A-Z0-9<]{9})(\d)[A-Z<]{3}\d{6}\d[MFX<]\d{6}\d[A-Z0-9<]{14}\d\d(?![A-Z0-9<])/g

/**
 * Passport, identity card, driving licence, residence permit: a number beside its word, or the machine readable
 * zone.
 */
export const identityDocument: Detector = {
  id: 'identity-document',
  type: 'PASSPORT',
  title: { nl: 'Nummer van een identiteitsbewijs', en: 'Identity document number', de: 'Ausweisnummer', fr: 'Numéro de pièce d’identité' },
  basis: 'AVG art. 87; Paspoortwet',
  find(reading) {
    const hits: Hit[] = []
    for (const match of matches(reading.text, NUMBER)) {
      const span = { start: match.index, end: match.index + match[0].length }
      if (match[0].replace(/\D/g, '').length < 4) continue
      const word = nearest(reading, span, documentWord, { before: 32, after: 8 })
      const header = columnHeader(reading, span.start)
      const hasColumn = header !== undefined
        && /paspoort|passport|pass|document|id-?bewijs|rijbewijs|licen|ausweis|passeport/.test(header)
      if ((word === 0 || Math.abs(word) > 4) && !hasColumn) continue
      const isTest = nearest(reading, span, testWord, { before: 60, after: 30 }) !== 0
      hits.push({ ...span, confidence: share(2.6 - (isTest ? 4 : 0)), why: ['context:document', ...isTest ? ['context:test'] : []] })
      if (hits.length >= HITS_MAX) break
    }
    for (const match of matches(reading.text, MRZ)) {
      if (match[0].includes('<<')) hits.push({ start: match.index, end: match.index + match[0].length, type: 'MRZ', confidence: 0.95, why: ['mrz-shape'] })
    }
    for (const match of matches(reading.text, MRZ_SECOND)) {
      if (mrzCheck(match[1] ?? '') === Number(match[2])) hits.push({ start: match.index, end: match.index + match[0].length, type: 'MRZ', confidence: 0.99, why: ['mrz-check-digit'] })
    }
    return hits
  },
  examples: {
    hit: ['paspoort SPECI2014', 'passport FE845489', 'Passport 547234721', 'Personalausweis L01X00T47', 'P<NLDDE<BRUIJN<<WILLEKE<LISELOTTE<<<<<<<<<<<'],
    miss: ['neem uw paspoort mee', 'order FE845489', 'paspoort voor 2026 aanvragen'],
  },
}
