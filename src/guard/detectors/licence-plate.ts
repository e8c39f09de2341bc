import { nearest } from '../reading.ts'
import { classFlags } from '../scan.ts'
import { matches, HITS_MAX, type Detector, type Hit } from './detector.ts'

/** Side codes 1 to 11 with hyphens. RDW */
const CANDIDATE = new RegExp(String.raw`(?<![\w-])(?:[A-Z]{2}-\d\d-\d\d|\d\d-\d\d-[A-Z]{2}|\d\d-[A-Z]{2}-\d\d|[A-Z]{2}-\d\d-[A-Z]{2}|[A-Z]{2}-[A-Z]{2}-\d\d|\d\d-[A-Z]{2}-[A-Z]{2}|\d\d-[A-Z]{3}-\d|\d-[A-Z]{3}-\d\d|[A-Z]{2}-\d{3}-[A-Z]|[A-Z]-\d{3}-[A-Z]{2}|[A-Z]{3}-\d\d-[A-Z])(?![\w-])`, 'g')
const plateWord = classFlags('plate-word')

/** Dutch licence plates. Personal only together with a person. */
export const licencePlate: Detector = {
  id: 'licence-plate',
  type: 'PLATE',
  title: { nl: 'Kenteken', en: 'Licence plate', de: 'Kennzeichen', fr: 'Plaque d’immatriculation' },
  basis: 'AVG art. 4 lid 1',
  find(reading) {
    const hits: Hit[] = []
    for (const match of matches(reading.text, CANDIDATE)) {
      const letters = match[0].replace(/[^A-Z]/g, '')
      if (/[AEIOUCQ]/.test(letters)
        && !/^(?:[A-Z]{2}-\d\d-\d\d|\d\d-\d\d-[A-Z]{2}|\d\d-[A-Z]{2}-\d\d)$/.test(match[0])) continue
      const span = { start: match.index, end: match.index + match[0].length }
      const hasWord = nearest(reading, span, plateWord, { before: 40, after: 15 }) !== 0
      hits.push({ ...span, confidence: hasWord ? 0.95 : 0.6, why: ['side-code', ...hasWord ? ['context:plate'] : []] })
      if (hits.length >= HITS_MAX) break
    }
    return hits
  },
  examples: { hit: ['kenteken 1-KBB-23', 'GB-123-K', '12-AB-34'], miss: ['12-3456', 'A-12-B', 'AA-AA-AA'] },
}
