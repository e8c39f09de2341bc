import { ADDRESS_LENGTH_MAX, readAddress } from './address.ts'

/** Signs that stand for nothing in a name: soft hyphens, joiners, variation selectors. RFC 3454 table B.1 */
const NOTHING = /[\u00ad\u034f\u1806\u180b-\u180d\u200b-\u200d\u2060\ufe00-\ufe0f\ufeff]/gu
/** Blanks other than the one of ASCII. RFC 3454 table C.1.2 */
const BLANK = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/gu
/** What no name may hold: controls, private use, halves, what turns the direction of writing. RFC 4013 §2.3 */
const PROHIBITED = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\ufff9-\uffff]/u

/**
 * A sign-in name as SASLprep has it (RFC 4013): width and ligatures of letters no longer differ. Undefined when it holds
 * what no name may, and for one that is longer than any address. Capitals stay: `readAddress` takes care of them.
 */
export function preparedName(name: string): string | undefined {
  if (name.length > ADDRESS_LENGTH_MAX) return undefined
  const prepared = name.replace(BLANK, ' ').replace(NOTHING, '').normalize('NFKC')
  return PROHIBITED.test(prepared) ? undefined : prepared
}

/** Do these two name the same one, in whatever capitals and forms of letters? For identities to act for. RFC 4616 §2 */
export function isSameName(one: string, other: string): boolean {
  const prepared = preparedName(one)
  return prepared !== undefined && prepared.toLowerCase() === preparedName(other)?.toLowerCase()
}

/**
 * The name under which tries are counted: one for all spellings that `Directory.signInName` takes for the same name. Made
 * from the name alone, so that known and unknown ones fill their limits alike and answers tell nobody who is here. What is
 * no address counts as it was prepared. Wants the name with its domain.
 */
export function countedName(name: string): string {
  let counted = name
  // Lower case may bring signs that are prepared otherwise (RFC 4013 §2.2), so a second time.
  for (let time = 0; time < 2; time++) {
    const prepared = preparedName(counted) ?? counted
    const address = readAddress(prepared) ?? readAddress(counted)
    counted = address === undefined ? prepared.toLowerCase() : `${address.local}@${address.domain}`
  }
  // Which sigma a capital one becomes depends on its neighbours, and signs that stand for nothing are neighbours too.
  return counted.replaceAll('\u03c2', '\u03c3')
}
