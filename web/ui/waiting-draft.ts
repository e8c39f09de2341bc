/**
 * What somebody is writing, kept in this tab until the server has it. Session storage is on purpose: it survives a reload and a
 * session that ends, and is gone when the tab closes, so that no text stays behind on a shared computer.
 */
const storageKey = 'zegel.draft'

/** Longest draft that is kept here, in characters; session storage holds about 5 million. */
export const waitingDraftMax = 2_000_000

/** Keeps the text of a draft; false when it is too long or storage is off. */
export function keepDraft(draft: unknown): boolean {
  try {
    const text = JSON.stringify(draft)
    if (text.length > waitingDraftMax) return false
    sessionStorage.setItem(storageKey, text)
    return true
  } catch {
    return false
  }
}

/** What waits, if anything. */
export function waitingDraft(): unknown {
  try {
    const text = sessionStorage.getItem(storageKey)
    return text === null ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Is there text that the server does not have yet? */
export function draftWaits(): boolean {
  const draft = waitingDraft()
  return typeof draft === 'object' && draft !== null && 'dirty' in draft && draft.dirty === true
}

/** The server has it, or it was thrown away. */
export function dropDraft(): void {
  try {
    sessionStorage.removeItem(storageKey)
  } catch {
    // Storage is off: nothing was kept.
  }
}
