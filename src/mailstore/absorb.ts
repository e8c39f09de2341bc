import { setImmediate as nextTurn } from 'node:timers/promises'
import { fromBase64Url } from '../base/bytes.ts'
import { Refusal } from '../base/errors.ts'
import type { OpenAccount } from '../keys/keys.ts'
import type { Log } from '../log/log.ts'
import { parseMessage } from '../message/parse.ts'
import type { Store } from '../storage/store.ts'
import { ABSORB_BATCH_BYTES_MAX, ABSORB_BATCH_MAX } from './limits.ts'
import type { PageRecord } from './page.ts'
import { lookedAt, sealPage, type PrepareParts, type SealedHeadContent } from './prepare.ts'
import { makeRecord } from './record.ts'
import { absorbBatch, sealedBatch, setAside, type AbsorbedItem, type SealedRow } from './scripts/absorb.ts'
import { threadReferences } from './threads.ts'
import type { Role } from './types.ts'

/** A sealed row that was put aside: planted past the service, or broken. Somebody should look at it. */
export interface SetAside {
  readonly tenant: number
  readonly account: number
  readonly sealed: string
  /** `planted`, `wrong-key`, `head-broken`, `body-missing` ... */
  readonly reason: string
}

export interface AbsorbParts extends Omit<PrepareParts, 'sealer' | 'keyring'> {
  readonly store: Store
  readonly log: Log
  readonly onSetAside: (what: SetAside) => void
}

interface Opened {
  readonly item: AbsorbedItem
  readonly record: PageRecord
}

/**
 * Takes sealed messages into their mailboxes, in order of arrival, in batches: read, decrypt and parse outside; one write
 * script a batch. Resolves when none is left, with the account's change number of that moment. A message that cannot be opened is put aside and never
 * stops the others; `Temporary` (disk, database) and an account that closes meanwhile stop it and are thrown.
 */
export async function absorbAll(parts: AbsorbParts, open: OpenAccount): Promise<number> {
  const { tenant, account } = open
  for (let after = 0; ;) {
    const { rows, number } = await parts.store.read(sealedBatch, { tenant, account, after, limit: ABSORB_BATCH_MAX })
    const batch = firstRows(rows)
    const last = batch.at(-1)
    if (last === undefined) return number
    after = last.number
    const opened: Opened[] = []
    for (const row of batch) {
      const one = await openOne(parts, open, { row, offset: opened.length })
      if (one !== undefined) opened.push(one)
      await nextTurn()
    }
    if (opened.length === 0) continue
    const page = sealPage(open, parts.pageNumber(), 0, opened.map(({ record }) => record))
    const items = opened.map(({ item }) => item)
    await parts.store.write(absorbBatch, { tenant, account, page, items, savedAt: parts.clock.now() })
  }
}

/** As many rows as one batch may decrypt. */
function firstRows(rows: readonly SealedRow[]): readonly SealedRow[] {
  let bytes = 0
  const count = rows.findIndex((row, index) => (bytes += row.sizeBytes) > ABSORB_BATCH_BYTES_MAX && index > 0)
  return count < 0 ? rows : rows.slice(0, count)
}

async function openOne(parts: AbsorbParts, open: OpenAccount, { row, offset }: {
  readonly row: SealedRow, readonly offset: number,
}): Promise<Opened | undefined> {
  const { tenant, account } = open
  try {
    if (![row.encapsulation, row.box, row.mac].every((value) => value instanceof Uint8Array)) {
      throw new Refusal('planted', 'a sealed message was changed in the database')
    }
    const head = readHead(open.unseal(row), row)
    const bodyKey = fromBase64Url(head.key)
    if (bodyKey === undefined) throw new Refusal('head-broken', 'the head of a sealed message holds no key')
    const raw = await parts.bodies.read(open, row.body, bodyKey)
    if (raw === undefined) throw new Refusal('body-missing', 'the body of a sealed message is not there')
    const parsed = parseMessage(raw)
    const { truth, role } = await lookedAt(parts, open, { raw, parsed, truth: head.truth, role: head.role as Role })
    const sections = makeRecord({ raw, parsed, body: row.body, bodyKey, truth })
    const content = {
      body: row.body, sizeBytes: raw.length, receivedAt: head.receivedAt, ...threadReferences(open, parsed),
    }
    return {
      item: { number: row.number, id: row.id, content, role, bits: head.bits },
      record: { offset, sections },
    }
  } catch (error) {
    if (!(error instanceof Refusal) || error.reason === 'closed') throw error
    // Absorbed by somebody else since it was read: its body may even be deleted by now.
    const put = await parts.store.write(
      setAside, { tenant, account, number: row.number, id: row.id, reason: error.reason },
    )
    if (put) {
      parts.log.warn('a sealed message was set aside', { tenant, account, sealed: row.id, reason: error.reason })
      parts.onSetAside({ tenant, account, sealed: row.id, reason: error.reason })
    }
    return undefined
  }
}

function readHead(plain: Uint8Array, row: SealedRow): SealedHeadContent {
  const broken = (cause?: unknown): Refusal =>
    new Refusal('head-broken', 'the head of a sealed message cannot be read', { cause })
  let head: Partial<SealedHeadContent>
  try {
    head = JSON.parse(new TextDecoder().decode(plain)) as Partial<SealedHeadContent>
  } catch (cause) {
    throw broken(cause)
  }
  if (head.v !== 1 || head.body !== row.body || typeof head.key !== 'string' || typeof head.receivedAt !== 'number') throw broken()
  return { role: 'inbox', bits: 0, truth: null, returnPath: '', ...head } as SealedHeadContent
}
