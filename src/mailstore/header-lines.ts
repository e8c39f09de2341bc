/**
 * The lines of some fields out of kept header lines, with those that continue them: sorting a hundred thousand messages
 * reads one field of each, and most senders wrote more than once. RFC 5322 §2.2
 */
export function linesOfFields(lines: Uint8Array, only: ReadonlySet<string>): Uint8Array {
  const found: Uint8Array[] = []
  for (let at = 0; at < lines.length;) {
    const end = fieldEnd(lines, at)
    if (only.has(nameAt(lines, at, end))) found.push(lines.subarray(at, end))
    at = end
  }
  return found.length === 1 && found[0] !== undefined ? found[0] : Buffer.concat(found)
}

/** Behind the line that begins here and those that continue it. */
function fieldEnd(lines: Uint8Array, start: number): number {
  for (let at = start; ;) {
    const lf = lines.indexOf(LF, at)
    if (lf < 0) return lines.length
    at = lf + 1
    if (lines[at] !== SPACE && lines[at] !== TAB) return at
  }
}

/** In lower case; what stands before the colon, without blanks. */
function nameAt(lines: Uint8Array, start: number, end: number): string {
  let name = ''
  for (let at = start; at < end && lines[at] !== COLON && name.length <= NAME_LENGTH_MAX; at++) {
    const octet = lines[at] ?? 0
    if (octet === SPACE || octet === TAB) continue
    name += String.fromCharCode(octet >= 65 && octet <= 90 ? octet + 32 : octet)
  }
  return name
}

/** No field that is asked for has a longer name. */
export const NAME_LENGTH_MAX = 40

const TAB = 9
const LF = 10
const SPACE = 32
const COLON = 58
