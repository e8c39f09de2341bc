import { editableMax } from './limits.ts'

/** A text that is too long to edit in one piece: what can be edited, and the rest that goes along untouched. Pure. */
export interface Folded {
  readonly shown: string
  readonly rest: string
}

/** Cuts behind the last line end of the first `editableMax` characters; in the middle of a line when that is all one line. */
export function fold(text: string, max: number = editableMax): Folded {
  if (text.length <= max) return { shown: text, rest: '' }
  const end = text.lastIndexOf('\n', max - 1)
  let at = end > max / 2 ? end + 1 : max
  // Never between the two halves of one sign.
  if (/[\uD800-\uDBFF]/.test(text.charAt(at - 1))) at -= 1
  return { shown: text.slice(0, at), rest: text.slice(at) }
}
