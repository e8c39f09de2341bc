/**
 * Messages that come in by the owner's own hand: APPEND, imports, copies in Sent. Made ready here, under the account's newest
 * key, written by one script, and what was made ready in vain is taken back.
 */
import { Temporary } from '../base/errors.ts'
import { underNewestKey } from '../keys/newest-key.ts'
import { parseMessage } from '../message/parse.ts'
import { headerFields } from '../message/rewrite.ts'
import type { AccountState } from './account.ts'
import { MOVED_BYTES_MIN } from './bodies-arrived.ts'
import { prepareMessage } from './prepare.ts'
import { appendMessage, type AppendedRow, type AppendScriptArgs } from './scripts/append.ts'
import type { AppendManyArgs } from './scripts/append-many.ts'
import { appendSent, type SentCopyMark } from './scripts/sent-copy.ts'
import { sentCopyMark } from './sent-copy.ts'
import type { Appended, AppendArgs, NewMail } from './types.ts'

/** Keeps one message in its mailbox, and in `also`; where the service put a copy in Sent before, that one stays. */
export function keepOne(state: AccountState, args: AppendArgs): Promise<Appended | 'no such mailbox' | 'over quota'> {
  return underNewestKey(() => keepOneOnce(state, args))
}

async function keepOneOnce(
  state: AccountState, { mailbox, raw, flags, receivedAt, truth, also }: AppendArgs,
): Promise<Appended | 'no such mailbox' | 'over quota'> {
  const { parts, ref, open, keywords } = state
  const list = await keywords.list(flags.keywords)
  const prepared = await prepareMessage(parts, { open, raw, receivedAt, truth })
  const { bits } = flags
  const targets = [...new Set([mailbox, ...also ?? []])].map((target) => ({ mailbox: target, bits, keywords: list }))
  const handOver = movedOf([prepared])
  let row: AppendedRow | 'no such mailbox' | 'over quota'
  const mark = sentMark(state, { mailbox, raw, isAlone: targets.length === 1 })
  let merged = false
  try {
    if (mark === undefined) row = await parts.store.write(appendMessage, { ...prepared, targets }, { handOver })
    else ({ row, merged } = await parts.store.write(appendSent, { args: { ...prepared, targets }, mark }, { handOver }))
  } catch (error) {
    if (!isUnsure(error)) await parts.bodies.discard(ref, prepared.body)
    throw error
  }
  if (merged || typeof row === 'string') await parts.bodies.discard(ref, prepared.body)
  if (typeof row === 'string') return row
  const { entry, change, uidValidity } = row
  return {
    message: entry.message, thread: entry.thread, uid: entry.uid, uidValidity, modseq: change, sizeBytes: raw.length,
  }
}

/** Mail that goes into Sent may be there already, put there by the service when it was submitted. */
function sentMark({ folders, open, parts }: AccountState, { mailbox, raw, isAlone }: {
  readonly mailbox: number, readonly raw: Uint8Array, readonly isAlone: boolean,
}): SentCopyMark | undefined {
  if (!isAlone || folders.ofRole('sent')?.mailbox !== mailbox) return undefined
  const { messageId } = parseMessage(raw.subarray(0, headerFields(raw).bodyStart))
  return messageId === null ? undefined : sentCopyMark(open, messageId, parts.clock.now())
}

interface Several {
  readonly mailbox: number
  readonly messages: readonly NewMail[]
}

/** Makes messages ready and has them written by `write`, all or none; a word instead of an outcome means none. */
export function keepMany<Outcome>(
  state: AccountState, several: Several, write: (args: AppendManyArgs, handOver: Uint8Array[]) => Promise<Outcome>,
): Promise<Outcome> {
  return underNewestKey(() => keepManyOnce(state, several, write))
}

async function keepManyOnce<Outcome>(
  { parts, ref, open, keywords }: AccountState, { mailbox, messages }: Several,
  write: (args: AppendManyArgs, handOver: Uint8Array[]) => Promise<Outcome>,
): Promise<Outcome> {
  const prepared: AppendManyArgs['messages'][number][] = []
  const discard = async (): Promise<void> => {
    for (const { body } of prepared) await parts.bodies.discard(ref, body)
  }
  try {
    for (const { raw, flags, receivedAt } of messages) {
      const targets = [{ mailbox, bits: flags.bits, keywords: await keywords.list(flags.keywords) }]
      prepared.push({ ...await prepareMessage(parts, { open, raw, receivedAt, truth: null }), targets })
    }
    const outcome = await write({ ...ref, mailbox, messages: prepared }, movedOf(prepared))
    if (typeof outcome === 'string') await discard()
    return outcome
  } catch (error) {
    if (!isUnsure(error)) await discard()
    throw error
  }
}

/** What is moved to the writer and not copied; smaller bodies stay readable for the index. */
function movedOf(prepared: readonly Pick<AppendScriptArgs, 'page' | 'body'>[]): Uint8Array[] {
  return prepared.flatMap(({ page, body }) =>
    body.sealed === null || body.sealed.length < MOVED_BYTES_MIN ? [page.sealed] : [page.sealed, body.sealed])
}

/** It may have been kept: then its body must stay. */
const isUnsure = (error: unknown): boolean => error instanceof Temporary && error.reason === 'storage-unsure'
