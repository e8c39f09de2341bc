/**
 * What somebody is writing, kept in this tab until the server has it. Session storage is on purpose: it survives a reload and a
 * session that ends, and is gone when the tab closes, so that no text stays behind on a shared computer.
 */
const storageKey = 'zegel.drafts'

/** Longest text of all drafts that are kept here together, in characters; session storage holds about 5 million. */
export const waitingDraftMax = 2_000_000
/** Most drafts that wait at once: one that is written, and others that were left before the server had them. */
export const waitingDraftsMax = 5

/** A draft that waits, under a key of its own, so that one message never takes the place of another. */
export interface Waiting {
  readonly key: string
  readonly dirty: boolean
}

const isWaiting = (one: unknown): one is Waiting =>
  typeof one === 'object' && one !== null && 'key' in one && typeof one.key === 'string' && 'dirty' in one && typeof one.dirty === 'boolean'

/** Keeps a draft in place of what was kept under its key; the oldest give way. False when it is too long or storage is off. */
export function keepDraft(draft: Waiting): boolean {
  const others = waitingDrafts().filter(({ key }) => key !== draft.key)
  for (let drafts = [draft, ...others].slice(0, waitingDraftsMax); drafts.length > 0; drafts = drafts.slice(0, -1)) {
    if (write(drafts)) return true
  }
  return false
}

/** What waits, the newest first. */
export function waitingDrafts(): readonly Waiting[] {
  try {
    const drafts: unknown = JSON.parse(sessionStorage.getItem(storageKey) ?? '[]')
    return Array.isArray(drafts) ? drafts.filter(isWaiting) : []
  } catch {
    return []
  }
}

/** Is there text that the server does not have yet? */
export const draftWaits = (): boolean => waitingDrafts().some(({ dirty }) => dirty)

/** The server has it, or it was thrown away. */
export function dropDraft(key: string): void {
  write(waitingDrafts().filter((draft) => draft.key !== key))
}

function write(drafts: readonly Waiting[]): boolean {
  try {
    if (drafts.length === 0) sessionStorage.removeItem(storageKey)
    else {
      const text = JSON.stringify(drafts)
      if (text.length > waitingDraftMax) return false
      sessionStorage.setItem(storageKey, text)
    }
    return true
  } catch {
    return false
  }
}
