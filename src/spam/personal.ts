/**
 * What one reader taught: mail put into Junk, and mail taken out of it. Small weights on the same marks, encrypted
 * under the account, counted for that account only. No text is kept: a mark is a number that many words share.
 */
import type { AccountRef, OpenAccount, Place } from '../keys/keys.ts'
import { keptUnder, underNewestKey } from '../keys/newest-key.ts'
import { readScript, sql, writeScript, type Script } from '../storage/script.ts'
import type { Store } from '../storage/store.ts'

/** Marks that one account remembers; over it those of the least weight go. */
export const LEARNED_MARKS_MAX = 20_000
/**
 * How far one mail moves each of its marks: so far that the next copy of a short letter goes the same way. And how far a mark can
 * be moved.
 */
const STEP = 0.75
const WEIGHT_MAX = 6

/** Weights by mark. */
export type Weights = ReadonlyMap<number, number>

/** What an account learned, and up to where its Junk and its messages taken out of it were looked at. */
export interface Learned {
  readonly weights: Weights
  readonly junk: { readonly uidValidity: number, readonly uid: number }
  /** The newest message with `$NotJunk` that was learned from. */
  readonly notJunk: number
}

export const nothingLearned: Learned = { weights: new Map(), junk: { uidValidity: 0, uid: 0 }, notJunk: 0 }
const HEAD_BYTES = 24
/**
 * Changes whenever marks are numbered anew: what was learned of other numbers says nothing, and is learned again from
 * Junk.
 */
const DOCUMENT = 'learned-2'

interface Key { readonly tenant: number, readonly account: number }

const readLearned = readScript('spam.read-learned', import.meta.url, function* (
  tx, { tenant, account }: Key,
): Script<{ box: Uint8Array } | undefined> {
  return yield* tx.maybe<{ box: Uint8Array }>(sql`select box from account_document
    where tenant = ${tenant} and account = ${account} and kind = 'spam' and id = ${DOCUMENT}`)
})

const keepLearned = writeScript('spam.keep-learned', import.meta.url, function* (
  tx, { tenant, account, at, box, keyVersion }: Key & {
    readonly at: number, readonly box: Uint8Array, readonly keyVersion: number,
  },
): Script<void> {
  yield* tx.lockAccount({ tenant, account })
  yield* keptUnder(tx, { tenant, account, keyVersion })
  yield* tx.run(sql`delete from account_document where tenant = ${tenant} and account = ${account} and kind = 'spam' and id <> ${DOCUMENT}`)
  yield* tx.run(sql`insert into account_document (tenant, account, kind, id, changed_at, box)
    values (${tenant}, ${account}, 'spam', ${DOCUMENT}, ${at}, ${box})
    on conflict (tenant, account, kind, id) do update set changed_at = excluded.changed_at, box = excluded.box`)
})

/** As every document of an account, so that a new data key reaches it too (`keys/account-boxes.ts`). */
const placeOf = ({ tenant, account }: AccountRef): Place => ({ tenant, account, kind: 'document', id: `spam/${DOCUMENT}` })

/** What the account learned so far; nothing for a new one. */
export async function learnedOf(store: Store, open: OpenAccount): Promise<Learned> {
  const row = await store.read(readLearned, { tenant: open.tenant, account: open.account })
  if (row === undefined) return nothingLearned
  const bytes = open.decrypt(placeOf(open), row.box)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const weights = new Map<number, number>()
  for (let at = HEAD_BYTES; at + 8 <= bytes.length; at += 8) weights.set(view.getUint32(at), view.getFloat32(at + 4))
  return { weights, junk: { uidValidity: view.getFloat64(0), uid: view.getFloat64(8) }, notJunk: view.getFloat64(16) }
}

export async function keepLearnedOf(store: Store, open: OpenAccount, { learned: { weights, junk, notJunk }, at }: {
  readonly learned: Learned, readonly at: number,
}): Promise<void> {
  const rows = [...weights].slice(0, LEARNED_MARKS_MAX)
  const bytes = new Uint8Array(HEAD_BYTES + rows.length * 8)
  const view = new DataView(bytes.buffer)
  view.setFloat64(0, junk.uidValidity)
  view.setFloat64(8, junk.uid)
  view.setFloat64(16, notJunk)
  for (const [index, [mark, weight]] of rows.entries()) {
    view.setUint32(HEAD_BYTES + index * 8, mark)
    view.setFloat32(HEAD_BYTES + index * 8 + 4, weight)
  }
  await underNewestKey(() => {
    const { tenant, account, keyVersion } = open
    return store.write(keepLearned, { tenant, account, at, box: open.encrypt(placeOf(open), bytes), keyVersion })
  })
}

/** With one more mail that its reader called spam, or not. Pure. */
export function learnFrom(weights: Weights, places: Uint32Array, isSpam: boolean): Weights {
  const next = new Map(weights)
  for (const place of places) {
    const weight = (next.get(place) ?? 0) + (isSpam ? STEP : -STEP)
    const bounded = Math.max(-WEIGHT_MAX, Math.min(WEIGHT_MAX, weight))
    if (bounded === 0) next.delete(place)
    else next.set(place, bounded)
  }
  if (next.size <= LEARNED_MARKS_MAX) return next
  return new Map([...next].toSorted(([, a], [, b]) => Math.abs(b) - Math.abs(a)).slice(0, LEARNED_MARKS_MAX))
}

/** What was learned adds to the score of these marks, in log-odds. */
export function learnedScore(learned: Weights, places: Uint32Array): number {
  if (learned.size === 0) return 0
  let sum = 0
  for (const place of places) sum += learned.get(place) ?? 0
  return sum / Math.sqrt(Math.max(1, places.length))
}
