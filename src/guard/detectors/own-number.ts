import { nearest } from '../reading.ts'
import { classFlags, wordAt } from '../scan.ts'
import { HITS_MAX, type Detector, type Hit } from './detector.ts'

const taxWord = classFlags('tax-word', 'order-word')
const numberWord = classFlags('client-number')

/**
 * Numbers of patients, clients and pupils: the organisation's own shapes (`policy.ownNumbers`: `A` a letter, `9` a digit,
 * everything else itself), and any number right behind such a word.
 */
export const ownNumber: Detector = {
  id: 'own-number',
  type: 'CLIENT_NUMBER',
  title: { nl: 'Patiënt- of cliëntnummer', en: 'Patient or client number', de: 'Patienten- oder Kundennummer', fr: 'Numéro de patient ou de dossier' },
  basis: 'AVG art. 4 lid 1',
  find(reading, { setting }) {
    const hits: Hit[] = []
    const { scan, text } = reading
    for (const { name, shape } of setting.policy.ownNumbers) {
      for (let at = 0; at < scan.count && hits.length < HITS_MAX; at += 1) {
        const start = scan.start[at] ?? 0
        if (fits(text, start, shape)) hits.push({ start, end: start + shape.length, confidence: 0.9, why: [`own:${name}`] })
      }
    }
    for (let at = 0; at < scan.count && hits.length < HITS_MAX; at += 1) {
      if (((scan.shape[at] ?? 0) & 4) === 0 || (scan.end[at] ?? 0) - (scan.start[at] ?? 0) < 4
        || !/\d{4}/.test(wordAt(scan, at))) continue
      const span = { start: scan.start[at] ?? 0, end: scan.end[at] ?? 0 }
      const word = nearest(reading, span, numberWord, { before: 24, after: 0 })
      if (nearest(reading, span, taxWord, { before: 24, after: 0 }) !== 0) continue
      if (word >= -3 && word < 0) hits.push({ ...span, confidence: 0.75, why: ['context:client-number'] })
    }
    return hits
  },
  examples: { hit: ['patiëntnummer 0048213', 'dossiernummer: Z20251234'], miss: ['ordernummer 0048213', '0048213'] },
}

function fits(text: string, start: number, shape: string): boolean {
  if (start + shape.length > text.length || isWordCharacter(text, start - 1) || isWordCharacter(text, start
    + shape.length)) return false
  for (let at = 0; at < shape.length; at += 1) {
    const want = shape[at] ?? ''
    const have = text[start + at] ?? ''
    if (want === '9' ? !/\d/.test(have) : want === 'A' ? !/[A-Za-z]/.test(have) : want !== have) return false
  }
  return true
}

const isWordCharacter = (text: string, at: number): boolean => /\w/.test(text[at] ?? '')
