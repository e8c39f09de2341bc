/** Characters of a snippet before marks and escapes; 255 bytes is what clients expect (RFC 8621 §5). */
export const SNIPPET_CHARACTERS_MAX = 160
/** Words that are marked. */
export const SNIPPET_WORDS_MAX = 16

/** The piece of the text around the first word that stands in it, as HTML with `<mark>`; null when none does. */
export function snippet(text: string, words: readonly string[]): string | null {
  const folded = text.toLowerCase()
  // Lower case may be longer than the text in a few scripts; then positions would not fit and nothing is marked.
  if (folded.length !== text.length) return null
  const wanted = words.slice(0, SNIPPET_WORDS_MAX).flatMap((word) => word.toLowerCase().split(/\s+/)).filter(Boolean)
  const first = Math.min(...wanted.map((word) => folded.indexOf(word)).filter((at) => at >= 0))
  if (!Number.isFinite(first)) return null
  const start = Math.max(0, first - 40)
  const end = Math.min(text.length, start + SNIPPET_CHARACTERS_MAX)
  return markWords(text.slice(start, end), folded.slice(start, end), wanted).replace(/\s+/g, ' ')
}

function markWords(text: string, folded: string, words: readonly string[]): string {
  let html = ''
  for (let at = 0; at < text.length;) {
    const word = words.find((one) => folded.startsWith(one, at))
    if (word === undefined) {
      html += escape(text[at] ?? '')
      at += 1
    } else {
      html += `<mark>${escape(text.slice(at, at + word.length))}</mark>`
      at += word.length
    }
  }
  return html
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&#39;' }
const escape = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign)
