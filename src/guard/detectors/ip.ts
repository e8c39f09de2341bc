import { calledAs } from '../labels.ts'
import { share, CONFIDENCE_MIN, HITS_MAX, type Detector, type Hit } from './detector.ts'

const V4 = /(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}(?![\w]|\.\d)/y

/** Networks that everybody knows: private, own machine, everything. RFC 1918, RFC 6890 */
const SPECIAL = /^(?:10\.|127\.|0\.0\.0\.0|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)/

/** Addresses of computers: personal when they are somebody's at home. */
export const ip: Detector = {
  id: 'ip',
  type: 'IP',
  title: { nl: 'IP-adres', en: 'IP address', de: 'IP-Adresse', fr: 'Adresse IP' },
  basis: 'AVG art. 4 lid 1 en overweging 30',
  check: 'four numbers to 255, or RFC 4291 §2.2',
  feeds: null,
  find(reading) {
    const { text, scan } = reading
    const hits: Hit[] = []
    for (let index = 0, free = 0; index < scan.numbers.length && hits.length < HITS_MAX; index += 1) {
      if ((scan.digits[index] ?? 0) < 4) continue
      const token = scan.start[scan.numbers[index] ?? 0] ?? 0
      if (token < free || isJoined(text, token)) continue
      V4.lastIndex = token
      const four = V4.exec(text)
      if (four !== null) {
        const span = { start: token, end: token + four[0].length }
        free = span.end
        const called = calledAs(reading, span, ['ip'])
        const { own } = called
        const other = called.otherLabel === 'other' ? called.other : 0
        // Paragraphs and versions are small numbers with dots.
        const isSmall = !SPECIAL.test(four[0]) && four[0].split('.').every((part) => part.length < 3 && Number(part) < 40)
        const isAlone = text.trim() === four[0]
        const confidence = share((isSmall ? -1.5 : 1.8) + own * 4 - other * 4 + (isAlone ? 2.5
          : 0) + (/^\/\d{1,3}\b/.test(text.slice(span.end, span.end + 4)) ? 2
          : 0) - (/(?:§|\bv|versie|version|artikel|par\.) ?$/i.test(text.slice(Math.max(0, token - 12), token))
          ? 4 : 0))
        if (confidence >= CONFIDENCE_MIN) hits.push({ ...span, confidence, why: ['four-octets'] })
      }
    }
    if (text.includes('::') || /:[0-9A-Fa-f]{1,4}:/.test(text)) hits.push(...sixes(text).filter(({ confidence }) => confidence >= CONFIDENCE_MIN).take(HITS_MAX))
    return hits.toSorted((a, b) => a.start - b.start)
  },
  examples: {
    hit: ['192.168.178.24', 'vanaf IP-adres 82.94.1.2', '2001:db8:85a3::8a2e:370:7334', 'fe80::1ff:fe23:4567:890a', '::1', 'Route is 10.0.0.0/8.', '::/0', 'host 10.0.0.1:8080', '2001:0db8:0000:0000:0000:ff00:0042:8329'],
    miss: ['256.256.256.256', '1.2.3', 'versie 2.1.3.4', 'om 12:30:45', '01:23:45:67:89:ab', '1.2.3.04', '§ 4.2.1.3', 'a::b::c', '4.1.2.1 Inleiding'],
  },
}

/** Whether a digit, letter, or a digit with a dot stands right before. */
const isJoined = (text: string, at: number): boolean => /[\w.]/.test(text[at - 1] ?? '') && (/\w/.test(text[at - 1] ?? '') || /\w/.test(text[at - 2] ?? ''))

function* sixes(text: string): Generator<Hit> {
  for (let colon = text.indexOf(':'), end = 0; colon >= 0; colon = text.indexOf(':', Math.max(colon + 1, end))) {
    let start = colon
    end = colon + 1
    while (start > 0 && colon - start < 4 && isHexadecimal(text.charCodeAt(start - 1))) start -= 1
    while (end < text.length && isSix(text.charCodeAt(end))) end += 1
    if (end - start > V6_LENGTH_MAX || /\w/.test(text[start - 1] ?? '') || /\w/.test(text[end] ?? '')) continue
    const written = text.slice(start, end)
    const value = written.endsWith('::') ? written : written.replace(/[.:]$/, '')
    if (!isV6(value)) continue
    const isShort = value === '::' ? !/^\/\d/.test(text.slice(end, end + 2)) : value.length < 4 && value !== '::1'
    yield { start, end: start + value.length, confidence: isShort ? 0.1 : 0.95, why: ['rfc4291'] }
  }
}

/** Longest way of writing one: six groups and a version 4 address. */
const V6_LENGTH_MAX = 45
const isHexadecimal = (code: number): boolean => (code >= 48 && code <= 57) || (code >= 65
  && code <= 70) || (code >= 97 && code <= 102)
const isSix = (code: number): boolean => isHexadecimal(code) || code === 58 || code === 46

/** RFC 4291 §2.2: eight groups, or fewer with one `::`; the last two may be a version 4 address. */
function isV6(value: string): boolean {
  const halves = value.split('::')
  if (halves.length > 2) return false
  let groups = 0
  for (const [index, half] of halves.entries()) {
    if (half === '') continue
    const parts = half.split(':')
    for (const [place, part] of parts.entries()) {
      const isLast = index === halves.length - 1 && place === parts.length - 1
      V4.lastIndex = 0
      if (isLast && part.includes('.')) {
        if (V4.exec(part)?.[0] !== part) return false
        groups += 2
      } else if (/^[0-9A-Fa-f]{1,4}$/.test(part)) groups += 1
      else return false
    }
  }
  return halves.length === 2 ? groups <= 7 && (groups > 0 || value === '::') : groups === 8
}
