import { calledAs, holdsLabel } from '../labels.ts'
import { digitsOf, isDigit, share, CONFIDENCE_MIN, HITS_MAX, type Detector, type Hit } from './detector.ts'

/** Groups of digits with little between; what they mean is decided by the digits. */
const RUN = /\d(?:\d|(?:[ ./-]|\(0\)| ?\(0\) ?|\) ?-?| ?[-–./] ?| \(| \/ )(?=\d)){6,28}(?!(?!x\d{1,6}\b)\w)/y
/** Digits of a national number behind the country code. ITU-T E.164 and the national plans. */
const NATIONAL: Readonly<Record<string, readonly [number, number]>> = {
  31: [9, 9], 32: [8, 9], 33: [9, 9], 49: [6, 12], 44: [9, 10], 1: [10, 10], 34: [9, 9], 39: [8, 11], 41: [9, 9],
    43: [7, 12], 45: [8, 8], 46: [7, 10], 47: [8, 8], 48: [9, 9], 352: [5, 9], 353: [7, 9], 351: [9, 9], 358: [6, 11],
  30: [10, 10], 36: [8, 9], 40: [9, 9], 90: [10, 10], 91: [10, 10], 63: [10, 10], 212: [9, 9], 297: [7, 7],
    599: [7, 8], 597: [6, 7], 62: [8, 12], 61: [9, 9], 81: [9, 10], 86: [9, 11], 972: [8, 9], 380: [9, 9], 420: [9, 9],
}
/** Dutch codes of mobile, area and company numbers. Nummerplan telefoon- en ISDN-diensten */
const DUTCH = new RegExp(String.raw`^0(?:6[1-9]\d{7}|6\d{8}|(?:1[035]|2[0346]|3[03568]|4[0356]|5[0358]|7[0-9]|8[58])\d{7}|(?:1[1678]|2[259]|3[124]|4[1789]|5[124679])\d{7}|[89]00\d{4,7})$`)

/** Telephone numbers, national and international. Weak by itself: work numbers stand in every signature. */
export const phone: Detector = {
  id: 'phone',
  type: 'PHONE',
  title: { nl: 'Telefoonnummer', en: 'Telephone number', de: 'Telefonnummer', fr: 'Numéro de téléphone' },
  basis: 'AVG art. 4 lid 1',
  check: 'national plans of nl, be, de, fr, uk and us; ITU-T E.164',
  feeds: null,
  find(reading, { setting }) {
    const hits: Hit[] = []
    const { scan, text } = reading
    const isNamed = holdsLabel(reading, ['phone'])
    const own = new Set(setting.knowledge.own.phones.map((number) => number.replace(/\D/g, '').slice(-9)))
    for (let index = 0, free = 0; index < scan.numbers.length && hits.length < HITS_MAX; index += 1) {
      if ((scan.digits[index] ?? 0) < 7) continue
      const token = scan.numbers[index] ?? 0
      const from = scan.start[token] ?? 0
      if (from < free || !mayBegin(text, from)) continue
      // Numbers begin with 0, + or a bracket; groups of one digit in the middle of nothing begin none.
      if ((scan.end[token] ?? 0) - from < 2 && text.charCodeAt(from) !== 48 && !/[+(]/.test(text[from - 1] ?? '')) continue
      const found = numberAt(text, from)
      if (found === undefined || (!isNamed && found.prior < -1.4)) continue
      const { own: called, other } = calledAs(reading, found, ['phone'])
      const digits = found.digits.slice(-9)
      const isPart = !found.isInternational
        && PART_OF_LONGER.test(text.slice(Math.max(0, found.start - 30), found.start))
      if (own.has(digits)) { free = found.end; continue }
      const score = found.prior - (isPart ? 4 : 0) + called * 4.5 - (other > called
        ? other * (found.isInternational ? 1.5 : 5) : 0)
      const confidence = share(score)
      if (confidence < CONFIDENCE_MIN) continue
      free = found.end
      hits.push({ start: found.start, end: found.end, confidence, why: [called > 0 ? 'context:phone' : found.rule] })
    }
    return hits
  },
  examples: {
    hit: ['06-12345678', 'bel 020 - 123 45 67', '+31 6 1234 5678', '0031612345678', 'Tel. 089 / 7971705', '+44 20 7946 0671', '01 99 97 30 67', '(030) 555 5555', '+31 (0)6 12 34 56 78', 'T 038 - 3 13 98 73', '0470 12 34 56', '(415) 555-0132',
      'phone 07700 900461', '(06)-5555 5555', '088-7555555', '+32 2 555 12 12', 'Tel: 030/12345-67', 'mobiel 0612345678', '+1 415 555 0132', 'naam;telefoon\nPrins;0570661204'],
    miss: ['ordernummer 0612345678', '12345', '2025-01-01', '0,12345678', '01-02-2003 04-05-2006', 'nr. FO2005/0000008072', '0000000000', '4111 1111 1111 1111', 'kenmerk 0201234567', '5348573857385', '1900 - 1999 - 2005'],
  },
}

/** Groups of an account number or of a longer number right before: what follows is the rest of it. */
const PART_OF_LONGER = /(?:\b[A-Z]{2}\d\d(?: [A-Z0-9]{1,4}){1,6}|\b[A-Z]{2}\d\d|\b[A-Z]{4}|\d) $/

/** Not inside a word, a number or an amount; a sign or bracket may stand before. */
function mayBegin(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1)
  if (at === 0 || before === 32 || before === 10) return true
  if (/[\w€$£]/.test(text.charAt(at - 1))) return false
  return !(isDigit(text.charCodeAt(at - 2)) && /[.,/:-]/.test(text.charAt(at - 1)))
}

interface Found { readonly start: number, readonly end: number, readonly digits: string, readonly prior: number,
  readonly rule: string, readonly isInternational: boolean }

function numberAt(text: string, from: number): Found | undefined {
  RUN.lastIndex = from
  const run = RUN.exec(text)?.[0]
  if (run === undefined) return undefined
  const near = text.slice(Math.max(0, from - 3), from)
  const lead = near.includes('+') || near.includes('(') ? /(?:\+ ?|\(\+? ?|\( ?)$/.exec(near)?.[0] ?? '' : ''
  const start = from - lead.length
  const isPlus = lead.includes('+')
  if (isPlus || run.startsWith('00')) return international(run, { start, from, isPlus })
  return national(run, { start, from, hasBracket: lead.startsWith('(') })
}

function international(
  run: string, { start, from, isPlus }: { readonly start: number, readonly from: number, readonly isPlus: boolean },
): Found | undefined {
  const digits = run.replace(/\(0\)/, '').replace(/\D/g, '').replace(isPlus ? '' : /^00/, '')
  const code = [3, 2, 1].map((length) => digits.slice(0, length)).find((one) => one in NATIONAL)
  const [least, most] = code === undefined ? [6, 12] : NATIONAL[code] ?? [6, 12]
  const rest = digits.length - (code?.length ?? 2) - (code !== '1' && digits[code?.length ?? 2] === '0' ? 1 : 0)
  if (digits.startsWith('0') || rest < least || digits.length > 15) return undefined
  if (rest <= most) return { start, end: from + run.length, digits, prior: code === undefined ? (isPlus ? 0.8 : -1.5) : isPlus ? 2.5 : /^3[123]$|^4[49]$/.test(code) ? 1.2 : -0.6, rule: 'shape:international', isInternational: isPlus }
  // Something else follows in the same breath: take what belongs to the number.
  const end = endOfDigits(run, (isPlus ? 0 : 2) + (code?.length ?? 2) + most)
  return end === undefined ? undefined : { start, end: from + end, digits: digits.slice(0, (code?.length ?? 2) + most), prior: 1.5, rule: 'shape:international', isInternational: isPlus }
}

function national(run: string, { start, from, hasBracket }: {
  readonly start: number, readonly from: number, readonly hasBracket: boolean,
}): Found | undefined {
  const digits = digitsOf(run)
  if (isDateLike(run)) return undefined
  const make = (prior: number, rule: string, length = run.length): Found =>
    ({ start, end: from + length, digits: digitsOf(run.slice(0, length)), prior, rule, isInternational: false })
  if (/^\d{3}\)?(?:[ .-]| ?-)?[2-9]\d{2}[- .]\d{4}$/.test(run) && /^[2-9]/.test(run)) return make(hasBracket ? 2 : 0.15, 'shape:us')
  if (!digits.startsWith('0')) return digits.length >= 7 && digits.length <= 11 && !/^(.)\1+$/.test(digits) ? make(-4.2, 'shape:other') : undefined
  if (/^0+$/.test(digits) || digits.startsWith('00')) return undefined
  for (const length of new Set([digits.length, 10])) {
    const end = length === digits.length ? run.length : endOfDigits(run, length)
    if (end === undefined || length > digits.length) continue
    const part = digits.slice(0, length)
    const isParted = /\D/.test(run.slice(0, end))
    if (length === 10 && DUTCH.test(part)) return make(isParted ? 2.2 : part.startsWith('06') ? 1.6 : 0.6, 'shape:nl', end)
    if (/^0[1-9](?:[ .]\d\d){4}$/.test(run.slice(0, end))) return make(1.8, 'shape:fr', end)
    if (/^04[5-9]\d[ /.]?\d\d[ .]?\d\d[ .]?\d\d$/.test(run.slice(0, end)) && length === 10) return make(isParted ? 1.8 : 0.6, 'shape:be', end)
    if (/^0(?:2|3|4|9|1\d|[5-8]\d)[ /]\d{2,3}[ .]\d\d[ .]\d\d$/.test(run.slice(0, end)) && length === 9) return make(1.2, 'shape:be', end)
    if (length === 11 && /^0[1-9]\d \d{4} \d{4}$/.test(run.slice(0, end))) return make(0.8, 'shape:uk', end)
    if (/^0(?:7\d{3}|1\d{3,4}|2\d) \d{3,4} ?\d{3,4}$/.test(run.slice(0, end)) && (length === 11 || length === 10)) return make(1.2, 'shape:uk', end)
    if (/^0\d{2,4}\)? ?[/-] ?\d[\d -]{4,10}$|^0\d{2,4}\)? \d{5,9}$/.test(run.slice(0, end)) && length >= 8 && length <= 12) return make(0.4, 'shape:de', end)
  }
  return digits.length >= 8 && digits.length <= 12 ? make(hasBracket ? 0.2 : -2.6, 'shape:national') : undefined
}

/** Where the given number of digits ends in a run, when no digit is glued to it. */
function endOfDigits(run: string, count: number): number | undefined {
  let left = count
  for (let at = 0; at < run.length; at += 1) {
    if (isDigit(run.charCodeAt(at))) left -= 1
    if (left === 0) return isDigit(run.charCodeAt(at + 1)) ? undefined : at + 1
  }
  return undefined
}

const isDateLike = (run: string): boolean => DATE_LIKE.test(run)

const DATE_LIKE = new RegExp(String.raw`^(?:(?:0?[1-9]|[12]\d|3[01])([-./ ])(?:0?[1-9]|1[0-2])\1(?:(?:19|20)\d\d(?!\d)|\d\d$)|(?:19|20)\d\d([-./])\d{1,2}\2\d{1,2}(?!\d))`)
