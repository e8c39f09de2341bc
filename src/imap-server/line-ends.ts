import { CR, LF } from '../imap/bytes.ts'

/**
 * A message whose every line ends with CRLF, as it is kept: an LF of its own gets its CR. Most messages are right
 * already and are given back as they are, without a copy.
 */
export function withCrlf(raw: Uint8Array): Uint8Array {
  let bare = 0
  for (let at = raw.indexOf(LF); at >= 0; at = raw.indexOf(LF, at + 1)) if (raw[at - 1] !== CR) bare++
  if (bare === 0) return raw
  const whole = new Uint8Array(raw.length + bare)
  let to = 0
  for (let at = 0; at < raw.length; at++) {
    if (raw[at] === LF && raw[at - 1] !== CR) whole[to++] = CR
    whole[to++] = raw[at] as number
  }
  return whole
}
