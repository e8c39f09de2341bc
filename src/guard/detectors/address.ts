import { columnHeader, nearest } from '../reading.ts'
import { classFlags, is } from '../scan.ts'
import { matches, HITS_MAX, type Detector, type Hit } from './detector.ts'

const POSTCODE_NL = /(?<![\w-])[1-9]\d{3} ?(?!SA|SD|SS)[A-Z]{2}(?![\w-])/g
const POSTCODE_UK = /(?<![\w-])(?:[A-PR-UWYZ][A-HK-Y]?\d[A-Z\d]?) \d[ABD-HJLNP-UW-Z]{2}(?![\w-])/g
const POSTCODE_TOWN = /(?<![\w.,-])\d{4,5} [A-ZÀ-Þ][a-zà-ÿ]{2,20}(?![\w])/g
const street = classFlags('street')
const addressWord = classFlags('address-word')
/** Where a house number stands: behind the street, or before it in English and French. */
const NUMBER_BEHIND = /^[ ,]{1,2}\d{1,4} ?[a-zA-Z]?(?:-\d{1,3})?(?!\d|[.,]\d| ?(?:euro|uur|mg|ml|jaar|km|%))/
const NUMBER_BEFORE = /(?:^|[\s,])\d{1,4}[a-zA-Z]?(?: bis| ter)?,? (?:[\p{L}'-]{1,20} ){0,3}$/u

/** Home addresses: street and number, postcode and number. */
export const address: Detector = {
  id: 'address',
  type: 'ADDRESS',
  title: { nl: 'Adres', en: 'Address', de: 'Anschrift', fr: 'Adresse' },
  basis: 'AVG art. 4 lid 1',
  check: 'street with house number; postcode shape of nl or uk',
  feeds: null,
  find(reading) {
    const hits: Hit[] = []
    const { scan, text } = reading
    if (!/\d/.test(text)) return hits
    for (let at = 0; at < scan.count && hits.length < HITS_MAX; at += 1) {
      if (!is(scan, at, street)) continue
      const [start, end] = [scan.start[at] ?? 0, scan.end[at] ?? 0]
      const behind = NUMBER_BEHIND.exec(text.slice(end, end + 16))
      const isName = /^[A-ZÀ-Þ]/.test(text.slice(start, start + 1))
      if (behind !== null && isName) hits.push({ start, end: end + behind[0].length, confidence: 0.75, why: ['street', 'house-number'] })
      else {
        const from = Math.max(0, start - 60)
        const number = NUMBER_BEFORE.exec(text.slice(from, start))
        if (number !== null) hits.push({ start: from + number.index + (/^\d/.test(number[0]) ? 0 : 1), end, confidence: 0.7, why: ['street', 'house-number'] })
      }
    }
    for (const [pattern, rule] of [[POSTCODE_NL, 'postcode:nl'], [POSTCODE_UK, 'postcode:uk'], [POSTCODE_TOWN, 'postcode:town']] as const) {
      for (const match of matches(text, pattern)) {
        const span = { start: match.index, end: match.index + match[0].length }
        if (/postbus|postfach|po box|boîte postale|\bbp\b/i.test(text.slice(Math.max(0, span.start - 24),
          span.start))) continue
        const hasWord = nearest(reading, span, addressWord, { before: 50, after: 5 }) !== 0 || /adres|postcode|address|anschrift|plz/.test(columnHeader(reading, span.start) ?? '')
        const last = hits.at(-1)
        if (last !== undefined && span.start - last.end < 6 && span.start > last.start) hits[hits.length
          - 1] = { ...last, end: span.end, confidence: 0.95, why: [...last.why, rule] }
        else if (rule === 'postcode:nl') hits.push({ ...span, confidence: /^[ ,]{1,3}\d/.test(text.slice(span.end, span.end + 6)) || hasWord ? 0.85 : 0.5, why: [rule] })
        else if (hasWord && rule === 'postcode:uk') hits.push({ ...span, confidence: 0.8, why: [rule] })
        if (hits.length >= HITS_MAX) break
      }
    }
    return hits.toSorted((a, b) => a.start - b.start)
  },
  examples: {
    hit: ['woont aan de Kerkstraat 12', 'Dorpsweg 4a, 1234 AB Veenrade', 'adres 1012 AB 15', '14 rue des Lilas', '22 Harbour Road', 'Lindenstraße 8'],
    miss: ['Postbus 4272, 5701 VH', 'straat 5', 'op weg 3 dagen', '1234 SS'],
  },
}
