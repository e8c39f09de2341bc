import { Refusal } from '../base/errors.ts'
import { encodeWords, needsEncoding } from './encode-word.ts'

/** Columns a header line should not go past, RFC 5322 §2.1.1. */
export const FOLD_COLUMNS = 78
/** Columns a line may never go past, RFC 5322 §2.1.1. */
export const LINE_COLUMNS_MAX = 998

/** One field, folded at blanks so that its lines stay within 78 columns where they can. Refuses line ends and NUL. */
export function foldField(name: string, value: string): string {
  refuseLineEnds(name, value)
  const words = value.trim().split(' ')
  let line = `${name}:`
  let out = ''
  for (const word of words) {
    if (line.length + 1 + word.length > FOLD_COLUMNS && line.trim() !== '' && word !== '' && line !== `${name}:`) {
      out += `${line}\r\n`
      line = ` ${word}`
    } else {
      line += ` ${word}`
    }
  }
  return `${out}${line}\r\n`
}

/** Unstructured text for a field: as it is when it is ASCII with words of bearable length, otherwise encoded-words. */
export function fieldValue(name: string, text: string, options: { readonly utf8: boolean }): string {
  refuseLineEnds(name, text)
  const clean = text.trim()
  const isHard = needsEncoding(clean) && !options.utf8
  const isLong = clean.split(' ').some((word) => word.length > LINE_COLUMNS_MAX - FOLD_COLUMNS)
  return isHard || isLong || clean.includes('=?') ? encodeWords(clean) : clean
}

/** What would begin a field of its own or end the header. Nothing from outside may do that. */
export function refuseLineEnds(name: string, text: string): void {
  if (/[\r\n\0]/.test(text)) throw new Refusal('header-injection', `${name} holds a line end`)
}
