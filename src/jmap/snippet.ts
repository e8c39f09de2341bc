/** Characters of a snippet before marks and escapes; 255 bytes is what clients expect (RFC 8621 §5). */
export const SNIPPET_CHARACTERS_MAX = 160
/** Words that are marked. */
export const SNIPPET_WORDS_MAX = 16
/** Most characters in front of the first word found: few, so that a narrow row still shows it. */
const BEFORE_CHARACTERS = 24

/**
 * The piece of the text around the first word that stands in it, as HTML with `<mark>`; null when none does. Case and
 * accents do not count, as in the search itself: `cafe` marks `Café`.
 */
export function snippet(text: string, words: readonly string[]): string | null {
  const folded = fold(text)
  const wanted = words.slice(0, SNIPPET_WORDS_MAX).flatMap((word) => fold(word).text.split(/\s+/)).filter(Boolean)
  const first = Math.min(...wanted.map((word) => folded.text.indexOf(word)).filter((at) => at >= 0))
  if (!Number.isFinite(first)) return null
  const start = beginOf(text, folded.placeOf(first))
  const end = Math.min(text.length, start + SNIPPET_CHARACTERS_MAX)
  return markWords(wholeLetters(text, start, end), wanted).replace(/\s+/g, ' ')
}

/** A little in front of the word, where another word begins. */
function beginOf(text: string, word: number): number {
  const start = Math.max(0, word - BEFORE_CHARACTERS)
  if (start === 0) return 0
  const blank = text.slice(start, word).search(/\s/)
  return blank < 0 ? start : start + blank + 1
}

/** Without half a letter at either end: letters beyond the first 65,536 are two units. */
function wholeLetters(text: string, start: number, end: number): string {
  return text.slice(start, end).replace(/^[\udc00-\udfff]/, '').replace(/[\ud800-\udbff]$/, '')
}

function markWords(text: string, words: readonly string[]): string {
  const folded = fold(text)
  let html = ''
  let written = 0
  for (let at = 0; at < folded.text.length;) {
    // The longest, so that `belastingdienst` is not cut by `belasting`.
    const word = words.reduce((best, one) => one.length > best.length && folded.text.startsWith(one, at) ? one : best, '')
    if (word === '') {
      at += 1
      continue
    }
    const [from, to] = [folded.placeOf(at), folded.endOf(at + word.length)]
    html += `${escapeHtml(text.slice(written, from))}<mark>${escapeHtml(text.slice(from, to))}</mark>`
    written = to
    at += word.length
  }
  return html + escapeHtml(text.slice(written))
}

interface Folded {
  readonly text: string
  /** Where in the original the folded character at a place stands; for the end, the length. */
  readonly placeOf: (at: number) => number
  /** Just past what became of the folded characters before a place, with accents that stand behind their letter. */
  readonly endOf: (at: number) => number
}

/** One case, no accents; every folded character knows where it came from. */
function fold(text: string): Folded {
  if (!/[^\x00-\x7f]/.test(text)) return { text: text.toLowerCase(), placeOf: (at) => at, endOf: (at) => at }
  const places: number[] = []
  let folded = ''
  let place = 0
  for (const letter of text) {
    const plain = letter <= '\x7f' ? letter.toLowerCase() : letter.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
    for (let unit = 0; unit < plain.length; unit++) places.push(place)
    folded += plain
    place += letter.length
  }
  places.push(text.length)
  return {
    text: folded, placeOf: (at) => places[at] ?? text.length,
    endOf(at) {
      // A letter that became two (`œ`) is marked whole, and so is one whose accent follows it.
      let next = at
      while (next > 0 && next < places.length && places[next] === places[next - 1]) next++
      return places[next] ?? text.length
    },
  }
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&#39;' }
/** Text as it may stand in HTML. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign)
