import { mrzCheck } from '../checks.ts'
import { HITS_MAX, type Detector, type Hit } from './detector.ts'

/** First line of a passport (TD3), card (TD1, TD2) or visa: kind, country, name or number. */
const FIRST = /^[PIACV][A-Z<][A-Z<]{3}[A-Z0-9<]{25,39}$/
/** Second line of TD3 and TD2: number, check, nationality, birth, sex, expiry. ICAO 9303-4 §4.2.2 */
const SECOND = /^([A-Z0-9<]{9})(\d)[A-Z<]{3}(\d{6})(\d)[MFX<](\d{6})(\d)[A-Z0-9<]{7,16}$/
/** First line of TD1: number and check stand in it. ICAO 9303-5 §4.2.2 */
const CARD_FIRST = /^[IAC][A-Z<][A-Z<]{3}([A-Z0-9<]{9})(\d)[A-Z0-9<]{15}$/
/** Second line of TD1: birth, sex, expiry, nationality. */
const CARD_SECOND = /^(\d{6})(\d)[MFX<](\d{6})(\d)[A-Z<]{3}[A-Z0-9<]{11}\d$/
/** A line has 44 signs at most; one more is looked at to know that it is longer. */
const LINE_MAX = 45

const isChecked = (...pairs: readonly (string | undefined)[]): boolean => {
  for (let at = 0; at + 1 < pairs.length; at += 2) if (mrzCheck(pairs[at] ?? '') !== Number(pairs[at + 1])) return false
  return true
}

/** Machine readable zone of a travel document: near-certain by itself. */
export const mrz: Detector = {
  id: 'mrz',
  type: 'MRZ',
  title: { nl: 'Machineleesbare strook van een paspoort of ID-kaart', en: 'Machine readable zone of a passport or ID card', de: 'Maschinenlesbare Zone eines Ausweises', fr: 'Zone de lecture automatique d’un passeport' },
  basis: 'AVG art. 87; Paspoortwet art. 3',
  check: 'ICAO 9303 TD1, TD2 and TD3: check digits of number, birth and expiry',
  feeds: 'national-id',
  find({ text }) {
    const hits: Hit[] = []
    for (let at = text.indexOf('<<'); at >= 0 && hits.length < HITS_MAX;) {
      let start = at
      let end = at + 2
      while (start > 0 && at - start < LINE_MAX && isSign(text.charCodeAt(start - 1))) start -= 1
      while (end < text.length && end - start < LINE_MAX && isSign(text.charCodeAt(end))) end += 1
      const found = end - start < LINE_MAX ? judge(text.slice(start, end)) : undefined
      if (found !== undefined) hits.push({ start, end, ...found })
      while (end < text.length && isSign(text.charCodeAt(end))) end += 1
      at = text.indexOf('<<', end)
    }
    return hits.toSorted((a, b) => a.start - b.start)
  },
  examples: {
    hit: ['P<NLDDE<BRUIJN<<WILLEKE<LISELOTTE<<<<<<<<<<<', 'L898902C36UTO7408122F1204159ZE184226B<<<<<10', 'I<UTOD231458907<<<<<<<<<<<<<<<', '7408122F1204159UTO<<<<<<<<<<<6'],
    miss: ['L898902C35UTO7408122F1204159ZE184226B<<<<<10', 'a<b', 'PAGINA<EINDE'],
  },
}

const isSign = (code: number): boolean => (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 60

function judge(line: string): Pick<Hit, 'confidence' | 'why'> | undefined {
  const card = CARD_FIRST.exec(line)
  if (card !== null && isChecked(card[1], card[2])) return { confidence: 0.99, why: ['mrz-check-digit'] }
  const second = SECOND.exec(line)
  if (second !== null && isChecked(second[1], second[2], second[3], second[4], second[5], second[6])) return { confidence: 0.99, why: ['mrz-check-digit'] }
  const below = CARD_SECOND.exec(line)
  if (below !== null && isChecked(below[1], below[2], below[3], below[4])) return { confidence: 0.97, why: ['mrz-check-digit'] }
  return FIRST.test(line) ? { confidence: 0.95, why: ['mrz-shape'] } : undefined
}
