/** Message text on its way out: what it holds, and how it looks on the wire. */

import { isBare } from './scanner.ts'

const LF = 10, CR = 13, DOT = 46

/** What sending these bytes asks of the other side. */
export interface TextFacts {
  /** A CR or LF that is not part of a CRLF: must not be sent (RFC 5321 §2.3.8). */
  readonly bareLineEnd: boolean
  /** Octets beyond ASCII: needs 8BITMIME (RFC 6152). */
  readonly eightBit: boolean
  /** Octets beyond ASCII in the header: needs SMTPUTF8 (RFC 6532). */
  readonly utf8Header: boolean
}

/** Looks at the whole message once. Linear. */
export function textFacts(raw: Uint8Array): TextFacts {
  let bareLineEnd = false
  let at = 0
  while (at < raw.length) {
    const lf = raw.indexOf(LF, at)
    const stop = lf < 0 ? raw.length : lf
    const cr = raw.indexOf(CR, at)
    if (lf < 0 ? cr >= 0 : isBare(cr, lf, stop)) {
      bareLineEnd = true
      break
    }
    at = stop + 1
  }
  const eightBit = firstBeyondAscii(raw, raw.length) >= 0
  return { bareLineEnd, eightBit, utf8Header: eightBit && firstBeyondAscii(raw, headerEnd(raw)) >= 0 }
}

function firstBeyondAscii(raw: Uint8Array, end: number): number {
  for (let index = 0; index < end; index += 1) if ((raw[index] ?? 0) >= 0x80) return index
  return -1
}

/** Index behind the header: of the first empty line, or the whole length. */
export function headerEnd(raw: Uint8Array): number {
  let at = 0
  while (at < raw.length) {
    const lf = raw.indexOf(LF, at)
    if (lf < 0) return raw.length
    if (lf === at || lf === at + 1 && raw[at] === CR) return lf + 1
    at = lf + 1
  }
  return raw.length
}

/**
 * The message as DATA sends it: a dot doubled at the start of each line, a CRLF at the end if there is none, then the
 * final dot (RFC 5321 §4.5.2). `raw` must have no bare line ends.
 */
export function dataText(raw: Uint8Array): Uint8Array {
  let dots = raw[0] === DOT ? 1 : 0
  for (let lf = raw.indexOf(LF); lf >= 0; lf = raw.indexOf(LF, lf + 1)) if (raw[lf + 1] === DOT) dots += 1
  const ended = raw.length === 0 || raw[raw.length - 1] === LF
  const whole = new Uint8Array(raw.length + dots + (ended ? 3 : 5))
  let at = 0
  let from = 0
  if (raw[0] === DOT) whole[at++] = DOT
  if (dots > 0) {
    for (let lf = raw.indexOf(LF); lf >= 0; lf = raw.indexOf(LF, lf + 1)) {
      if (raw[lf + 1] !== DOT) continue
      whole.set(raw.subarray(from, lf + 1), at)
      at += lf + 1 - from
      whole[at++] = DOT
      from = lf + 1
    }
  }
  whole.set(raw.subarray(from), at)
  at += raw.length - from
  if (!ended) {
    whole[at++] = CR
    whole[at++] = LF
  }
  whole.set([DOT, CR, LF], at)
  return whole
}
