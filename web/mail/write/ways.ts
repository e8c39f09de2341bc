import { g } from './guard-texts.ts'
import type { Judged } from './judged.ts'
import type { Way } from './recipients.ts'

/** The words on each chip, by address in lower case: how the message gets there, or what is wrong with the address. */
export function waysOf(judged: Judged, open: readonly string[]): ReadonlyMap<string, Way> {
  const asked = new Set(judged.assessment.warnings.filter(({ id }) => open.includes(id)).flatMap(({ recipients }) => recipients.map((one) => one.toLowerCase())))
  const ways = new Map<string, Way>()
  for (const { address, route, isImpossible, isUnknownHere } of judged.recipients) {
    const key = address.toLowerCase()
    const words = g().way
    if (asked.has(key)) ways.set(key, { words: words.unsent, look: 'stop' })
    else if (isUnknownHere) ways.set(key, { words: words.unknownHere, look: 'ask' })
    else if (judged.action === 'send') continue
    else if (isImpossible) ways.set(key, { words: words.impossible, look: 'stop' })
    else if (judged.action === 'block') continue
    else if (judged.assessment.secure && route !== 'ordinary') ways.set(key, { words: words[route], look: route === 'internal' ? 'plain' : 'sealed' })
  }
  return ways
}
