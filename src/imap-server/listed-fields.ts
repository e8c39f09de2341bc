import { CR, LF, SPACE } from '../imap/bytes.ts'

/**
 * Picks header fields by name out of the raw lines that list records hold, and adds the blank line: the answer to
 * BODY[HEADER.FIELDS (...)]. For listings of ten thousand messages: no text is made, each octet is looked at about
 * once.
 */
export function fieldPicker(names: readonly string[]): (lines: Uint8Array) => Uint8Array {
  // By first letter, so that most lines are compared with one name or none.
  const wanted: Uint8Array[][] = Array.from({ length: 256 }, () => [])
  for (const name of names) {
    const octets = new TextEncoder().encode(name.toLowerCase())
    wanted[octets[0] ?? 0]?.push(octets)
  }
  return (lines) => {
    const out = new Uint8Array(lines.length + 2)
    let size = 0
    let picked = false
    let from = 0
    for (let at = 0; at < lines.length;) {
      const first = lines[at] as number
      // A line that begins with white space goes on with the field before it. RFC 5322 §2.2.3
      if (first !== SPACE && first !== TAB) {
        const now = isWanted(lines, at, wanted[lower(first)] ?? [])
        if (picked && !now) size = copy(lines, { from, to: at }, out, size)
        if (now && !picked) from = at
        picked = now
      }
      const lf = lines.indexOf(LF, at)
      at = lf < 0 ? lines.length : lf + 1
    }
    if (picked) size = copy(lines, { from, to: lines.length }, out, size)
    out[size++] = CR
    out[size++] = LF
    return out.subarray(0, size)
  }
}

function copy(lines: Uint8Array, range: { readonly from: number, readonly to: number }, out: Uint8Array,
  at: number): number {
  out.set(lines.subarray(range.from, range.to), at)
  return at + range.to - range.from
}

function isWanted(lines: Uint8Array, at: number, names: readonly Uint8Array[]): boolean {
  for (const name of names) if (isField(lines, at, name)) return true
  return false
}

function lower(octet: number): number {
  return octet >= 65 && octet <= 90 ? octet + 32 : octet
}

const TAB = 9
const COLON = 58

/** Does the line at this place begin with this name (lower case), maybe blanks, and a colon? */
function isField(lines: Uint8Array, at: number, name: Uint8Array): boolean {
  for (let index = 0; index < name.length; index++) {
    if (lower(lines[at + index] ?? 0) !== name[index]) return false
  }
  let after = at + name.length
  while (lines[after] === SPACE || lines[after] === TAB) after++
  return lines[after] === COLON
}
