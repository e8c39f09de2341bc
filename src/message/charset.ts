/**
 * Bytes to text for every charset that mail uses. Never throws: an unknown or wrong charset falls back to UTF-8 when
 * the bytes are UTF-8 and to windows-1252 otherwise, and says so (`problem`).
 */
export interface Decoded {
  readonly text: string
  /** The charset was unknown, or bytes did not fit it. */
  readonly problem: boolean
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })
const looseUtf8 = new TextDecoder('utf-8')
const windows1252 = new TextDecoder('windows-1252')
const encoder = new TextEncoder()

/** Names that mail uses for charsets which the Encoding Standard knows under another name. */
const ALIASES: Readonly<Record<string, string>> = {
  'ansi_x3.110-1983': 'iso-8859-1', 'cp-850': 'windows-1252', 'cp1252': 'windows-1252', 'cp932': 'shift_jis',
  'cp936': 'gbk', 'cp949': 'euc-kr', 'cp950': 'big5', 'ks_c_5601': 'euc-kr', 'utf-8mb4': 'utf-8', 'utf8mb4': 'utf-8',
  'unknown-8bit': 'utf-8', 'x-unknown': 'utf-8', 'default': 'utf-8', 'x-gbk': 'gbk', 'x-mac-roman': 'macintosh',
  'iso-8859-8-e': 'iso-8859-8', 'x-sjis': 'shift_jis', 'ms932': 'shift_jis', 'iso-2022-jp-2': 'iso-2022-jp',
  'iso-2022-jp-ms': 'iso-2022-jp', 'cp50220': 'iso-2022-jp', 'koi': 'koi8-r',
}
/** Decoders by label; bounded because only labels that exist are kept. */
const decoders = new Map<string, TextDecoder>()
const DECODERS_MAX = 300

/** Decodes `bytes` from the charset `label`; without a label, or with US-ASCII, UTF-8 is tried first. */
export function decodeCharset(bytes: Uint8Array, label: string | null): Decoded {
  const name = (label ?? '').trim().toLowerCase()
  if (name === '' || name === 'us-ascii' || name === 'ascii' || name === 'ansi_x3.4-1968') return guess(bytes)
  if (name === 'utf-8' || name === 'utf8') return utf8(bytes)
  if (name === 'utf-7' || name === 'unicode-1-1-utf-7') return decodeUtf7(bytes)
  const decoder = decoderFor(name)
  if (decoder === undefined) return { text: guess(bytes).text, problem: true }
  const text = decoder.decode(bytes)
  return { text, problem: text.includes('\ufffd') }
}

/** UTF-8 when the bytes are UTF-8, windows-1252 otherwise: what undeclared 8-bit text in mail is in practice. */
export function decodeUndeclared(bytes: Uint8Array): string {
  return guess(bytes).text
}

function guess(bytes: Uint8Array): Decoded {
  try {
    return { text: strictUtf8.decode(bytes), problem: false }
  } catch {
    return { text: windows1252.decode(bytes), problem: true }
  }
}

function utf8(bytes: Uint8Array): Decoded {
  try {
    return { text: strictUtf8.decode(bytes), problem: false }
  } catch {
    return { text: looseUtf8.decode(bytes), problem: true }
  }
}

function decoderFor(name: string): TextDecoder | undefined {
  const known = decoders.get(name)
  if (known !== undefined) return known
  if (name.length > 40) return undefined
  try {
    const alias = Object.hasOwn(ALIASES, name) ? ALIASES[name] : name
    const decoder = new TextDecoder(alias)
    if (decoders.size < DECODERS_MAX) decoders.set(name, decoder)
    return decoder
  } catch {
    return undefined
  }
}

/** UTF-7: runs of base64 between `+` and `-` are UTF-16 in big-endian order. RFC 2152. */
export function decodeUtf7(bytes: Uint8Array): Decoded {
  const source = windows1252.decode(bytes)
  const pieces: string[] = []
  let problem = false
  for (let at = 0; at < source.length;) {
    const plus = source.indexOf('+', at)
    if (plus === -1) {
      pieces.push(source.slice(at))
      break
    }
    pieces.push(source.slice(at, plus))
    let end = plus + 1
    while (end < source.length && isBase64(source.charCodeAt(end))) end++
    const run = source.slice(plus + 1, end)
    if (run === '') {
      pieces.push('+')
      problem ||= source[end] !== '-'
    } else {
      pieces.push(utf16(run))
    }
    at = source[end] === '-' ? end + 1 : end
  }
  const text = pieces.join('')
  return { text, problem: problem || text.includes('\ufffd') }
}

function isBase64(code: number): boolean {
  return code >= 65 && code <= 90 || code >= 97 && code <= 122 || code >= 48 && code <= 57 || code === 43 || code === 47
}

const utf16be = new TextDecoder('utf-16be', { ignoreBOM: true })

function utf16(run: string): string {
  try {
    const bytes = Uint8Array.fromBase64(run.length % 4 === 1 ? run.slice(0, -1) : run)
    return utf16be.decode(bytes.subarray(0, bytes.length & ~1))
  } catch {
    return '\ufffd'
  }
}

/** Text as UTF-8 bytes. */
export function utf8Bytes(text: string): Uint8Array {
  return encoder.encode(text)
}
