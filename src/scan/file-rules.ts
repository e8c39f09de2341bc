/**
 * What a file may do to who opens it, by its names and its bytes, without opening it: nothing is unpacked or parsed
 * here but lists of names, so a hostile file costs one pass. Formats that must be opened to know more are the scanner's
 * work.
 */
import { archiveOf } from './archive-names.ts'
import { isPage, pageRule } from './page-rules.ts'

/** Rules that can hold a file, the last one a whole mail (`unclear-form.ts`); each has its words for the reader (`web/texts/arrival.ts`). */
export const FILE_RULES = ['dangerous-type', 'double-extension', 'macros', 'html-smuggling', 'script-link', 'encrypted-archive', 'unclear-form'] as const
export type FileRule = typeof FILE_RULES[number]

/** Octets of a file that are searched for marks; a longer one is searched so far and at its end. */
export const SEARCHED_BYTES_MAX = 8 * 1024 * 1024

export interface LookedAtFile {
  /** Every name it was given: readers differ in which one they show. */
  readonly names: readonly string[]
  /** Declared type in lower case, `text/html`. */
  readonly type: string
  readonly bytes: Uint8Array
}

/** The first rule that says that this file should not reach its reader; undefined when none does. */
export function ruleOf({ names, type, bytes }: LookedAtFile): FileRule | undefined {
  const files = names.flatMap(plainNames)
  const archive = archiveOf(bytes)
  // `plan.exe.gz` is unpacked as `plan.exe`.
  const packed = files.flatMap((name) => PACKED.exec(name)?.[1] ?? [])
  const inside = [...archive?.names.flatMap(plainNames) ?? [], ...packed]
  if (names.some(isTurned) || archive?.names.some(isTurned) === true) return 'double-extension'
  if (files.some((name) => hidesItsType(name)) || inside.some((name) => hidesItsType(name))) return 'double-extension'
  const runs = (name: string): boolean => DANGEROUS.has(extensionOf(name)) || CLASS_NAME.test(name)
  if (files.some(runs) || inside.some(runs) || isProgram(bytes)) return 'dangerous-type'
  if (archive?.isEncrypted === true) return 'encrypted-archive'
  if (archive?.isMore === true) return 'unclear-form'
  if (hasMacros(bytes, inside) || archive?.names.some((name) => /(?:^|[/\\])macrosheets[/\\]/i.test(name)) === true || isActiveRtf(bytes)) return 'macros'
  if (files.some((name) => SHORTCUTS.has(extensionOf(name))) || inside.some((name) => SHORTCUTS.has(extensionOf(name)))) return 'script-link'
  return isPage(files, type, bytes) ? pageRule(bytes) : undefined
}

/**
 * Types that run when they are opened, on some system in use. Disk images too: they carry the others past the warning.
 */
const DANGEROUS: ReadonlySet<string> = new Set(('ade adp apk app appinstaller application appref-ms appx arj asp aspx asx bas bat bgi '
  + 'cab cdxml cer chm class cmd cnt com command cpl crx csh deb diagcab dll dmg drv exe fon fxp gadget grp hlp hpj hta htc img inf ins '
  + 'iso isp hqx its jar jnlp js jse jsp ksh mad maf mag mam maq mar mas mat mau mav maw mcf mda mdb mde mdt mdw mdz msc msh msh1 msh2 '
  + 'mshxml msi msix msp mst msu ocx one onepkg ops osd pcd pif pkg pl plg ppkg prf prg printerexport ps1 ps1xml ps2 ps2xml psc1 psc2 '
  + 'psd1 psdm1 psm1 pst py pyc pyo pyw pyz pyzw reg rpm scf scr sct sh shb shs sys terminal theme themepack tmp udf vb vbe vbp vbs vhd '
  + 'vhdx vsmacros vsw vxd webpnp wll workflow ws wsb wsc wsf wsh xbap xll xnk').split(' '))

/** One file, packed: the name without this ending is that of the file. */
const PACKED = /^(.{1,500})\.(?:gz|bz2|xz|zst|lzma|z|br)$/

/** Small files that lead somewhere or start something elsewhere. */
const SHORTCUTS: ReadonlySet<string> = new Set('lnk url website webloc desktop library-ms searchconnector-ms search-ms settingcontent-ms rdp'.split(' '))

/** What a reader takes for a document or a picture, followed by something that runs or shows a page. */
const HARMLESS = 'pdf|docx?|xlsx?|pptx?|odt|ods|rtf|txt|csv|jpe?g|png|gif|tiff?|mp3|mp4|avi|wav|eml|msg'
const LOOKS_HARMLESS = new RegExp(String.raw`\.(?:${HARMLESS})[\s._-]{0,200}\.([a-z0-9-]{1,20})$`)
const PAGE = /^(?:x?html?|shtml?|svg|mht|mhtml)$/

/** Marks that turn text round. Unicode TR36 §2.5 */
function isTurned(name: string): boolean {
  return /[\u202a-\u202e\u2066-\u2069]/.test(name)
}

/** Windows opens a file with a class at its end as that class says, and does not show it. */
const CLASS_NAME = /\.\{[0-9a-f-]{30,40}\}$/

/** Tried once for each row of blanks, so that a name of blanks costs one pass. */
const PUSHED_OUT = /(?<![\s\u00a0\u2000-\u200b])[\s\u00a0\u2000-\u200b]{8,}\.[a-z0-9-]{1,20}$/

function hidesItsType(name: string): boolean {
  const last = LOOKS_HARMLESS.exec(name)?.[1]
  if (last !== undefined && (DANGEROUS.has(last) || SHORTCUTS.has(last) || PAGE.test(last))) return true
  // The type pushed out of sight by blanks.
  return PUSHED_OUT.test(name)
}

/**
 * As file systems and browsers take it: no folders, no characters without a shape, no blanks and dots at the end, one case. Of a name
 * with a stream of NTFS each piece is one.
 */
function plainNames(name: string): readonly string[] {
  const shown = name.slice(-1000).normalize('NFKC').toLowerCase().replace(/[\p{Cf}\p{Cc}]/gu, '')
  const pieces = (shown.split(/[/\\]/).findLast((piece) => piece.trim() !== '') ?? '').split(':')
  return pieces.map(withoutEnd)
}

/** Without blanks and dots at the end; a regular expression would try each of them. */
function withoutEnd(name: string): string {
  let end = name.length
  while (end > 0 && /[\s.]/.test(name.charAt(end - 1))) end--
  return name.slice(0, end)
}

function extensionOf(name: string): string {
  return /\.([a-z0-9-]{1,20})$/.exec(name)?.[1] ?? ''
}

/** Marks of programs, shortcuts, disk images, help files and notes that run what is in them, and where they stand. */
const PROGRAMS: readonly (readonly [at: number, mark: readonly number[]])[] = ([
  [0, 'MZ'], [0, '\x7fELF'], [0, '\xcf\xfa\xed\xfe'], [0, '\xce\xfa\xed\xfe'], [0, '\xca\xfe\xba\xbe'], [0, '\x4c\0\0\0\x01\x14\x02\0'],
  [0, '\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d'], [0, 'ITSF'], [0x8001, 'CD001'], [0x8801, 'CD001'], [0x8001, 'BEA01'], [0, 'conectix'], [0, 'vhdxfile'], [0, 'MSCF'], [7, '**ACE**'], [0, '\x60\xea'],
  [0, '!<arch>\ndebian'], [0, '\xed\xab\xee\xdb'], [-512, 'koly'], [-512, 'conectix'],
] as const).map(([at, mark]) => [at, [...Buffer.from(mark, 'latin1')]] as const)

function isProgram(bytes: Uint8Array): boolean {
  return PROGRAMS.some(([place, mark]) => {
    const at = place < 0 ? bytes.length + place : place
    // Two octets alone begin honest texts too; a program is longer than a word and is no text.
    return at >= 0 && startsWith(bytes, mark, at)
      && (mark.length > 2 || (bytes.length > 64 && bytes.subarray(0, 64).includes(0)))
  })
}

/** A project of macros in the two packings of Office, and macro sheets. */
function hasMacros(bytes: Uint8Array, inside: readonly string[]): boolean {
  if (inside.some((name) => name === 'vbaproject.bin' || name === 'vbadata.xml' || /^intlmacrosheet|^macrosheet/.test(name))) return true
  if (!startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0])) {
    return searched(bytes).some((part) => XML_MARKS.some((mark) => holds(part, mark)))
  }
  return searched(bytes).some((part) => VBA_MARKS.some((mark) => part.includes(mark)))
}

/**
 * A text in Rich Text Format that starts something when it is opened: an object that is brought up to date, a template from elsewhere,
 * a formula of the old editor, a field that asks another program. Word reads far into the file, and ignores what stands in front.
 */
function isActiveRtf(bytes: Uint8Array): boolean {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  if (!all.subarray(0, 64).includes('{\\rt')) return false
  return searched(bytes).some((part) => /\\objupdate|\\objautlink|\\objdata|\\\*\s{0,20}\\template\s{0,20}(?:[a-z]{2,10}:|\\\\)|\bDDEAUTO\b|\\objocx|equation\.[23]/i.test(part.toString('latin1')))
}

/** Where macros stand in Office files of one XML, and the end of it from a rare sign on. */
const XML_MARKS = [
  { mark: 'w:macrosPresent="yes"', end: ':macrosPresent="yes"' }, { mark: 'editdata.mso', end: '.mso' },
] as const

/** A search for a rare sign is many times as fast as one for a letter, so the end is looked for before the whole. */
function holds(part: Buffer, { mark, end }: typeof XML_MARKS[number]): boolean {
  return part.includes(end, 'latin1') && part.includes(mark, 'latin1')
}

const VBA_MARKS = ['_VBA_PROJECT', 'Macros\0'].map((name) => Buffer.from(name, 'utf16le'))

/** The beginning and, of a longer file, the end. */
function searched(bytes: Uint8Array): readonly Buffer[] {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  return all.length <= SEARCHED_BYTES_MAX ? [all] : [all.subarray(0, SEARCHED_BYTES_MAX),
    all.subarray(-SEARCHED_BYTES_MAX)]
}

function startsWith(bytes: Uint8Array, mark: readonly number[], at = 0): boolean {
  return mark.every((octet, index) => bytes[at + index] === octet)
}
