import type { Store } from '../storage/store.ts'
import type { AccountRef } from '../keys/keys.ts'
import { CHANGES_MAX } from './limits.ts'
import { mailboxChanges, messageChanges, threadMessages, type ChangedMessage } from './scripts/changes.ts'
import type { Changes } from './types.ts'

/**
 * What changed since a state, for JMAP. A state is a change number; an answer that is cut ends at a whole change number, so
 * that nothing between two answers is missed. When one change alone is larger than the client takes, the answer is 'cannot
 * calculate' and the client reads again. RFC 8620 §5.2
 */

interface Cut {
  readonly newState: number
  readonly hasMore: boolean
  readonly changed: readonly ChangedMessage[]
}

/** Created, updated and destroyed messages. */
export async function emailChanges(
  store: Store, owner: AccountRef, { since, max }: { readonly since: number, readonly max: number },
): Promise<Changes<number> | 'cannot calculate'> {
  const cut = await readCut(store, owner, { since, max })
  if (cut === 'cannot calculate') return cut
  const created: number[] = []
  const updated: number[] = []
  const destroyed: number[] = []
  for (const { message, createdModseq, gone } of cut.changed) {
    if (gone === 0) (createdModseq > since ? created : updated).push(message)
    else destroyed.push(message)
  }
  return { oldState: since, newState: cut.newState, hasMore: cut.hasMore, created, updated, destroyed }
}

/** Threads that got or lost messages. A thread was there at `since` when a message of it was. */
export async function threadChanges(
  store: Store, owner: AccountRef, { since, max }: { readonly since: number, readonly max: number },
): Promise<Changes<number> | 'cannot calculate'> {
  const cut = await readCut(store, owner, { since, max })
  if (cut === 'cannot calculate') return cut
  const touched = new Set<number>()
  const existed = new Set<number>()
  for (const { thread, createdModseq, gone } of cut.changed) {
    if (gone === 1 || createdModseq > since) touched.add(thread)
    if (createdModseq <= since) existed.add(thread)
  }
  const { tenant, account } = owner
  const messages = await store.read(threadMessages, { tenant, account, threads: [...touched] })
  const alive = new Set<number>()
  for (const { thread, createdModseq } of messages) {
    alive.add(thread)
    if (createdModseq <= since) existed.add(thread)
  }
  const created: number[] = []
  const updated: number[] = []
  const destroyed: number[] = []
  for (const thread of touched) {
    if (!alive.has(thread)) {
      if (existed.has(thread)) destroyed.push(thread)
    } else {
      (existed.has(thread) ? updated : created).push(thread)
    }
  }
  return { oldState: since, newState: cut.newState, hasMore: cut.hasMore, created, updated, destroyed }
}

/** Mailboxes; there are few enough that an answer is never cut. */
export async function changedMailboxes(
  store: Store, owner: AccountRef, { since, max }: { readonly since: number, readonly max: number },
): Promise<Changes<number> & { readonly onlyCounts: boolean } | 'cannot calculate'> {
  const { tenant, account } = owner
  const { number, floor, changed } = await store.read(mailboxChanges, { tenant, account, since, limit: CHANGES_MAX })
  if (since < floor || since > number) return 'cannot calculate'
  const alive = changed.filter(({ destroyedModseq }) => destroyedModseq === null)
  const created = alive.filter(({ createdModseq }) => createdModseq > since).map(({ mailbox }) => mailbox)
  const updated = alive.filter(({ createdModseq }) => createdModseq <= since)
  const destroyed = changed
    .filter(({ destroyedModseq, createdModseq }) => (destroyedModseq ?? 0) > since && createdModseq <= since)
    .map(({ mailbox }) => mailbox)
  if (created.length + updated.length + destroyed.length > max) return 'cannot calculate'
  return {
    oldState: since, newState: number, hasMore: false, created, destroyed,
    updated: updated.map(({ mailbox }) => mailbox),
    onlyCounts: updated.every(({ modseq }) => modseq <= since),
  }
}

async function readCut(
  store: Store, { tenant, account }: AccountRef, { since, max }: { readonly since: number, readonly max: number },
): Promise<Cut | 'cannot calculate'> {
  const most = Math.min(max, CHANGES_MAX)
  const { number, floor, changed } = await store.read(messageChanges, { tenant, account, since, limit: most + 1 })
  if (since < floor || since > number) return 'cannot calculate'
  if (changed.length <= most) return { newState: number, hasMore: false, changed }
  const cutAt = changed[most]?.modseq ?? 0
  const whole = changed.filter(({ modseq }) => modseq < cutAt)
  const last = whole.at(-1)
  return last === undefined ? 'cannot calculate' : { newState: last.modseq, hasMore: true, changed: whole }
}
