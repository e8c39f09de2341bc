/**
 * Marks words of an editable element with the CSS Custom Highlight API, so that no mark can leak into the mail. Browsers
 * without it show the words beside the text only.
 */

/** Most places that are marked in one text. */
export const marksMax = 200

export interface Mark { readonly start: number, readonly end: number }

/** Where a character of the written text stands in the page. */
interface Piece { readonly node: Text, readonly at: number }

/** The text nodes of the element with the place of each in its text; a line break element counts as one character. */
function pieces(root: Node): readonly Piece[] {
  const found: Piece[] = []
  let at = 0
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT)
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (node instanceof Text) {
      found.push({ node, at })
      at += node.data.length
    } else if (node.nodeName === 'BR') at += 1
  }
  return found
}

/** A range over these characters; undefined when they are not there (any more). */
export function rangeOf(root: Node, { start, end }: Mark, word: string): Range | undefined {
  const all = pieces(root)
  const place = (offset: number, isEnd: boolean): Piece | undefined =>
    all.find(({ node, at }) => isEnd ? offset > at && offset <= at + node.data.length : offset >= at && offset < at + node.data.length)
  const [first, last] = [place(start, false), place(end, true)]
  if (first === undefined || last === undefined) return undefined
  const range = document.createRange()
  range.setStart(first.node, start - first.at)
  range.setEnd(last.node, end - last.at)
  // Typed on since the judgement: a mark on the wrong word would be worse than none.
  return range.toString().replaceAll('\u00a0', ' ') === word ? range : undefined
}

/** Shows these marks under a name of `::highlight()`; none takes them away. */
export function paint(name: string, ranges: readonly Range[]): void {
  if (typeof Highlight === 'undefined') return
  if (ranges.length === 0) CSS.highlights.delete(name)
  else CSS.highlights.set(name, new Highlight(...ranges.slice(0, marksMax)))
}
