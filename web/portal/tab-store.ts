import { isSameHeld } from './held.ts'
import type { Held } from './guest-api.ts'

/**
 * What this tab remembers over a reload: which message is open and the answer that is being written. In `sessionStorage` only,
 * so it goes with the tab; a shared computer keeps nothing. Nothing here opens a message: for that the cookie is needed.
 */

/** Longest answer; the server takes no more. */
export const answerLengthMax = 100_000

export interface Draft {
  readonly text: string
  /** Made once for an answer, so that sending again sends nothing twice. */
  readonly key: string
}

export interface Tab {
  readonly held: Held
  /** The message that was opened with it. */
  readonly message: string
  readonly draft: Draft | null
}

/** The part of `Storage` that is used; an object in tests. */
export type Shelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

const storageKey = 'zegel.guest'

/** What was kept for this entrance; undefined for another one, or when it cannot be read. */
export function keptTab(shelf: Shelf, held: Held | undefined): Tab | undefined {
  const tab = readTab(shelf)
  return tab !== undefined && (held === undefined || isSameHeld(tab.held, held)) ? tab : undefined
}

/** Keeps it; a shelf that is full or off keeps nothing, which costs only a reload. */
export function keepTab(shelf: Shelf, tab: Tab): void {
  try {
    shelf.setItem(storageKey, JSON.stringify(tab))
  } catch {
    // Storage is off.
  }
}

export function forgetTab(shelf: Shelf): void {
  try {
    shelf.removeItem(storageKey)
  } catch {
    // Storage is off.
  }
}

function readTab(shelf: Shelf): Tab | undefined {
  try {
    const kept: unknown = JSON.parse(shelf.getItem(storageKey) ?? 'null')
    if (typeof kept !== 'object' || kept === null || !('held' in kept) || !('message' in kept)) return undefined
    const { held, message } = kept
    if (typeof message !== 'string' || typeof held !== 'object' || held === null) return undefined
    const own = 'link' in held && typeof held.link === 'string' ? { link: held.link }
      : 'code12' in held && typeof held.code12 === 'string' ? { code12: held.code12 } : undefined
    return own === undefined ? undefined : { held: own, message, draft: 'draft' in kept ? draftIn(kept.draft) : null }
  } catch {
    return undefined
  }
}

function draftIn(kept: unknown): Draft | null {
  if (typeof kept !== 'object' || kept === null || !('text' in kept) || !('key' in kept)) return null
  const { text, key } = kept
  return typeof text === 'string' && typeof key === 'string' && key.length >= 16 ? { text: text.slice(0, answerLengthMax), key } : null
}

/** 128 random bits in hexadecimal. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
