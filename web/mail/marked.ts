/**
 * A search snippet as pieces of plain text, so that it is never put on the page as HTML: the server marks words with `<mark>`
 * and escapes the rest (RFC 8621 §5), and only that is understood.
 */
export interface Piece {
  readonly text: string
  readonly marked: boolean
}

/** Longest snippet that is read; a longer one is cut. */
export const snippetLengthMax = 4000

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': '\'' }

/** Cuts at the marks. Any other tag or entity stays text as it is. */
export function piecesOf(html: string): readonly Piece[] {
  const pieces: Piece[] = []
  for (const [index, half] of html.slice(0, snippetLengthMax).split('<mark>').entries()) {
    const [inside = '', ...after] = half.split('</mark>')
    if (index === 0) add(pieces, half, false)
    else {
      add(pieces, inside, true)
      add(pieces, after.join(''), false)
    }
  }
  return pieces
}

function add(pieces: Piece[], escaped: string, marked: boolean): void {
  const text = escaped.replace(/&(amp|lt|gt|quot|#39);/g, (whole, name: string) => entities[name] ?? whole)
  if (text !== '') pieces.push({ text, marked })
}
