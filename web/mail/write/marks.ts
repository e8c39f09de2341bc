/**
 * Marks words of an editable element with the CSS Custom Highlight API, so that no mark can leak into the mail. Browsers
 * without it show the words beside the text only.
 */

/** Most places that are marked in one text. */
export const marksMax = 200

/** A text node and where its letters begin in the text of the element. */
interface Piece { readonly node: Text, readonly at: number }

/** The letters of the element; an element in between (a line break, a line of its own) parts them as one line end. */
function lettersOf(root: Node): { readonly text: string, readonly pieces: readonly Piece[] } {
  const pieces: Piece[] = []
  let text = ''
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT)
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (node instanceof Text) {
      pieces.push({ node, at: text.length })
      text += node.data
    } else text += '\n'
  }
  return { text: text.replaceAll('\u00a0', ' '), pieces }
}

/** How often the word stands in the text before this place. */
function timesBefore(text: string, word: string, place: number): number {
  let times = 0
  for (let at = text.indexOf(word); at >= 0 && at < place; at = text.indexOf(word, at + 1)) times += 1
  return times
}

/**
 * A range over the word at this place of the written text; undefined when it is not there (any more). How browsers keep line
 * ends in an editable element differs, so the word is found by its number among its equals, not by counting characters.
 */
export function rangeOf(root: Node, { text, start, word }: { readonly text: string, readonly start: number, readonly word: string }): Range | undefined {
  if (word === '') return undefined
  const letters = lettersOf(root)
  let at = letters.text.indexOf(word)
  for (let left = timesBefore(text, word, start); left > 0 && at >= 0; left -= 1) at = letters.text.indexOf(word, at + 1)
  if (at < 0) return undefined
  const first = letters.pieces.findLast((piece) => piece.at <= at)
  const last = letters.pieces.findLast((piece) => piece.at < at + word.length)
  if (first === undefined || last === undefined) return undefined
  const range = document.createRange()
  range.setStart(first.node, at - first.at)
  range.setEnd(last.node, at + word.length - last.at)
  return range
}

/** Shows these marks under a name of `::highlight()`; none takes them away. */
export function paint(name: string, ranges: readonly Range[]): void {
  if (typeof Highlight === 'undefined') return
  if (ranges.length === 0) CSS.highlights.delete(name)
  else CSS.highlights.set(name, new Highlight(...ranges.slice(0, marksMax)))
}

/** Most ticks on the margin line of one text. */
export const ticksMax = 100

/** Heights of the lines that marks begin on, from the top of the element's parent, each once. */
export function ticksOf(root: HTMLElement, ranges: readonly Range[]): readonly number[] {
  const top = root.parentElement?.getBoundingClientRect().top ?? 0
  const lines = new Set<number>()
  for (const range of ranges.slice(0, ticksMax)) {
    const [first] = range.getClientRects()
    if (first !== undefined) lines.add(Math.round(first.top + first.height / 2 - top))
  }
  return [...lines]
}
