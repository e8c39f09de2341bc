import { LPAREN, RPAREN, isAscii, utf8Text } from './bytes.ts'
import type { Cursor } from './cursor.ts'
import { date } from './date-time.ts'
import { keyword } from './flags.ts'
import { partialRange, type PartialRange } from './partial-range.ts'
import { atSequenceSet, sequenceSet, type SequenceSet } from './sequence-set.ts'

/**
 * search-key as a tree. RFC 9051 §6.4.4, RFC 3501 §6.4.4 (OLD, NEW, RECENT), RFC 7162 §3.1.5 (MODSEQ), RFC 5032
 * (WITHIN), RFC 8514 (SAVEDSINCE ...), RFC 8474 (EMAILID). Dates are days since 1970, texts are decoded.
 */
export type SearchKey =
  | { readonly key: 'ALL' }
  | { readonly key: 'AND', readonly keys: readonly SearchKey[] }
  | { readonly key: 'OR', readonly keys: readonly [SearchKey, SearchKey] }
  | { readonly key: 'NOT', readonly not: SearchKey }
  | { readonly key: 'FLAG', readonly flag: string }
  /** In this session's eyes new since the last one: never, \Recent is not kept. RFC 9051 appendix E */
  | { readonly key: 'RECENT' }
  | { readonly key: 'BEFORE' | 'ON' | 'SINCE', readonly of: 'received' | 'sent' | 'saved', readonly day: number }
  | { readonly key: 'OLDER' | 'YOUNGER', readonly seconds: number }
  | { readonly key: 'LARGER' | 'SMALLER', readonly sizeBytes: number }
  | { readonly key: 'ADDRESS', readonly field: 'FROM' | 'TO' | 'CC' | 'BCC', readonly text: string }
  | { readonly key: 'SUBJECT' | 'BODY' | 'TEXT', readonly text: string }
  | { readonly key: 'HEADER', readonly field: string, readonly text: string }
  | { readonly key: 'SEQUENCE' | 'UID', readonly set: SequenceSet }
  | { readonly key: 'MODSEQ', readonly modseq: number }
  | { readonly key: 'EMAILID' | 'THREADID', readonly id: string }

const RETURN_WORDS = ['MIN', 'MAX', 'ALL', 'COUNT', 'SAVE', 'PARTIAL', 'UPDATE', 'CONTEXT'] as const
export type SearchReturn = typeof RETURN_WORDS[number]

/** search-return-opts. RFC 4731, RFC 5182 (SAVE), RFC 9394 (PARTIAL), RFC 5267 §4 (UPDATE; CONTEXT is a hint) */
export interface SearchReturns {
  /** null: no RETURN was given, answer with the classic `* SEARCH` to a rev1 client. RFC 9051 §6.4.4 */
  readonly returns: readonly SearchReturn[] | null
  /** The range of PARTIAL, when it is among the options. */
  readonly partial: PartialRange | null
}

/** search-key *(SP search-key) */
export interface SearchKeys {
  readonly keys: SearchKey
  readonly modseqAsked: boolean
  /** A message number stands somewhere in the keys. */
  readonly numbersUsed: boolean
}

export interface SearchProgram extends SearchReturns, SearchKeys {}

/** Most keys in one search, and deepest nesting of NOT, OR and parentheses. */
export const SEARCH_KEYS_MAX = 4096
export const SEARCH_DEPTH_MAX = 64
/** Longest text searched for, in octets. */
export const SEARCH_TEXT_SIZE_MAX = 4096

/** Charsets we take, as `BADCHARSET` names them. */
export const SEARCH_CHARSETS = ['US-ASCII', 'UTF-8'] as const

/** A search in a charset that we do not know: what it would have given cannot be said, but where it was to go can. */
export interface CharsetNotKnown extends SearchReturns {
  readonly charset: 'not known'
}

/** [search-return-opts] SP search-program; or the charset that we do not know. */
export function searchProgram(cursor: Cursor): SearchProgram | CharsetNotKnown {
  const returns = searchReturns(cursor)
  if (cursor.skipWord('CHARSET')) {
    cursor.sp()
    if (!charsetKnown(cursor)) return { ...returns, charset: 'not known' }
    cursor.sp()
  }
  return { ...returns, ...searchKeys(cursor) }
}

/** [`RETURN` SP `(` options `)` SP], with the space behind it. RFC 9051 §9: search-return-opts */
export function searchReturns(cursor: Cursor): SearchReturns {
  if (!cursor.skipWord('RETURN')) return { returns: null, partial: null }
  let partial: PartialRange | null = null
  cursor.sp()
  const returns = cursor.list(() => {
    const word = cursor.word('a return option')
    const known = RETURN_WORDS.find((option) => option === word)
      ?? cursor.expected('MIN, MAX, ALL, COUNT, SAVE, PARTIAL, UPDATE or CONTEXT before')
    if (known !== 'PARTIAL') return known
    if (partial !== null) cursor.expected('PARTIAL once, before')
    cursor.sp()
    partial = partialRange(cursor)
    return known
  }, { what: 'return options', countMax: 16, empty: true })
  if (partial !== null && returns.includes('ALL')) cursor.expected('PARTIAL without ALL before')
  cursor.sp()
  return { returns, partial }
}

/** The charset of a search. When it is not known the rest of the command is stepped over: nobody can judge it. */
export function charsetKnown(cursor: Cursor): boolean {
  const charset = cursor.astringText('a charset').toUpperCase()
  if (SEARCH_CHARSETS.some((known) => known === charset)) return true
  cursor.skipAll()
  return false
}

/** search-key *(SP search-key), up to the end of the command. */
export function searchKeys(cursor: Cursor): SearchKeys {
  const reader = new KeyReader(cursor)
  const keys = [reader.key(0)]
  while (!cursor.atEnd) {
    cursor.sp()
    keys.push(reader.key(0))
  }
  return { keys: all(keys), modseqAsked: reader.modseqAsked, numbersUsed: reader.numbersUsed }
}

/**
 * Whether the same messages fit for as long as neither they nor the mailbox change: no message numbers, no `$`, nothing
 * that counts from now.
 */
export function isSteady(key: SearchKey): boolean {
  switch (key.key) {
    case 'AND':
    case 'OR': return key.keys.every(isSteady)
    case 'NOT': return isSteady(key.not)
    case 'OLDER':
    case 'YOUNGER':
    case 'SEQUENCE': return false
    case 'UID': return !key.set.saved && key.set.ranges.every(({ from, to }) => from !== '*' && to !== '*')
    // Members of a thread come and go with other messages.
    case 'THREADID': return false
    default: return true
  }
}

function all(keys: readonly SearchKey[]): SearchKey {
  return keys.length === 1 ? keys[0] as SearchKey : { key: 'AND', keys }
}

/** Words that stand for one flag, or for its absence. */
const FLAG_WORDS: Readonly<Record<string, { readonly flag: string, readonly absent: boolean }>> = {
  ANSWERED: { flag: '\\Answered', absent: false }, UNANSWERED: { flag: '\\Answered', absent: true },
  DELETED: { flag: '\\Deleted', absent: false }, UNDELETED: { flag: '\\Deleted', absent: true },
  DRAFT: { flag: '\\Draft', absent: false }, UNDRAFT: { flag: '\\Draft', absent: true },
  FLAGGED: { flag: '\\Flagged', absent: false }, UNFLAGGED: { flag: '\\Flagged', absent: true },
  SEEN: { flag: '\\Seen', absent: false }, UNSEEN: { flag: '\\Seen', absent: true },
}

type DateKey = Extract<SearchKey, { readonly day: number }>
const DATE_WORDS: Readonly<Record<string, DateKey>> = {
  BEFORE: { key: 'BEFORE', of: 'received', day: 0 }, ON: { key: 'ON', of: 'received', day: 0 },
  SINCE: { key: 'SINCE', of: 'received', day: 0 }, SENTBEFORE: { key: 'BEFORE', of: 'sent', day: 0 },
  SENTON: { key: 'ON', of: 'sent', day: 0 }, SENTSINCE: { key: 'SINCE', of: 'sent', day: 0 },
  SAVEDBEFORE: { key: 'BEFORE', of: 'saved', day: 0 }, SAVEDON: { key: 'ON', of: 'saved', day: 0 },
  SAVEDSINCE: { key: 'SINCE', of: 'saved', day: 0 },
}

class KeyReader {
  readonly #cursor: Cursor
  #count = 0
  modseqAsked = false
  numbersUsed = false

  constructor(cursor: Cursor) {
    this.#cursor = cursor
  }

  key(depth: number): SearchKey {
    const cursor = this.#cursor
    if (++this.#count > SEARCH_KEYS_MAX) cursor.expected(`at most ${SEARCH_KEYS_MAX} search keys`)
    if (depth > SEARCH_DEPTH_MAX) cursor.expected(`search keys nested at most ${SEARCH_DEPTH_MAX} deep`)
    if (cursor.skip(LPAREN)) {
      const keys = [this.key(depth + 1)]
      while (!cursor.skip(RPAREN)) {
        cursor.sp()
        keys.push(this.key(depth + 1))
      }
      return all(keys)
    }
    if (atSequenceSet(cursor)) {
      const set = sequenceSet(cursor)
      this.numbersUsed ||= !set.saved
      return { key: 'SEQUENCE', set }
    }
    const word = cursor.word('a search key')
    return flagWord(word) ?? this.#dateWord(word) ?? this.#textWord(word) ?? this.#otherWord(word, depth)
  }

  #dateWord(word: string): SearchKey | undefined {
    const known = Object.hasOwn(DATE_WORDS, word) ? DATE_WORDS[word] : undefined
    if (!known) return undefined
    this.#cursor.sp()
    return { ...known, day: date(this.#cursor) }
  }

  #textWord(word: string): SearchKey | undefined {
    switch (word) {
      case 'FROM':
      case 'TO':
      case 'CC':
      case 'BCC':
        return { key: 'ADDRESS', field: word, text: this.#text() }
      case 'SUBJECT':
      case 'BODY':
      case 'TEXT':
        return { key: word, text: this.#text() }
      case 'HEADER': {
        this.#cursor.sp()
        const field = this.#cursor.astringText('a header field name').toUpperCase()
        return { key: 'HEADER', field, text: this.#text() }
      }
      default:
        return undefined
    }
  }

  #otherWord(word: string, depth: number): SearchKey {
    const cursor = this.#cursor
    switch (word) {
      case 'ALL':
        return { key: 'ALL' }
      case 'OLD':
        return { key: 'NOT', not: { key: 'RECENT' } }
      case 'NEW':
      case 'RECENT':
        return { key: 'RECENT' }
      default:
    }
    cursor.sp()
    switch (word) {
      case 'NOT':
        return { key: 'NOT', not: this.key(depth + 1) }
      case 'OR': {
        const left = this.key(depth + 1)
        cursor.sp()
        return { key: 'OR', keys: [left, this.key(depth + 1)] }
      }
      case 'KEYWORD':
        return { key: 'FLAG', flag: keyword(cursor) }
      case 'UNKEYWORD':
        return { key: 'NOT', not: { key: 'FLAG', flag: keyword(cursor) } }
      case 'LARGER':
      case 'SMALLER':
        return { key: word, sizeBytes: cursor.number64('a size') }
      case 'OLDER':
      case 'YOUNGER':
        return { key: word, seconds: cursor.nzNumber('a number of seconds') }
      case 'UID':
        return { key: 'UID', set: sequenceSet(cursor) }
      case 'MODSEQ':
        return this.#modseq()
      case 'EMAILID':
      case 'THREADID':
        return { key: word, id: cursor.astringText('an object id') }
      default:
        return cursor.expected('a known search key before')
    }
  }

  /** MODSEQ [entry-name SP entry-type-req SP] mod-sequence-valzer: entries other than flags are not kept apart. */
  #modseq(): SearchKey {
    const cursor = this.#cursor
    this.modseqAsked = true
    if (!(cursor.peek() >= 48 && cursor.peek() <= 57)) {
      cursor.string('an entry name')
      cursor.sp()
      const type = cursor.word('an entry type')
      if (type !== 'PRIV' && type !== 'SHARED' && type !== 'ALL') cursor.expected('priv, shared or all before')
      cursor.sp()
    }
    return { key: 'MODSEQ', modseq: cursor.number64('a modification sequence') }
  }

  #text(): string {
    const cursor = this.#cursor
    cursor.sp()
    const octets = cursor.astring('a text to search for')
    if (octets.length > SEARCH_TEXT_SIZE_MAX) cursor.expected(`a text of at most ${SEARCH_TEXT_SIZE_MAX} octets before`)
    return utf8Text(octets) ?? cursor.expected(isAscii(octets) ? 'text before' : 'UTF-8 text before')
  }
}

function flagWord(word: string): SearchKey | undefined {
  const known = Object.hasOwn(FLAG_WORDS, word) ? FLAG_WORDS[word] : undefined
  if (!known) return undefined
  const key = { key: 'FLAG', flag: known.flag } as const
  return known.absent ? { key: 'NOT', not: key } : key
}

