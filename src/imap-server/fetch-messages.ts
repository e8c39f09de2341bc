import type { FetchAtt } from '../imap/fetch.ts'
import type { Entry } from '../mailstore/types.ts'
import type { Context } from './command.ts'
import { answerItem, needsOf, type Fetched } from './fetch-item.ts'
import { toFlags } from './flags.ts'
import { BODIES_AT_ONCE, MessageBytes, readAhead } from './message-bytes.ts'
import { givesText, noteUse } from './noted-use.ts'
import { createPace } from './pace.ts'

/** Messages worked on at a time: one list-page read each, and the longest the event loop is kept. */
export const FETCH_SLAB = 256
export interface FetchWish {
  readonly uids: readonly number[]
  readonly items: readonly FetchAtt[]
  readonly changedSince: number | null
  /** One of the items sets \Seen. */
  readonly marksSeen: boolean
}

export type FetchOutcome = 'done' | 'some gone' | 'unknown encoding'

/**
 * Writes one FETCH answer a message, in slabs: list records are asked for many at once and only copied out; bodies are
 * read ahead within a budget; a slow reader makes us wait. RFC 9051 §7.5.2
 */
export async function fetchMessages(wish: FetchWish, context: Context): Promise<FetchOutcome> {
  const { out } = context
  let gone = false
  let unknownEncoding = false
  const pace = createPace()
  const isReading = wish.items.some(givesText)
  for (let from = 0; from < wish.uids.length; from += FETCH_SLAB) {
    const uids = wish.uids.slice(from, from + FETCH_SLAB)
    const slab = await loadSlab(uids, wish, context)
    gone ||= slab.gone
    const given: Entry[] = []
    for (let at = 0; at < slab.messages.length; at++) {
      const message = slab.messages[at] as Fetched
      if (slab.needs.body && (at % BODIES_AT_ONCE === 0 || !message.bytes.begun)) readAhead(slab.messages, at)
      const answered = await answerMessage(message, slab.items, context)
      if (answered === 'gone') gone = true
      if (answered === 'unknown encoding') unknownEncoding = true
      if (isReading && answered === 'done') given.push(message.entry)
      if (out.full && !(await out.room())) break
    }
    if (isReading) await noteUse(context, 'read', given)
    if (!out.open) return 'done'
    await pace.breathe()
  }
  return unknownEncoding ? 'unknown encoding' : gone ? 'some gone' : 'done'
}

interface Slab {
  readonly messages: readonly Fetched[]
  readonly items: readonly FetchAtt[]
  readonly needs: { readonly body: boolean }
  readonly gone: boolean
}

async function loadSlab(uids: readonly number[], wish: FetchWish, context: Context): Promise<Slab> {
  const { session } = context
  const { selected, mail } = session
  const entries: Entry[] = []
  for (const uid of uids) {
    const entry = selected.view.entry(uid)
    if (entry && (wish.changedSince === null || entry.modseq > wish.changedSince)) entries.push(entry)
  }
  const gone = wish.changedSince === null && entries.length < uids.length
  const seen = wish.marksSeen ? await markSeen(entries, context) : new Map<number, Entry>()
  const needs = needsOf(wish.items)
  const numbers = entries.map((entry) => entry.message)
  const records = needs.record ? await mail.records(numbers) : []
  const metas = needs.thread ? await mail.emails(numbers) : []
  const messages = entries.map((entry, at): Fetched => ({
    entry: seen.get(entry.uid) ?? entry, seq: selected.seqOf(entry.uid), record: records[at], meta: metas[at],
    flagsChanged: seen.has(entry.uid), bytes: new MessageBytes(mail, entry.message, entry.sizeBytes),
  }))
  const complete = messages.filter((message) => (message.record || !needs.record) && (message.meta || !needs.thread))
  return { messages: complete, items: wish.items, needs, gone: gone || complete.length < messages.length }
}

/** Sets \Seen where it is not; gives the entries as they are then, by UID. */
async function markSeen(entries: readonly Entry[], { session }: Context): Promise<ReadonlyMap<number, Entry>> {
  const seenFlag = toFlags(['\\Seen'])
  const uids = entries.filter((entry) => (entry.flags.bits & seenFlag.bits) === 0).map((entry) => entry.uid)
  if (uids.length === 0) return new Map()
  const { changed } = await session.mail.storeFlags({ mailbox: session.selected.view.mailbox, uids, mode: 'add',
    flags: seenFlag })
  session.selected.noteTold(changed)
  return new Map(changed.map((entry) => [entry.uid, entry]))
}

/** Is its answer octets of the body itself, where a list record does not hold them? */
function givesBody({ item }: FetchAtt): boolean {
  return item === 'BODY[]' || item === 'RFC822' || item === 'RFC822.TEXT'
}

/** All items are made before the first octet of the answer is written, so an answer is whole or is not there. */
async function answerMessage(
  message: Fetched, items: readonly FetchAtt[], context: Context,
): Promise<'done' | 'gone' | 'unknown encoding'> {
  const { out, session } = context
  const pieces: (string | Uint8Array)[] = []
  let text = session.uidOnly ? `* ${message.entry.uid} UIDFETCH (` : `* ${message.seq} FETCH (`
  let first = true
  for (const att of items) {
    const made = answerItem(att, message, session)
    const answer = made instanceof Promise ? await made : made
    if (answer === 'gone') {
      message.bytes.forget()
      return 'gone'
    }
    if (answer === 'unknown encoding') {
      message.bytes.forget()
      return 'unknown encoding'
    }
    text += first ? answer.text : ` ${answer.text}`
    first = false
    if (answer.octets) {
      pieces.push(text, answer.octets)
      text = ''
    }
  }
  if (message.flagsChanged && !items.some((att) => att.item === 'FLAGS')) {
    const flags = answerItem({ item: 'FLAGS' }, message, session)
    if (!(flags instanceof Promise) && typeof flags !== 'string') text += ` ${flags.text}`
  }
  // With one piece of octets no other looks at the same body.
  const isGiven = pieces.length === 2 && items.some(givesBody)
  for (const piece of pieces) {
    if (typeof piece === 'string') out.text(piece)
    else out.bytes(piece, { isGiven })
  }
  out.text(`${text})\r\n`)
  message.bytes.forget()
  return 'done'
}
