/**
 * Whom an account wrote to before, counted from its own Sent mail while it is open. The count is kept encrypted under the
 * account, so that each sending looks only at what is new. A Sent folder that was emptied forgets nothing; one that was made
 * anew (another UIDVALIDITY) is counted from the start.
 */
import type { AccountRef, OpenAccount } from '../keys/keys.ts'
import type { Mailstore } from '../mailstore/mailstore.ts'
import type { AccountMail, ListRecord } from '../mailstore/types.ts'
import type { Store } from '../storage/store.ts'
import { BoundedMap } from '../tenants/bounded-map.ts'
import { hour } from '../base/sizes.ts'
import type { Clock } from '../base/clock.ts'
import { keepAccountNote, readAccountNote } from './account-notes.ts'

/** People remembered for one account; the one written to longest ago goes first. */
export const CORRESPONDENTS_MAX = 5000
/** Sent messages that one look counts at most, newest first. */
export const SENT_COUNTED_MAX = 5000
/** Recipients of one mail that are counted. */
export const COUNTED_RECIPIENTS_MAX = 1000
/** Accounts whose count is kept in memory while they are in use. */
const ACCOUNTS_REMEMBERED_MAX = 500
const REMEMBERED_MS = 1 * hour

export interface Correspondent {
  readonly address: string
  readonly name: string | null
  readonly count: number
}

export interface Correspondence {
  /** Everybody this account wrote to, most recent last; by address in lower case. */
  of(open: OpenAccount): Promise<ReadonlyMap<string, Correspondent>>
}

interface Counted {
  uidValidity: number
  lastUid: number
  readonly people: Map<string, Correspondent>
}

/** `[address, name, count]`, oldest first. */
interface Note { readonly uidValidity: number, readonly lastUid: number,
  readonly people: readonly (readonly [string, string | null, number])[] }

export function createCorrespondence({ store, mailstore, clock }: {
  readonly store: Store, readonly mailstore: Pick<Mailstore, 'open'>, readonly clock: Clock,
}): Correspondence {
  const remembered = new BoundedMap<string,
    Counted>({ max: ACCOUNTS_REMEMBERED_MAX, ageMs: REMEMBERED_MS, now: () => clock.now() })
  const busy = new Map<string, Promise<ReadonlyMap<string, Correspondent>>>()

  async function count(open: OpenAccount): Promise<ReadonlyMap<string, Correspondent>> {
    const key = keyOf(open)
    const counted = remembered.get(key) ?? countedOf(await readAccountNote(store, open, 'correspondence'))
    const mail = await mailstore.open(open)
    const isNew = await countNew(mail, counted)
    remembered.set(key, counted)
    if (isNew) await keepAccountNote(store, open, { kind: 'correspondence', value: noteOf(counted), at: clock.now() })
    return counted.people
  }

  return {
    of(open) {
      const key = keyOf(open)
      const already = busy.get(key)
      if (already !== undefined) return already
      const work = count(open).finally(() => busy.delete(key))
      busy.set(key, work)
      return work
    },
  }
}

/** Whom the account wrote to when that was last counted, most recent first; nothing is counted now. */
export async function rememberedPeople(store: Store, open: OpenAccount): Promise<readonly Correspondent[]> {
  return [...countedOf(await readAccountNote(store, open, 'correspondence')).people.values()].toReversed()
}

/** Counts what came into Sent since the last look; true when there was something. */
async function countNew(mail: AccountMail, counted: Counted): Promise<boolean> {
  const sent = (await mail.mailboxFigures()).find(({ role }) => role === 'sent')
  if (sent === undefined) return false
  if (sent.uidValidity !== counted.uidValidity) {
    counted.people.clear()
    counted.uidValidity = sent.uidValidity
    counted.lastUid = 0
  }
  if (sent.uidNext - 1 <= counted.lastUid) return false
  const view = await mail.view(sent.id)
  if (view === 'no such mailbox') return false
  try {
    const fresh = view.entries.filter(({ uid }) => uid > counted.lastUid).slice(-SENT_COUNTED_MAX)
    counted.lastUid = view.uidNext - 1
    for (const record of await mail.records(fresh.map(({ message }) => message))) {
      if (record !== undefined) countRecipients(record, counted.people)
    }
    return true
  } finally {
    view.close()
  }
}

function countRecipients({ summary }: ListRecord, people: Map<string, Correspondent>): void {
  const once = new Map<string, string | null>()
  for (const group of [...summary.to, ...summary.cc, ...summary.bcc]) {
    for (const { email, name } of group.addresses) {
      if (once.size < COUNTED_RECIPIENTS_MAX && email.includes('@')) once.set(email.toLowerCase(), name)
    }
  }
  for (const [address, name] of once) {
    const before = people.get(address)
    people.delete(address)
    people.set(address, { address, name: name ?? before?.name ?? null, count: (before?.count ?? 0) + 1 })
  }
  for (const oldest of people.keys()) {
    if (people.size <= CORRESPONDENTS_MAX) break
    people.delete(oldest)
  }
}

function noteOf({ uidValidity, lastUid, people }: Counted): Note {
  return { uidValidity, lastUid,
    people: [...people.values()].map(({ address, name, count }) => [address, name, count]) }
}

function countedOf(note: unknown): Counted {
  const { uidValidity = 0, lastUid = 0, people = [] } = (note ?? {}) as Partial<Note>
  return { uidValidity, lastUid,
    people: new Map(people.map(([address, name, count]) => [address, { address, name, count }])) }
}

const keyOf = ({ tenant, account }: AccountRef): string => `${tenant}/${account}`
