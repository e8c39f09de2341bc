import { invalidProperties, SetFailure } from './errors.ts'
import { isObject } from './json.ts'
import { KEYWORDS_MAX } from './limits.ts'

/**
 * IMAP flags and JMAP keywords are one thing under two spellings (RFC 8621 §4.1.1, RFC 9051 §2.3.2). `\Deleted` and
 * `\Recent` have none: JMAP does not show them.
 */
const FLAG_OF_KEYWORD: Readonly<Record<string, string>> = {
  $seen: '\\Seen', $answered: '\\Answered', $flagged: '\\Flagged', $draft: '\\Draft',
  $forwarded: '$Forwarded', $mdnsent: '$MDNSent', $junk: '$Junk', $notjunk: '$NotJunk', $phishing: '$Phishing',
}
const KEYWORD_OF_FLAG = new Map(Object.entries(FLAG_OF_KEYWORD).map(([keyword, flag]) => [flag, keyword]))

/**
 * 1 to 64 printable ASCII characters without those that IMAP cannot carry (RFC 8621 §4.1.1 allows 255; IMAP clients
 * not).
 */
const KEYWORD = /^[!#$&'+,\-./0-9:;<=>?@A-Z^_`a-z|}~]{1,64}$/

/** The flag of a keyword; undefined when it is not a keyword or one that clients may not set. */
export function flagOfKeyword(keyword: string): string | undefined {
  const lower = keyword.toLowerCase()
  if (!KEYWORD.test(lower) || lower === '$recent' || lower === '$deleted') return undefined
  return Object.hasOwn(FLAG_OF_KEYWORD, lower) ? FLAG_OF_KEYWORD[lower] : lower
}

/** The keyword of a flag; undefined for `\Deleted` and `\Recent`. */
export function keywordOfFlag(flag: string): string | undefined {
  const known = KEYWORD_OF_FLAG.get(flag)
  if (known !== undefined) return known
  return flag.startsWith('\\') ? undefined : flag.toLowerCase()
}

/** Reads `keywords: {"$seen": true}` into flag names; `invalidProperties` or `tooManyKeywords`. */
export function readKeywords(value: unknown): readonly string[] {
  if (!isObject(value)) throw invalidProperties(['keywords'], 'keywords must be an object')
  const keywords = Object.entries(value)
  if (keywords.length > KEYWORDS_MAX) throw new SetFailure({ type: 'tooManyKeywords' })
  return keywords.map(([keyword, set]) => {
    const flag = flagOfKeyword(keyword)
    if (flag === undefined || set !== true) {
      throw invalidProperties(['keywords'], 'each keyword must be a word set to true')
    }
    return flag
  })
}
