import { classFlags, is, SHAPE, wordAt, type Scan } from '../scan.ts'
import { holds, isJoined, type Tagger } from './tagger.ts'
import { NAME_LISTS, TAGS } from './tagger-model.ts'

/** A stretch of words that the tagger takes for a name. */
export interface NameSpan { readonly first: number, readonly last: number, readonly isPerson: boolean,
  /** How surely, in steps of the tagger. */
  readonly margin: number }

const firstName = classFlags('first-name')
const notAlone = classFlags('month', 'company', 'en', 'nl', 'de', 'fr', 'public', 'technical', 'title')
const ARTICLE = /^(?:het|een|'t|the|an?|das|la|le|les|une?)$/i

/** Names of a whole block, in order. What shape and lists speak against is no person. */
export function nameSpans(scan: Scan, tagger: Tagger): NameSpan[] {
  const found: NameSpan[] = []
  for (let from = 0; from < scan.count;) {
    let to = from
    while (to + 1 < scan.count && scan.sentence[to + 1] === scan.sentence[from]) to += 1
    const tags = tagger.tags(scan, from, to)
    if (isBareName(scan, tagger, from, to)) found.push({ first: from, last: to, isPerson: true, margin: MARGIN_ALONE })
    else if (tags !== null) addSpans(scan, tagger, { from, to, tags }, found)
    from = to + 1
  }
  return found
}

/** A line with nothing but two to four capitals, a known first name in front: "Katrijn Serneels". */
function isBareName(scan: Scan, tagger: Tagger, from: number, to: number): boolean {
  if (to === from || to - from > 3 || !isFirst(scan, tagger, from)) return false
  for (let at = from; at <= to; at += 1) {
    const shape = scan.shape[at] ?? 0
    if ((shape & SHAPE.capital) === 0 || (shape & (SHAPE.digit | SHAPE.allCapitals)) !== 0 || is(scan, at,
      notAlone)) return false
    if (at > from && (!isJoined(scan, at) || (isOrdinary(scan, tagger, at) && !listHolds(scan, tagger, at, 'family')))) return false
  }
  return true
}

function addSpans(scan: Scan, tagger: Tagger, { from, to, tags }: { readonly from: number, readonly to: number,
  readonly tags: Uint8Array }, into: NameSpan[]): void {
  for (let at = from; at <= to; at += 1) {
    const tag = TAGS[tags[at - from] ?? 0] ?? 'O'
    if (!tag.startsWith('B')) continue
    let last = at
    while (last < to && TAGS[tags[last + 1 - from] ?? 0] === `I${tag.slice(1)}`) last += 1
    const margin = tagger.margins[at - from] ?? 0
    const isPerson = tag === 'B-PER' && margin >= (at === last ? MARGIN_ALONE : MARGIN_MORE) && !isUnlikely(scan, tagger, at, last)
    // "minister van Verkeer Isabelle Durant": an ordinary word in front of a first name is none of the name.
    const first = isPerson && at < last && isOrdinary(scan, tagger, at) && isFirst(scan, tagger, at + 1)
      && !isFirst(scan, tagger, at) ? at + 1 : at
    into.push({ first, last, isPerson, margin })
    at = last
  }
}

/** Smallest margin at which one word, and several, are a person. */
const MARGIN_ALONE = 40
const MARGIN_MORE = 12

const listHolds = (scan: Scan, { model }: Tagger, at: number, list: typeof NAME_LISTS[number]): boolean =>
  holds(model.names[NAME_LISTS.indexOf(list)], scan.hash[at] ?? 0, scan.hashB[at] ?? 0)
const isOrdinary = (scan: Scan, tagger: Tagger, at: number): boolean => listHolds(scan, tagger, at, 'ordinary')
const isFirst = (scan: Scan, tagger: Tagger, at: number): boolean => is(scan, at, firstName) || listHolds(scan, tagger, at, 'first')

function isUnlikely(scan: Scan, tagger: Tagger, first: number, last: number): boolean {
  if (scan.text.slice(scan.start[first] ?? 0, scan.end[last] ?? 0).includes('&')) return true
  if (first !== last) return false
  if (listHolds(scan, tagger, first, 'place') || listHolds(scan, tagger, first, 'organisation')) return !is(scan, first, firstName)
  if (is(scan, first, notAlone) || ((scan.shape[first] ?? 0) & (SHAPE.digit | SHAPE.allCapitals)) !== 0) return true
  if (isFirst(scan, tagger, first)) return false
  if (first > 0 && ARTICLE.test(wordAt(scan, first - 1))
    && scan.sentence[first - 1] === scan.sentence[first]) return true
  if (((scan.shape[first] ?? 0) & SHAPE.sentenceStart) !== 0 && isOrdinary(scan, tagger, first)) return true
  return false
}
