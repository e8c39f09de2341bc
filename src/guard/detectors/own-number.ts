import { calledAs, holdsLabel } from '../labels.ts'
import { HITS_MAX, CONFIDENCE_MIN, candidates, type Detector, type Hit } from './detector.ts'

/** A number as organisations give them out: letters before it, signs in it, four digits at least. */
const PATTERN = /(?:[A-Za-z]{1,5}[-./]?)?\d[A-Za-z0-9]*(?:[-./][A-Za-z0-9]{1,12}){0,4}/y

/**
 * Numbers of patients, clients and pupils: the organisation's own shapes (`policy.ownNumbers`: `A` a letter, `9` a digit,
 * everything else itself), and any number right behind such a word.
 */
export const ownNumber: Detector = {
  id: 'own-number',
  type: 'CLIENT_NUMBER',
  title: { nl: 'Patiënt- of cliëntnummer', en: 'Patient or client number', de: 'Patienten- oder Aktennummer', fr: 'Numéro de patient ou de dossier' },
  basis: 'AVG art. 4 lid 1 en lid 5',
  check: 'shape that the organisation set, or any number behind the word',
  feeds: null,
  find(reading, { setting }) {
    const hits: Hit[] = []
    const { scan, text } = reading
    for (const { name, shape } of setting.policy.ownNumbers) {
      for (let at = 0; at < scan.count && hits.length < HITS_MAX; at += 1) {
        const start = scan.start[at] ?? 0
        if (fits(text, start, shape)) hits.push({ start, end: start + shape.length, confidence: 0.9, why: [`own:${name}`] })
      }
    }
    if (!holdsLabel(reading, ['client'])) return hits
    for (const { start, end, written } of candidates(reading, PATTERN, { lead: 1, digits: 4 })) {
      if (hits.length >= HITS_MAX) break
      if (end - start > 24 || written.replace(/\D/g, '').length < 4 || DATE.test(written)) continue
      const { own, other, place } = calledAs(reading, { start, end }, ['client'])
      if (own < 0.85 || other > own || place === 'after') continue
      const confidence = 0.55 + 0.2 * own
      if (confidence >= CONFIDENCE_MIN && !hits.some((hit) => hit.start < end && start < hit.end)) hits.push({ start, end, confidence, why: ['context:client-number'] })
    }
    return hits
  },
  examples: {
    hit: ['patiëntnummer 0048213', 'dossiernummer: Z20251234', 'zaaknr. 2025/004417', 'Patienten-Nr.: 4471203', 'numéro de dossier 8841-22', 'hospital number H4471203', 'naam;cliëntnr\nPrins;44712'],
    miss: ['ordernummer 0048213', '0048213', 'dossiernummer volgt', 'patiëntnummer onbekend, geboren 03-04-1951'],
  },
}

const DATE = /^\d{1,2}[-./]\d{1,2}[-./]\d{2,4}$|^(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}$/

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
