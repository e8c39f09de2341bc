import type { ExtractText } from '../extract/types.ts'
import { second } from '../base/sizes.ts'
import type { OpenAccount } from '../keys/keys.ts'
import { Builder } from '../search/builder.ts'
import { fields } from '../search/fields.ts'
import type { SegmentParts } from '../search/segment.ts'
import type { Store } from '../storage/store.ts'
import type { Bodies } from './bodies.ts'
import { fileTexts, hasFilesToRead } from './file-texts.ts'
import type { Records } from './records.ts'
import { nextMessages, type SegmentRow } from './scripts/search.ts'

/**
 * The words of attached files. Opening a file takes a thousand times as long as indexing a mail, so it comes after: in
 * segments of their own, whose names say up to which message files were read. A file is found by the fields of its name.
 */

/** How long one pass reads files before others get their turn. */
export const FILES_PASS_MS = 2 * second
/** Messages asked for at a time. */
const MESSAGES_AT_ONCE = 64
/** Without files to read, progress is kept this often. */
const KEPT_EVERY_MESSAGES = 2000

const PREFIX = 'files-'

/** A name for a segment of files read up to a message. */
export function filesSegmentName(upTo: number, id: string): string {
  return `${PREFIX}${upTo.toString(36)}-${id}`
}

/** Up to which message a segment holds the words of files; undefined when it is one of mail. */
export function filesReadUpTo({ segment }: Pick<SegmentRow, 'segment'>): number | undefined {
  if (!segment.startsWith(PREFIX)) return undefined
  return Number.parseInt(segment.slice(PREFIX.length).split('-')[0] ?? '', 36)
}

/** Up to which message the files of an account were read. */
export function filesReached(segments: readonly SegmentRow[]): number {
  return Math.max(0, ...segments.map((row) => filesReadUpTo(row) ?? 0))
}

export interface FilesPass {
  readonly parts: SegmentParts
  /** The last message looked at. */
  readonly reached: number
  /** Something worth keeping: words, or much progress. */
  readonly isWorthKeeping: boolean
}

/** Reads the files of messages behind `after` up to `last`, for a while; stops when `isOver` says so. */
export async function readFiles({ read, store, bodies, records, account, after, last, isOver }: {
  readonly read: ExtractText, readonly store: Store, readonly bodies: Bodies, readonly records: Records,
  readonly account: () => OpenAccount, readonly after: number, readonly last: number, readonly isOver: () => boolean,
}): Promise<FilesPass> {
  const builder = new Builder()
  const until = performance.now() + FILES_PASS_MS
  let reached = after
  let opened = 0
  const isEnough = (): boolean => isOver() || builder.isFull || performance.now() > until
  while (reached < last && !isEnough()) {
    const { tenant, account: number } = account()
    const next = await store.read(nextMessages, { tenant, account: number, after: reached, limit: MESSAGES_AT_ONCE })
    const messages = next.filter((message) => message <= last)
    if (messages.length === 0) reached = last
    for (const [at, record] of (await records.get(messages)).entries()) {
      if (isEnough()) break
      const message = messages[at] ?? last
      if (record?.summary.hasAttachment === true && hasFilesToRead(record.summary.structure)) {
        const raw = await bodies.read(account(), record.bodyId, record.bodyKey)
        const texts = raw === undefined ? [] : await fileTexts(read, record.summary.structure, raw)
        if (texts.length > 0) builder.add(message, texts.map((text) => ({ text, fields: fields.fileName })))
        opened++
      }
      reached = message
    }
  }
  const isWorthKeeping = opened > 0 || reached - after >= KEPT_EVERY_MESSAGES
  return { parts: builder.build(), reached, isWorthKeeping }
}
