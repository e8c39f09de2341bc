/** How a text is built, as marks: its lines, its capitals and signs, its script. One pass. Pure. */
import type { Letter } from './letter.ts'
import type { Notes } from './places.ts'

/** Units that are looked at. */
export const BUILD_WITHIN = 6000

export function buildFacts({ said, textAt }: Letter, notes: Notes): void {
  const { units } = said
  const end = Math.min(said.length, textAt + BUILD_WITHIN)
  let [lines, quoted, longest, lineAt] = [0, 0, 0, textAt]
  let [upper, lower, digits, beyond, far, cries, money, blanks] = [0, 0, 0, 0, 0, 0, 0, 0]
  for (let at = textAt; at <= end; at++) {
    const unit = at < end ? units[at] as number : 0x0a
    if (unit === 0x0a) {
      if (at > lineAt) {
        lines++
        if (units[lineAt] === 0x3e) quoted++
        if (at - lineAt > longest) longest = at - lineAt
      } else blanks++
      lineAt = at + 1
    } else if (unit >= 97 && unit <= 122) lower++
    else if (unit >= 65 && unit <= 90) upper++
    else if (unit >= 48 && unit <= 57) digits++
    else if (unit >= 0x80) {
      beyond++
      if (unit >= 0x370) far++
    } else if (unit === 0x21) cries++
    else if (unit === 0x24) money++
  }
  const length = Math.max(1, end - textAt)
  notes.note('length', powerOf(end - textAt))
  notes.note('lines', powerOf(lines))
  notes.note('quoted', quoted === 0 ? 'none' : quoted * 4 > lines ? 'much' : 'some')
  notes.note('longest', powerOf(longest))
  notes.note('blank-lines', powerOf(lines === 0 ? 0 : 8 * blanks / lines))
  notes.note('capitals', shareOf(upper, upper + lower))
  notes.note('digits', shareOf(digits, length))
  notes.note('beyond', shareOf(beyond, length))
  notes.note('far', shareOf(far, length))
  notes.note('cries', powerOf(cries))
  notes.note('money', powerOf(money))
}

const powerOf = (count: number): string => String(Math.round(Math.log2(1 + count)))
/** Powers of two of a share: 0 for none, 7 for all. */
const shareOf = (part: number, whole: number): string =>
  String(part === 0 ? 0 : Math.max(1, Math.round(Math.log2(128 * part / Math.max(1, whole)))))
