/** How a text is built, as marks: its lines, its capitals and signs, its script. One pass. Pure. */
import type { Letter } from './letter.ts'
import type { Notes } from './places.ts'

/** Units that are looked at. */
export const BUILD_WITHIN = 6000

const [LINE_END, UPPER, LOWER, DIGIT, CRY, MONEY, BEYOND, FAR] = [1, 2, 3, 4, 5, 6, 7, 8] as const
const KINDS = Uint8Array.from({ length: 0x80 }, (_, unit) => {
  if (unit === 0x0a) return LINE_END
  if (unit >= 65 && unit <= 90) return UPPER
  if (unit >= 97 && unit <= 122) return LOWER
  if (unit >= 48 && unit <= 57) return DIGIT
  return unit === 0x21 ? CRY : unit === 0x24 ? MONEY : 0
})
const counts = new Uint32Array(FAR + 1)

export function buildFacts({ said, textAt }: Letter, notes: Notes): void {
  const { units } = said
  const end = Math.min(said.length, textAt + BUILD_WITHIN)
  counts.fill(0)
  let [lines, quoted, longest, lineAt, blanks] = [0, 0, 0, textAt, 0]
  for (let at = textAt; at <= end; at++) {
    const unit = at < end ? units[at] as number : 0x0a
    const kind = unit < 0x80 ? KINDS[unit] as number : unit < 0x370 ? BEYOND : FAR
    counts[kind] = (counts[kind] as number) + 1
    if (kind !== LINE_END) continue
    if (at > lineAt) {
      lines++
      if (units[lineAt] === 0x3e) quoted++
      if (at - lineAt > longest) longest = at - lineAt
    } else blanks++
    lineAt = at + 1
  }
  const [, , upper = 0, lower = 0, digits = 0, cries = 0, money = 0, near = 0, far = 0] = counts
  const beyond = near + far
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
