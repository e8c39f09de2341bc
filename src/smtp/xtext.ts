/** xtext (RFC 3461 §4): how values that may hold anything stand in a command. */

/** What it stands for; as it is when it is broken. Octets become characters of UTF-8, controls blanks. */
export function fromXtext(value: string): string {
  if (!value.includes('+')) return value
  const bytes: number[] = []
  for (let at = 0; at < value.length; at += 1) {
    const code = value.charCodeAt(at)
    const pair = code === 0x2b ? value.slice(at + 1, at + 3) : ''
    if (code > 0x7e || (code === 0x2b && !/^[0-9A-F]{2}$/.test(pair))) return value
    bytes.push(code === 0x2b ? Number.parseInt(pair, 16) : code)
    if (code === 0x2b) at += 2
  }
  return new TextDecoder().decode(new Uint8Array(bytes)).replaceAll(/\p{Cc}/gu, ' ')
}

/** A value as xtext: printable ASCII but `+` and `=` as it is, every other octet as `+` and two hexadecimal digits. */
export function toXtext(value: string): string {
  return Array.from(new TextEncoder().encode(value), (byte) => byte > 0x20 && byte < 0x7f && byte !== 0x2b
    && byte !== 0x3d
    ? String.fromCharCode(byte) : `+${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('')
}
