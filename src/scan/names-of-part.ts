/**
 * Every name that some reader may give to a file of a mail. Readers differ in which parameter counts, in how pieces
 * and escapes are put together, and in what they do with encodings where RFC 2231 has none; a rule about names looks
 * at all of them. Each limit here is of the work as well as of what is kept; past one the mail is unclear, for the
 * name that does harm may be the next one.
 */
import type { ByteText } from '../message/byte-text.ts'
import { decodeWords } from '../message/encoded-word.ts'
import { asText } from '../message/header.ts'
import type { Part } from '../message/types.ts'

/**
 * Names of one part that are looked at: one of 255 letters beyond ASCII stands in some 30 pieces, each read in two
 * ways.
 */
export const NAMES_MAX = 128
/** Parameters with a name in the header of one part. */
export const PARAMETERS_MAX = 64
/** Parameters with a name in all of a mail: eight for each file that is looked at. */
export const PARAMETERS_OF_MAIL_MAX = 4000
/** Beginnings of encoded words that are decoded in the names of a mail. */
export const ENCODED_WORDS_OF_MAIL_MAX = 2000
/** Octets of headers in which names are looked for, in all of a mail. */
export const NAME_HEADERS_BYTES_MAX = 1024 * 1024
/** Characters of one name as it is written; file systems take 255. */
export const NAME_LENGTH_MAX = 2000

/** What the names of one mail have cost so far, mails inside its files included. */
export interface NameWork {
  parameters: number
  encodedWords: number
  headerBytes: number
  /** There was more than is looked at. */
  isOver: boolean
}

/** For a mail of which nothing was looked at yet. */
export const noNameWork = (): NameWork => ({ parameters: 0, encodedWords: 0, headerBytes: 0, isOver: false })

/**
 * The one that most readers show comes first; '' when there is none. Adds to `work` and looks no further once that
 * is over.
 */
export function namesOfPart(part: Part, mail: ByteText, work: NameWork): readonly string[] {
  const names = new Set<string>()
  const add = (name: string | null | undefined): void => {
    if (typeof name !== 'string' || name === '') return
    if (name.length > NAME_LENGTH_MAX || (names.size >= NAMES_MAX && !names.has(name))) work.isOver = true
    else names.add(name)
  }
  for (const name of [part.fileName, part.dispositionParameters['filename'], part.parameters['name']]) add(name)
  if (part.location !== null) add(part.location.split(/[?#]/, 1)[0])
  for (const value of parametersOf(part, mail, work)) for (const name of readings(value, work)) add(name)
  return names.size === 0 ? [''] : [...names]
}

/** Values of all that looks like a parameter with a name, each once. */
function parametersOf({ headerStart, bodyStart }: Part, mail: ByteText, work: NameWork): ReadonlySet<string> {
  const values = new Set<string>()
  work.headerBytes += bodyStart - headerStart
  if (work.headerBytes > NAME_HEADERS_BYTES_MAX) work.isOver = true
  if (work.isOver) return values
  const header = mail.slice(headerStart, Math.max(headerStart, bodyStart))
  let parameters = 0
  for (const [, value = ''] of header.replace(/\r?\n(?=[ \t])/g, '').matchAll(PARAMETER)) {
    if (++parameters > PARAMETERS_MAX || ++work.parameters > PARAMETERS_OF_MAIL_MAX || value.length > NAME_LENGTH_MAX) {
      work.isOver = true
      break
    }
    values.add(value)
  }
  return values
}

const PARAMETER = /(?:file)?name(?:\*\d{0,3}\*?)?[ \t]{0,20}=[ \t]{0,20}("(?:[^"\\\r\n]|\\.){0,2001}|[^;\r\n]{1,2001})/gi

/**
 * As it stands, without quotes and escapes, with percents and encoded words undone, with and without what stands
 * before `''`.
 */
function readings(value: string, work: NameWork): ReadonlySet<string> {
  const bare = value.trim().replace(/^["']|["']$/g, '')
  const all = new Set<string>([bare])
  if (bare.includes('\\')) all.add(bare.replace(/\\(.)/g, '$1'))
  if (/[%\x80-\xff]/.test(bare)) all.add(unpercented(bare))
  if (bare.includes('\'')) for (const text of Array.from(all)) all.add(text.replace(/^[\w-]{0,40}'[\w-]{0,20}'/, ''))
  for (const text of Array.from(all)) {
    if (!mayDecode(text, work)) continue
    const once = decodeWords(text)
    all.add(once)
    // Some readers undo them once more.
    if (mayDecode(once, work)) all.add(asText(once))
  }
  for (const text of Array.from(all)) if (text.includes('\0')) all.add(text.split('\0', 1)[0] ?? '')
  return all
}

/** Whether there are encoded words in it, and not too many of them in this mail. */
function mayDecode(text: string, work: NameWork): boolean {
  if (!text.includes('=?')) return false
  work.encodedWords += text.split('=?').length - 1
  if (work.encodedWords > ENCODED_WORDS_OF_MAIL_MAX) work.isOver = true
  return !work.isOver
}

/** Octets by their percents, and what stands beyond ASCII, taken for UTF-8. */
function unpercented(text: string): string {
  const octets = text.replace(/%([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(parseInt(digits, 16)))
  return Buffer.from(octets, 'latin1').toString('utf8')
}
