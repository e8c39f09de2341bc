/**
 * Every name that some reader may give to a file of a mail. Readers differ in which parameter counts, in how pieces and escapes are
 * put together, and in what they do with encodings where RFC 2231 has none; a rule about names looks at all of them.
 */
import { decodeWords } from '../message/encoded-word.ts'
import { asText } from '../message/header.ts'
import type { Part } from '../message/types.ts'

/** Names of one part that are looked at. */
export const NAMES_MAX = 40
/** Octets of a part's header in which names are looked for. */
export const NAME_HEADER_BYTES_MAX = 64 * 1024
const NAME_LENGTH_MAX = 2000

/** The one that most readers show comes first; '' when there is none. */
export function namesOfPart(part: Part, raw: Uint8Array): readonly string[] {
  const names = new Set<string>()
  const add = (name: string | null | undefined): void => {
    if (typeof name === 'string' && name !== '' && names.size < NAMES_MAX) names.add(name.slice(0, NAME_LENGTH_MAX))
  }
  for (const name of [part.fileName, part.dispositionParameters['filename'], part.parameters['name']]) add(name)
  const end = Math.min(part.bodyStart, part.headerStart + NAME_HEADER_BYTES_MAX)
  const header = Buffer.from(raw.buffer, raw.byteOffset + part.headerStart, Math.max(0, end - part.headerStart)).toString('latin1')
  for (const [, value = ''] of header.replace(/\r?\n(?=[ \t])/g, '').matchAll(PARAMETER)) for (const name of readings(value)) add(name)
  if (part.location !== null) add(part.location.split(/[?#]/, 1)[0])
  return names.size === 0 ? [''] : [...names]
}

const PARAMETER = /(?:file)?name(?:\*\d{0,3}\*?)?[ \t]{0,20}=[ \t]{0,20}("(?:[^"\\\r\n]|\\.){0,2000}|[^;\r\n]{1,2000})/gi

/** As it stands, without quotes and escapes, with percents and encoded words undone, with and without what stands before `''`. */
function readings(value: string): readonly string[] {
  const bare = value.trim().replace(/^["']|["']$/g, '')
  const plain = [bare, bare.replace(/\\(.)/g, '$1'), unpercented(bare)]
  const each = plain.flatMap((text) => [text, text.replace(/^[\w-]{0,40}'[\w-]{0,20}'/, '')])
  return [...each, ...each.map((text) => asText(decodeWords(text)))].flatMap((text) => text.includes('\0') ? [text, text.split('\0', 1)[0] ?? ''] : [text])
}

function unpercented(text: string): string {
  const octets = text.replace(/%([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(parseInt(digits, 16)))
  return Buffer.from(octets, 'latin1').toString('utf8')
}
