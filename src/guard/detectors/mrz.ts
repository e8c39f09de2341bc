import { mrzCheck } from '../checks.ts'
import { matches, HITS_MAX, type Detector, type Hit } from './detector.ts'

/** First line of a passport (TD3), card (TD1, TD2) or visa: kind, country, name or number. */
const FIRST = /[PIACV][A-Z<][A-Z<]{3}[A-Z0-9<]{25,39}(?![A-Z0-9<])/g
/** Second line of TD3 and TD2: number, check, nationality, birth, sex, expiry. ICAO 9303-4 §4.2.2 */
const SECOND = /([A-Z0-9<]{9})(\d)[A-Z<]{3}(\d{6})(\d)[MFX<](\d{6})(\d)[A-Z0-9<]{7,16}(?![A-Z0-9<])/g
/** First line of TD1: number and check stand in it. ICAO 9303-5 §4.2.2 */
const CARD_FIRST = /^[IAC][A-Z<][A-Z<]{3}([A-Z0-9<]{9})(\d)[A-Z0-9<]{15}$/
/** Second line of TD1: birth, sex, expiry, nationality. */
const CARD_SECOND = /(\d{6})(\d)[MFX<](\d{6})(\d)[A-Z<]{3}[A-Z0-9<]{11}\d(?![A-Z0-9<])/g

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
    if (!text.includes('<')) return hits
    const put = (match: RegExpExecArray, confidence: number, rule: string): void => {
      if (hits.length < HITS_MAX && !isInside(text, match.index)) hits.push({ start: match.index, end: match.index + match[0].length, confidence, why: [rule] })
    }
    for (const match of matches(text, FIRST)) {
      const card = CARD_FIRST.exec(match[0])
      if (card !== null && isChecked(card[1], card[2])) put(match, 0.99, 'mrz-check-digit')
      else if (match[0].includes('<<')) put(match, 0.95, 'mrz-shape')
    }
    for (const match of matches(text, SECOND)) if (isChecked(match[1], match[2], match[3], match[4], match[5], match[6])) put(match, 0.99, 'mrz-check-digit')
    for (const match of matches(text, CARD_SECOND)) if (isChecked(match[1], match[2], match[3], match[4])) put(match, 0.97, 'mrz-check-digit')
    return hits.toSorted((a, b) => a.start - b.start)
  },
  examples: {
    hit: ['P<NLDDE<BRUIJN<<WILLEKE<LISELOTTE<<<<<<<<<<<', 'L898902C36UTO7408122F1204159ZE184226B<<<<<10', 'I<UTOD231458907<<<<<<<<<<<<<<<', '7408122F1204159UTO<<<<<<<<<<<6'],
    miss: ['L898902C35UTO7408122F1204159ZE184226B<<<<<10', 'a<b', 'PAGINA<EINDE'],
  },
}

/** Whether the match begins in the middle of a longer run of such signs. */
const isInside = (text: string, at: number): boolean => /[A-Z0-9<]/.test(text[at - 1] ?? '')
