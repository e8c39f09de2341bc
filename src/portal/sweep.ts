/** What the clock does: messages end at their time, senders hear of what nobody read, nothing is left behind. */
import { day, hour } from '../base/sizes.ts'
import { sql, sqlList } from '../storage/script.ts'
import { blobAge } from './blob-id.ts'
import { deleteBlobs, portalRecord, senderLanguage, type PortalParts } from './parts.ts'
import type { MessageRow } from './scripts/rows.ts'
import { closeMessage, expiredMessages, forgetEnded, forgetGuests, unreadMessages, unreadTold } from './scripts/sender.ts'
import { dropUpload } from './scripts/upload.ts'
import { ENDED_KEPT_MS, GUEST_AGE_MS, GUEST_IDLE_MS, type PortalRef } from './types.ts'

/** Messages of one step. */
export const SWEEP_STEP = 200
/** Steps of one sweep, so that it comes to an end; the next sweep goes on. */
export const SWEEP_STEPS_MAX = 50
/** An upload that nobody finished goes after this. */
export const UPLOAD_KEPT_MS = day
/** A blob without a row goes after this: its row may be on its way. */
export const ORPHAN_AGE_MS = hour

export interface PortalSwept {
  readonly expired: number
  readonly unreadTold: number
  readonly orphans: number
}

export async function sweepPortal(parts: PortalParts): Promise<PortalSwept> {
  const { store, clock, settings } = parts
  const now = clock.now()
  const over = { now, limit: SWEEP_STEP }
  const expired = await eachStep(() => store.read(expiredMessages, over), (row) => expire(parts, row))
  const quiet = { before: now - settings.unreadDays * day, limit: SWEEP_STEP }
  const told = await eachStep(() => store.read(unreadMessages, quiet), (row) => tellUnread(parts, row))
  await store.write(forgetGuests, { idleSince: now - GUEST_IDLE_MS, madeBefore: now - GUEST_AGE_MS })
  await store.write(forgetEnded, { before: now - ENDED_KEPT_MS, limit: SWEEP_STEP })
  await dropOldUploads(parts)
  return { expired, unreadTold: told, orphans: await dropOrphans(parts) }
}

async function eachStep(
  next: () => Promise<readonly MessageRow[]>, work: (row: MessageRow) => Promise<void>,
): Promise<number> {
  let done = 0
  for (let step = 0; step < SWEEP_STEPS_MAX; step++) {
    const rows = await next()
    for (const row of rows) await work(row)
    done += rows.length
    if (rows.length < SWEEP_STEP) break
  }
  return done
}

async function expire(parts: PortalParts, row: MessageRow): Promise<void> {
  const ref = refOfRow(row)
  const facts = parts.secrets.openFacts(ref, row.facts)
  const closed = await parts.store.write(closeMessage, {
    ...ref, state: 'expired', at: parts.clock.now(),
    records: [portalRecord(parts, 'portal.expired', {
      ref, outgoing: row.outgoing, facts: { wasRead: row.read_at !== null }, personal: { to: facts.recipient.address },
    })],
    mails: row.read_at !== null ? [] : [await parts.mails.toSender({
      tenant: ref.tenant, kind: 'expired', facts, expiresAt: row.expires_at, language: await senderLanguage(parts, ref, facts.language),
    })],
  })
  if (closed.outcome === 'closed') await deleteBlobs(parts, closed.blobs)
}

async function tellUnread(parts: PortalParts, row: MessageRow): Promise<void> {
  const ref = refOfRow(row)
  const facts = parts.secrets.openFacts(ref, row.facts)
  await parts.store.write(unreadTold, {
    ...ref, at: parts.clock.now(),
    records: [portalRecord(parts, 'portal.unread-told', { ref, outgoing: row.outgoing, personal: { to: facts.recipient.address } })],
    mails: [await parts.mails.toSender({
      tenant: ref.tenant, kind: 'unread', facts, expiresAt: row.expires_at, language: await senderLanguage(parts, ref, facts.language),
    })],
  })
}

async function dropOldUploads(parts: PortalParts): Promise<void> {
  const old = await parts.store.all<{ tenant: number, account: number, message: string, id: string }>(sql`select tenant, account,
    message, id from portal_upload where created_at < ${parts.clock.now() - UPLOAD_KEPT_MS} limit ${SWEEP_STEP}`)
  for (const { id, ...ref } of old) await deleteBlobs(parts, await parts.store.write(dropUpload, { ...ref, ids: [id] }))
}

/** A crash between blob and row leaves a blob that no row names. */
async function dropOrphans({ store, blobs, clock }: PortalParts): Promise<number> {
  let orphans = 0
  let old: string[] = []
  const drop = async (): Promise<void> => {
    if (old.length === 0) return
    const bodies = await store.all<{ blob: string }>(sql`select body_blob as blob from portal_message where body_blob in (${sqlList(old)})`)
    const pieces = await store.all<{ blob: string }>(sql`select box_blob as blob from portal_upload_piece where box_blob in (${sqlList(old)})`)
    const named = new Set([...bodies, ...pieces].map(({ blob }) => blob))
    for (const id of old.filter((one) => !named.has(one))) {
      await blobs.delete(id)
      orphans++
    }
    old = []
  }
  for await (const id of blobs.list()) {
    if ((blobAge(id, clock.now()) ?? 0) < ORPHAN_AGE_MS) continue
    old.push(id)
    if (old.length === SWEEP_STEP) await drop()
  }
  await drop()
  return orphans
}

function refOfRow({ tenant, account, id }: MessageRow): PortalRef {
  return { tenant, account, message: id }
}
