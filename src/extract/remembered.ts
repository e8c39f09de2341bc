import { createHash } from 'node:crypto'
import { MiB, minute } from '../base/sizes.ts'
import type { Extracted, ExtractText } from './types.ts'

/** What is remembered of files,
  so that a file is not read again at every pause in writing and once more when it is sent. */
export interface RememberLimits {
  /** Characters of all texts together; the oldest go first. */
  readonly charactersMax: number
  readonly filesMax: number
  readonly ms: number
}

export const rememberLimits: RememberLimits = { charactersMax: 32 * MiB, filesMax: 500, ms: 10 * minute }

interface Remembered { readonly text: Promise<Extracted>, characters: number, readonly until: number }

/**
 * `extract` that remembers for whom a file was read: only the same account gets the same answer, so that nobody learns from its
 * speed what somebody else sends. A file without `owner` is read each time. In memory only.
 */
export function remembered(extract: ExtractText, now: () => number,
  limits: RememberLimits = rememberLimits): ExtractText {
  const known = new Map<string, Remembered>()
  let characters = 0

  function forget(key: string): void {
    characters -= known.get(key)?.characters ?? 0
    known.delete(key)
  }

  function makeRoom(): void {
    for (const [key, { until }] of known) {
      if (until > now() && known.size <= limits.filesMax && characters <= limits.charactersMax) return
      forget(key)
    }
  }

  return (file) => {
    if (file.owner === undefined) return extract(file)
    const key = createHash('sha256').update(JSON.stringify([file.owner, file.name, file.type])).update(file.bytes).digest('base64')
    const before = known.get(key)
    if (before !== undefined && before.until > now()) return before.text
    forget(key)
    const entry: Remembered = { text: extract(file), characters: 0, until: now() + limits.ms }
    known.set(key, entry)
    void entry.text.then((read) => {
      if (known.get(key) !== entry) return
      // Too much at once is no property of the file.
      if (read.unread === 'over-limit' && !('text' in read) || read.unread === 'broken') {
        forget(key)
        return
      }
      entry.characters = 'text' in read ? read.text.length : 0
      characters += entry.characters
      makeRoom()
    })
    makeRoom()
    return entry.text
  }
}
