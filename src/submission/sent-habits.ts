/**
 * The account's own sent mail as the guard's recipient model: who is mailed together, how often, about what. It is learnt
 * while the account is open, one mail at a time, from Sent; kept encrypted under the account; a Sent folder with another
 * UIDVALIDITY is learnt from the start.
 *
 * Promises: sending never waits for more than `LEARNT_AT_ONCE_MAX` mails; the rest is learnt in the background, in pieces,
 * and goes on where it stopped. Fails by knowing nothing: then the guard says nothing of recipients' habits.
 */
import { setImmediate } from 'node:timers/promises'
import { hour } from '../base/sizes.ts'
import type { Clock } from '../base/clock.ts'
import { emptyModel, learn, MODEL_MAILS_MIN, modelBytes, readModel, score, type RecipientModel, type SentMail, type Suspect } from '../guard/recipients.ts'
import { RECENT_MAX } from '../guard/recipients/model.ts'
import type { AccountRef, OpenAccount } from '../keys/keys.ts'
import type { Log } from '../log/log.ts'
import type { Mailstore } from '../mailstore/mailstore.ts'
import type { AccountMail, Entry, ListRecord } from '../mailstore/types.ts'
import { parseMessage } from '../message/parse.ts'
import type { Store } from '../storage/store.ts'
import { BoundedMap } from '../tenants/bounded-map.ts'
import { keepAccountNoteBytes, readAccountNoteBytes } from './account-notes.ts'
import { bodyOf } from './draft.ts'

/** Mails that are learnt before a judgement; more wait for the background. */
export const LEARNT_AT_ONCE_MAX = 20
/** Sent mails that are looked back on when an account is learnt for the first time: the newest. */
export const LOOKED_BACK_MAX = 20_000
/** Mails learnt in one piece of background work, and between two times the state is kept. */
const PIECE = 50
const KEPT_EVERY = 500
/** Mails that may be learnt anew after a restart, so that not every sending writes the whole state. */
export const UNKEPT_MAX = 16
/** Bytes of a message that are read for its words. */
const TEXT_BYTES_MAX = 64 * 1024
/** Accounts whose model stays in memory while they send. */
const ACCOUNTS_REMEMBERED_MAX = 50
const REMEMBERED_MS = 1 * hour

export interface SentHabits {
  /** A score for every recipient of a mail about to be sent; nothing while too little is known. */
  suspects(open: OpenAccount, mail: SentMail): Promise<readonly Suspect[]>
  /** Resolves when no background learning of this account is under way. */
  settled(open: AccountRef): Promise<void>
}

interface Learnt {
  model: RecipientModel
  uidValidity: number
  lastUid: number
  /** Mails learnt since the state was kept. */
  unkept: number
}

interface Parts {
  readonly store: Store
  readonly mailstore: Pick<Mailstore, 'open'>
  readonly clock: Clock
  readonly log: Log
}

export function createSentHabits(parts: Parts): SentHabits {
  const { store, mailstore, clock, log } = parts
  const remembered = new BoundedMap<string, Learnt>({ max: ACCOUNTS_REMEMBERED_MAX, ageMs: REMEMBERED_MS, now: () =>
    clock.now() })
  const behind = new Map<string, Promise<void>>()
  const looking = new Map<string, Promise<Learnt>>()

  /** Learns what is new, or leaves it to the background when it is much. */
  async function look(open: OpenAccount): Promise<Learnt> {
    const key = keyOf(open)
    const learnt = remembered.get(key) ?? learntOf(await readAccountNoteBytes(store, open, 'recipients'))
    remembered.set(key, learnt)
    if (behind.has(key)) return learnt
    const mail = await mailstore.open(open)
    const fresh = await newInSent(mail, learnt)
    if (fresh.length <= LEARNT_AT_ONCE_MAX) await learnPiece(mail, learnt, fresh, { withText: true })
    else behind.set(key, catchUp(open, { mail, learnt, fresh }).finally(() => behind.delete(key)))
    if (learnt.unkept > UNKEPT_MAX) await keep(open, learnt)
    return learnt
  }

  async function catchUp(open: OpenAccount, { mail, learnt, fresh }: {
    readonly mail: AccountMail, readonly learnt: Learnt, readonly fresh: readonly Entry[],
  }): Promise<void> {
    try {
      for (let at = 0; at < fresh.length; at += PIECE) {
        await setImmediate()
        // Words count for the newest mails only: older ones give their recipients, which their list record holds.
        await learnPiece(mail, learnt, fresh.slice(at, at + PIECE),
          { withText: at + PIECE > fresh.length - RECENT_MAX })
        if (learnt.unkept >= KEPT_EVERY) await keep(open, learnt)
      }
      await keep(open, learnt)
    } catch (problem) {
      stopped(open, problem)
    }
  }

  /** The account was closed, or the store is busy: the next sending goes on from what was kept. */
  function stopped(open: AccountRef, problem: unknown): void {
    remembered.delete(keyOf(open))
    log.info('sent-habits.stopped', { tenant: open.tenant, account: open.account, problem: problem instanceof Error ? problem.name : 'unknown' })
  }

  async function keep(open: OpenAccount, learnt: Learnt): Promise<void> {
    await keepAccountNoteBytes(store, open, { kind: 'recipients', bytes: noteOf(learnt), at: clock.now() })
    learnt.unkept = 0
  }

  return {
    async suspects(open, mail) {
      const key = keyOf(open)
      const work = looking.get(key) ?? look(open).finally(() => looking.delete(key))
      looking.set(key, work)
      try {
        const { model } = await work
        return behind.has(key) || model.mails < MODEL_MAILS_MIN ? [] : score(model, mail)
      } catch (problem) {
        stopped(open, problem)
        return []
      }
    },
    async settled(account) {
      await behind.get(keyOf(account))
    },
  }
}

/** Entries of Sent that were not learnt yet, oldest first. */
async function newInSent(mail: AccountMail, learnt: Learnt): Promise<readonly Entry[]> {
  const sent = (await mail.mailboxFigures()).find(({ role }) => role === 'sent')
  if (sent === undefined) return []
  if (sent.uidValidity !== learnt.uidValidity) {
    learnt.model = emptyModel()
    learnt.uidValidity = sent.uidValidity
    learnt.lastUid = 0
  }
  if (sent.uidNext - 1 <= learnt.lastUid) return []
  const view = await mail.view(sent.id)
  if (view === 'no such mailbox') return []
  try {
    return view.entries.filter(({ uid }) => uid > learnt.lastUid).slice(-LOOKED_BACK_MAX)
  } finally {
    view.close()
  }
}

async function learnPiece(mail: AccountMail, learnt: Learnt, entries: readonly Entry[],
  { withText }: { readonly withText: boolean }): Promise<void> {
  const records = await mail.records(entries.map(({ message }) => message))
  for (const [index, entry] of entries.entries()) {
    const record = records[index]
    if (record !== undefined) learn(learnt.model, sentMailOf(record, withText ? await textOf(mail, entry.message) : ''))
    learnt.lastUid = Math.max(learnt.lastUid, entry.uid)
    learnt.unkept += 1
  }
}

/** The text at the begin of a message; empty when it is gone. */
async function textOf(mail: AccountMail, message: number): Promise<string> {
  const raw = await mail.bodyRange(message, 0, TEXT_BYTES_MAX)
  return raw === undefined ? '' : bodyOf(parseMessage(raw), raw)
}

function sentMailOf({ summary }: ListRecord, text: string): SentMail {
  const people = [...summary.to, ...summary.cc, ...summary.bcc].flatMap(({ addresses }) => addresses).filter(({ email }) => email.includes('@'))
  return {
    from: summary.from[0]?.addresses[0]?.email ?? '', recipients: people.map(({ email }) => email),
    names: new Map(people.flatMap(({ email, name }) => name === null ? [] : [[email.toLowerCase(), name] as const])),
    subject: summary.subject, text,
  }
}

/** UIDVALIDITY and last UID before the model. */
function noteOf({ uidValidity, lastUid, model }: Learnt): Uint8Array {
  const bytes = modelBytes(model)
  const note = new Uint8Array(8 + bytes.length)
  const view = new DataView(note.buffer)
  view.setUint32(0, uidValidity)
  view.setUint32(4, lastUid)
  note.set(bytes, 8)
  return note
}

function learntOf(note: Uint8Array | undefined): Learnt {
  const model = note === undefined || note.length < 8 ? undefined : readModel(note.subarray(8))
  if (note === undefined || model === undefined) return { model: emptyModel(), uidValidity: 0, lastUid: 0, unkept: 0 }
  const view = new DataView(note.buffer, note.byteOffset, note.byteLength)
  return { model, uidValidity: view.getUint32(0), lastUid: view.getUint32(4), unkept: 0 }
}

const keyOf = ({ tenant, account }: AccountRef): string => `${tenant}/${account}`
