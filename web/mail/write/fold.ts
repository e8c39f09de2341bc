import { editableMax, lineEditableMax } from './limits.ts'

/** A text that is too long to edit in one piece: what can be edited, and the rest that goes along untouched. Pure. */
export interface Folded {
  readonly shown: string
  readonly rest: string
}

/**
 * Cuts a text that is longer than `textMax`, or that has a line longer than `lineMax`: behind the last line end that fits, else
 * within the line.
 */
export function fold(text: string, { textMax = editableMax, lineMax = lineEditableMax }: { readonly textMax?: number, readonly lineMax?: number } = {}): Folded {
  let at = 0
  while (at < text.length) {
    const end = text.indexOf('\n', at)
    const next = end < 0 ? text.length : end + 1
    const isLong = next - at > lineMax
    if (isLong || next > textMax) {
      // Of a line that is too long the beginning is shown, so that somebody sees what it is.
      if (isLong || at === 0) at = Math.min(at + lineMax, textMax)
      break
    }
    at = next
  }
  if (at >= text.length) return { shown: text, rest: '' }
  // Never between the two halves of one sign.
  if (/[\uD800-\uDBFF]/.test(text.charAt(at - 1))) at -= 1
  return { shown: text.slice(0, at), rest: text.slice(at) }
}
