import { byteCharacters } from '../base/byte-characters.ts'
import { CR, LF } from '../imap/bytes.ts'

const WINDOW_BYTES = 64 * 1024

/**
 * A message whose every line ends with CRLF, as it is kept: an LF of its own gets its CR. Most messages are right
 * already and are given back as they are, without a copy.
 */
export function withCrlf(raw: Uint8Array): Uint8Array {
  let bare = 0
  for (let from = 0; from < raw.length; from += WINDOW_BYTES) {
    const text = byteCharacters(raw.subarray(from, from + WINDOW_BYTES))
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) if (raw[from + at - 1] !== CR) bare++
  }
  if (bare === 0) return raw
  const whole = new Uint8Array(raw.length + bare)
  let to = 0
  for (let at = 0; at < raw.length; at++) {
    if (raw[at] === LF && raw[at - 1] !== CR) whole[to++] = CR
    whole[to++] = raw[at] as number
  }
  return whole
}
