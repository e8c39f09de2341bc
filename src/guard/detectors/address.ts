import { columnHeader, nearest, type Reading } from '../reading.ts'
import { classFlags, is } from '../scan.ts'
import { beginsFree, matches, HITS_MAX, type Detector, type Hit } from './detector.ts'

const POSTCODE_NL = /(?<![\w-])[1-9]\d{3} ?(?!SA|SD|SS|MG|ML|KG|KM|CM|MM)[A-Z]{2}(?![\w-])/g
const UK_AREAS = 'AB|AL|B|BA|BB|BD|BH|BL|BN|BR|BS|BT|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT|DY|E|EC|EH|EN|EX|FK|FY|G|GL|GU|GY|HA|HD|HG|HP|HR|HS|HU|HX|IG|IM|IP|IV|JE|KA|KT|KW|KY|L|LA|LD|LE|LL|LN|LS|LU|M|ME|MK|ML|N|NE|NG|NN|NP|NR|NW|OL|OX|PA|PE|PH|PL|PO|PR|RG|RH|RM|S|SA|SE|SG|SK|SL|SM|SN|SO|SP|SR|SS|ST|SW|SY|TA|TD|TF|TN|TQ|TR|TS|TW|UB|W|WA|WC|WD|WF|WN|WR|WS|WV|YO|ZE'
/** Areas that exist; without a blank only where nothing else stands. Royal Mail PAF */
const POSTCODE_UK = new RegExp(String.raw`(?<![\w-])(?:(?:${UK_AREAS})\d[A-Z\d]?|GIR) ?[0-9][ABD-HJLNP-UW-Z]{2}(?![\w-])`, 'g')
const POSTCODE_TOWN = /(?<![\w.,-])\d{4,5} [A-ZÀ-Þ][a-zà-ÿ]{2,20}(?![\w])/g
const street = classFlags('street')
const addressWord = classFlags('address-word')
/** A town behind the postcode. */
const PLACE_BEHIND = /^,? {1,2}['’]?[A-ZÀ-Þ][a-zA-ZÀ-ÿ-]{2,}/
/** Letters that are a unit behind a number more often than a postcode. */
const UNIT = /(?:MW|KW|GB|MB|KB|TB|HZ|AM|PM|AD|BC|PK|CC|EU|HP|UK|US|BV|NV)$/
/** Where a house number stands: behind the street, or before it in English and French. */
const NUMBER_BEHIND = /^[ ,]{1,2}\d{1,4} ?[a-zA-Z]?(?:-\d{1,3})?(?!\d|[.,]\d| ?(?:euro|uur|mg|ml|jaar|km|%))/
const NUMBER_BEFORE = /(?:^|[\s,])\d{1,4}[a-zA-Z]?(?: bis| ter)?,? (?:(?:\p{Lu}[\p{L}'.-]{0,20}|de|du|des|la|le|les|of|the|van) ){0,3}$/u
/** Streets that have their number before them; the Dutch and German ones never do. */
const TAKES_BEFORE = new RegExp(String.raw`^(?:street|road|avenue|lane|close|drive|crescent|gardens|terrace|court|place|square|boulevard|rue|impasse|allée|allee|chemin|quai|way|grove|mews|hill|park|row|walk|av|bd|cours|passage|route|sentier|villa)$`, 'i')

/** Of finds that share a place the surest, then the longest. */
function withoutOverlap(hits: readonly Hit[]): Hit[] {
  const kept: Hit[] = []
  for (const hit of hits.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = kept.at(-1)
    if (last === undefined || hit.start >= last.end) kept.push(hit)
    else kept[kept.length - 1] = { ...last, end: Math.max(last.end, hit.end), confidence: Math.max(last.confidence,
      hit.confidence), why: [...new Set([...last.why, ...hit.why])] }
  }
  return kept
}

/**
 * Whatever the street is called: words, a house number, a postcode. A Dutch or British postcode needs no comma before it; the
 * digits of other countries look like years and sums, so they do.
 */
const TELLING_POSTCODE = /(?:[1-9]\d{3} ?(?!SA|SD|SS)[A-Z]{2}|[A-Z]{1,2}\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2})(?!\w)/y
const SMALL_POSTCODE = new RegExp(String.raw`[1-9]\d{3} ?(?!en|of|in|te|is|na|op|to|at|or|et|le|la|de|du|um|am|zu|ab|vs|mw|mg|kg|km|cm|mm|ml|tm|as|by|on|an)[a-z]{2}(?!\w)`, 'y')
const SMALL_UK = /[a-z]{1,2}\d[a-z\d]? \d[abd-hjlnp-uw-z]{2}(?!\w)/y
const DIGITS_AND_TOWN = /(?:\d{5} [\p{L}][\p{L}'-]{2,}|[1-9]\d{3} \p{Lu}[\p{L}'-]{2,})/uy
/** The words of the street, with the number behind or before. */
const STREET_BEFORE = /(?:^|[^\p{L}\d'’-])((?:[\p{L}][\p{L}'’.-]* ){1,5}\d{1,4}(?: ?[a-zA-Z]| bis| ter|-\d{1,3})?,?\s{1,2}|\d{1,4}(?: ?[a-zA-Z]| bis| ter)?,? (?:[\p{L}][\p{L}'’.-]*,? ){1,6})$/u
/** A day and a month before a year. */
const DATE_BEFORE = /\d{1,2}\.? \p{L}{3,9}\.? $/u
/** The town, when it has a capital. */
const TOWN = /^,? {1,2}(?:['’]?\p{Lu}[\p{L}'’-]+(?: (?:aan|bij|op|den|de|het|sur|an|am|upon) ?\p{Lu}[\p{L}'’-]+| \p{Lu}[\p{L}'’-]+)?)/u
/** Words that stand before numbers and are no street. */
const NO_STREET = new RegExp(String.raw`\b(?:artikel(?:en)?|art|lid|leden|wet|besluit|kamer|zaal|pagina|postbus|postfach|po box|bp|kb|mb|mg|ml|euro|uur|jaar|januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december|january|february|march|may|june|july|august|october|december|januar|februar|märz|mai|dezember|janvier|février|mars|avril|juin|juillet|août|octobre|novembre|décembre)\b`, 'i')

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

/** Where the name of the street begins: at its first capital, when it has one. */
function beginOfStreet(street: string): number {
  if (/^\d/.test(street)) return 0
  const capital = /(?:^| )(?=['’]?\p{Lu})/u.exec(street)
  return capital === null ? 0 : capital.index + capital[0].length
}

function beforePostcode({ text, scan }: Reading): Hit[] {
  const hits: Hit[] = []
  for (let index = 0; index < scan.numbers.length && hits.length < HITS_MAX; index += 1) {
    const token = scan.numbers[index] ?? 0
    const at = scan.start[token] ?? 0
    const length = (scan.end[token] ?? 0) - at
    if (length < 2 || length > 6 || !beginsFree(text, at)) continue
    const before = text.slice(Math.max(0, at - 64), at)
    const behind = matchAt(TELLING_POSTCODE, text, at) ?? matchAt(SMALL_UK, text, at) ?? (/[,\n] ?$/.test(before)
      ? matchAt(SMALL_POSTCODE, text, at) ?? matchAt(DIGITS_AND_TOWN, text, at) : null)
    if (behind === null) continue
    const street = STREET_BEFORE.exec(before)?.[1]
    if (street === undefined || (UNIT.test(behind[0])
      && !/, ?$/.test(before)) || NO_STREET.test(street) || (/^(?:19|20)\d\d\b/.test(behind[0])
      && DATE_BEFORE.test(before))) continue
    const end = at + behind[0].length
    hits.push({ start: at - street.length + beginOfStreet(street), end: end + (/^\d{5}|^\d{4} \p{Lu}\p{Ll}/u.test(behind[0]) ? 0 : TOWN.exec(text.slice(end, end + 40))?.[0].length ?? 0), confidence: 0.85, why: ['house-number', 'postcode'] })
  }
  return hits
}

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
      else if (TAKES_BEFORE.test(text.slice(start, end))) {
        const from = Math.max(0, start - 60)
        const number = NUMBER_BEFORE.exec(text.slice(from, start))
        if (number !== null) hits.push({ start: from + number.index + (/^\d/.test(number[0]) ? 0 : 1), end, confidence: 0.7, why: ['street', 'house-number'] })
      }
    }
    hits.push(...beforePostcode(reading))
    for (const [pattern, rule] of [[POSTCODE_NL, 'postcode:nl'], [POSTCODE_UK, 'postcode:uk'], [POSTCODE_TOWN, 'postcode:town']] as const) {
      // A town's digits only lengthen an address that was found.
      if (rule === 'postcode:town' && hits.length === 0) continue
      for (const match of matches(text, pattern)) {
        const span = { start: match.index, end: match.index + match[0].length }
        if (/postbus|postfach|po box|boîte postale|\bbp\b/i.test(text.slice(Math.max(0, span.start - 24),
          span.start))) continue
        const hasWord = nearest(reading, span, addressWord, { before: 50, after: 5 }) !== 0 || /adres|postcode|address|anschrift|plz/.test(columnHeader(reading, span.start) ?? '')
        if (hits.some((hit) => hit.start < span.start
          && hit.end >= span.end) || DATE_BEFORE.test(text.slice(Math.max(0, span.start - 16), span.start))) continue
        const last = hits.at(-1)
        if (last !== undefined && span.start - last.end < 6 && span.start > last.start) hits[hits.length
          - 1] = { ...last, end: span.end, confidence: 0.95, why: [...last.why, rule] }
        else if (rule === 'postcode:nl') hits.push({ ...span, confidence: /^[ ,]{1,3}\d/.test(text.slice(span.end, span.end + 6)) || hasWord ? 0.85 : PLACE_BEHIND.test(text.slice(span.end, span.end + 24)) && !UNIT.test(match[0]) ? 0.55 : 0.35, why: [rule] })
        else if (rule === 'postcode:uk' && (hasWord || match[0].includes(' ') || text.trim() === match[0])) hits.push({ ...span, confidence: hasWord ? 0.85 : 0.55, why: [rule] })
        if (hits.length >= HITS_MAX) break
      }
    }
    return withoutOverlap(hits)
  },
  examples: {
    hit: ['woont aan de Kerkstraat 12', 'Dorpsweg 4a, 1234 AB Veenrade', 'adres 1012 AB 15', '14 rue des Lilas', '22 Harbour Road', 'Lindenstraße 8', 'From SW1A 1AA to EC1A 1BB', 'postcode EC2A 1NT', 'Zuidwal 183 bis, 6426 HP Drachterveen', 'wohnt Hinterm Deich 64, 85738 Kirchtal', 'Birkenring 173, 35526 Burgwitz'],
    miss: ['Postbus 4272, 5701 VH', 'straat 5', 'op weg 3 dagen', 'op 9 september 1996 te Straatsburg', 'op 9 september 1996 TE Straatsburg', 'QA1 1AA', 'M1 1AI', 'loss of 1400 MW due to a fire', 'filed Oct. 4 in federal court', '1234 SS'],
  },
}
