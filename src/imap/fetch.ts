import { LBRACKET, LPAREN } from './bytes.ts'
import type { SectionSpec } from '../message/section.ts'
import type { Cursor } from './cursor.ts'
import { partialRange, type PartialRange } from './partial-range.ts'
import { partial, section, sectionBinary, type Partial } from './section.ts'

/** Items that are one word and one answer. */
const PLAIN_ITEMS = ['ENVELOPE', 'FLAGS', 'INTERNALDATE', 'RFC822', 'RFC822.HEADER', 'RFC822.SIZE', 'RFC822.TEXT',
  'UID', 'BODYSTRUCTURE', 'MODSEQ', 'EMAILID', 'THREADID', 'SAVEDATE', 'PREVIEW'] as const
export type PlainItem = typeof PLAIN_ITEMS[number] | 'BODY'

/** fetch-att. RFC 9051 §6.4.5; MODSEQ RFC 7162; EMAILID, THREADID RFC 8474; SAVEDATE RFC 8514; PREVIEW RFC 8970 */
export type FetchAtt =
  | { readonly item: PlainItem }
  | { readonly item: 'BODY[]', readonly section: SectionSpec, readonly partial: Partial | null, readonly peek: boolean }
  | { readonly item: 'BINARY[]', readonly part: readonly number[], readonly partial: Partial | null,
    readonly peek: boolean }
  | { readonly item: 'BINARY.SIZE[]', readonly part: readonly number[] }

/** Most items in one FETCH. */
export const FETCH_ITEMS_MAX = 128

const MACROS: Readonly<Record<string, readonly PlainItem[]>> = {
  ALL: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE'],
  FAST: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE'],
  FULL: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE', 'BODY'],
}

/** `ALL` / `FULL` / `FAST` / fetch-att / `(` fetch-att *(SP fetch-att) `)`. */
export function fetchAtts(cursor: Cursor): readonly FetchAtt[] {
  if (cursor.peek() === LPAREN) {
    return cursor.list(() => fetchAtt(cursor), { what: 'fetch items', countMax: FETCH_ITEMS_MAX })
  }
  for (const [name, items] of Object.entries(MACROS)) {
    if (cursor.skipWord(name)) return items.map((item) => ({ item }))
  }
  return [fetchAtt(cursor)]
}

export function fetchAtt(cursor: Cursor): FetchAtt {
  const word = cursor.word('a fetch item')
  switch (word) {
    case 'BODY':
    case 'BODY.PEEK':
      if (cursor.peek() !== LBRACKET && word === 'BODY') return { item: 'BODY' }
      return { item: 'BODY[]', section: section(cursor), partial: partial(cursor), peek: word === 'BODY.PEEK' }
    case 'BINARY':
    case 'BINARY.PEEK':
      return { item: 'BINARY[]', part: sectionBinary(cursor), partial: partial(cursor), peek: word === 'BINARY.PEEK' }
    case 'BINARY.SIZE':
      return { item: 'BINARY.SIZE[]', part: sectionBinary(cursor) }
    case 'PREVIEW':
      // PREVIEW (LAZY): ours is always ready, so lazy changes nothing. Behind a lone item fetch modifiers may stand as
      // well: `PREVIEW (CHANGEDSINCE 1)`. RFC 8970 §3.1, §6
      if (cursor.peek() === 32 && cursor.peek(1) === LPAREN && isLetter(cursor.peek(2), 'L')) {
        cursor.sp()
        cursor.list(() => cursor.skipWord('LAZY') || cursor.expected('LAZY'),
          { what: 'preview modifiers', countMax: 1 })
      }
      return { item: 'PREVIEW' }
    default:
      return { item: PLAIN_ITEMS.find((item) => item === word) ?? cursor.expected('a known fetch item before') }
  }
}

/** fetch-modifiers: `(CHANGEDSINCE 12 VANISHED PARTIAL 1:50)`. RFC 4466 §2.4, RFC 7162 §3.1.4.1, §3.2.6, RFC 9394 §3.2 */
export interface FetchModifiers {
  readonly changedSince: number | null
  readonly vanished: boolean
  readonly partial: PartialRange | null
}

export function fetchModifiers(cursor: Cursor): FetchModifiers {
  let changedSince: number | null = null
  let range: PartialRange | null = null
  let vanished = false
  if (cursor.atEnd) return { changedSince, vanished, partial: range }
  cursor.sp()
  cursor.list(() => {
    const word = cursor.word('a fetch modifier')
    if (word === 'CHANGEDSINCE' && changedSince === null) {
      cursor.sp()
      changedSince = cursor.number64('a modification sequence')
    } else if (word === 'PARTIAL' && range === null) {
      cursor.sp()
      range = partialRange(cursor)
    } else if (word === 'VANISHED') vanished = true
    else cursor.expected('CHANGEDSINCE, VANISHED or PARTIAL, each once, before')
  }, { what: 'fetch modifiers', countMax: 3 })
  // Both are about UIDs. RFC 7162 §3.2.6, RFC 9394 §3.2
  if ((vanished || range !== null) && !cursor.dialect.uid) cursor.expected('UID FETCH with VANISHED or PARTIAL')
  if (vanished && changedSince === null) cursor.expected('CHANGEDSINCE with VANISHED')
  return { changedSince, vanished, partial: range }
}

/** Is it this capital, or its small letter? */
function isLetter(octet: number, capital: string): boolean {
  return (octet & 0xdf) === capital.charCodeAt(0)
}

/** Does this item set \Seen? RFC 9051 §6.4.5 */
export function setsSeen(att: FetchAtt): boolean {
  switch (att.item) {
    case 'BODY[]':
    case 'BINARY[]':
      return !att.peek
    case 'RFC822':
    case 'RFC822.TEXT':
      return true
    default:
      return false
  }
}

/** Part numbers as they are written: `1.2`. */
export function formatPart(part: readonly number[]): string {
  return part.join('.')
}
