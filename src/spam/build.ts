/** How a text is built, as marks: its lines, its capitals and signs, its script. One pass. Pure. */
import type { Letter } from './letter.ts'
import type { Notes } from './places.ts'

/** Units that are looked at. */
export const BUILD_WITHIN = 6000

/** How often each unit of ASCII stands in the text, and at 0x80 and 0x81 those beyond it, near and far. */
const counts = new Uint16Array(0x82)
const [LINE_END, NEAR, FAR] = [0x0a, 0x80, 0x81] as const
const KINDS = Uint8Array.from({ length: 0x10000 }, (_, unit) => unit < 0x80 ? unit : unit < 0x370 ? NEAR : FAR)

export function buildFacts({ said, textAt }: Letter, notes: Notes): void {
  const { units } = said
  const end = Math.min(said.length, textAt + BUILD_WITHIN)
  counts.fill(0)
  let [lines, quoted, longest, blanks] = [0, 0, 0, 0]
  for (let start = textAt; start <= end;) {
    const lineEnd = countLine(units, start, end)
    if (lineEnd > start) {
      lines++
      if (units[start] === 0x3e) quoted++
      if (lineEnd - start > longest) longest = lineEnd - start
    } else blanks++
    start = lineEnd + 1
  }
  const [upper, lower, digits] = [countOf('A', 'Z'), countOf('a', 'z'), countOf('0', '9')]
  const [cries, money, far] = [countOf('!', '!'), countOf('$', '$'), counts[FAR] as number]
  const beyond = far + (counts[NEAR] as number)
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

/** Counts what stands in the line that begins there; gives the place of its end. */
function countLine(units: Uint16Array, start: number, end: number): number {
  let at = start
  for (; at < end; at++) {
    const kind = KINDS[units[at] as number] as number
    if (kind === LINE_END) break
    counts[kind] = (counts[kind] as number) + 1
  }
  return at
}

function countOf(first: string, last: string): number {
  let sum = 0
  for (let unit = first.charCodeAt(0); unit <= last.charCodeAt(0); unit++) sum += counts[unit] as number
  return sum
}

const powerOf = (count: number): string => String(Math.round(Math.log2(1 + count)))
/** Powers of two of a share: 0 for none, 7 for all. */
const shareOf = (part: number, whole: number): string =>
  String(part === 0 ? 0 : Math.max(1, Math.round(Math.log2(128 * part / Math.max(1, whole)))))
