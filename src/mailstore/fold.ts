import type { OpenAccount } from '../keys/keys.ts'
import type { Store } from '../storage/store.ts'
import { PAGE_BYTES_MAX, PAGE_RECORDS_MAX } from './limits.ts'
import { sealPage } from './prepare.ts'
import { openPage } from './records.ts'
import { dirtyPages, foldPages, liveRecords, loosePages, readPages, type LoosePage } from './scripts/pages.ts'

/**
 * Keeps list pages in order, in the background while the account is open. Loose pages (one a message, one an absorbed
 * batch) are folded into full ones, so that ten thousand records cost eighty decryptions; pages in which messages were
 * deleted are written again without them, so that the key of a deleted body is nowhere any more. Pages are read, decrypted
 * and encrypted here; the script replaces them only when nothing in them changed.
 */
export interface FoldParts {
  readonly store: Store
  readonly pageNumber: () => number
}

/** Loose pages looked at in one round. */
const LOOSE_MAX = 512
/** Dirty pages written again in one round. */
const DIRTY_MAX = 64
/** A page that lost this many records becomes loose again. */
const FEW_RECORDS = PAGE_RECORDS_MAX / 2

/** Folds while there are enough loose records for a full page; gives the number of full pages made. */
export async function foldLoose(parts: FoldParts, open: OpenAccount): Promise<number> {
  const { tenant, account } = open
  for (let made = 0; ;) {
    const loose = await parts.store.read(loosePages, { tenant, account, limit: LOOSE_MAX })
    const group = fullGroup(loose)
    if (group === undefined || !(await rewrite(parts, open, { pages: group, settled: 1 }))) return made
    made++
  }
}

/** Writes pages with deleted records again without them; gives their number. */
export async function cleanPages(parts: FoldParts, open: OpenAccount): Promise<number> {
  const { tenant, account } = open
  for (let cleaned = 0; ;) {
    const dirty = await parts.store.read(dirtyPages, { tenant, account, limit: DIRTY_MAX })
    let progress = false
    for (const { page, records } of dirty) {
      if (await rewrite(parts, open, { pages: [page], settled: records >= FEW_RECORDS ? 1 : 0 })) {
        progress = true
        cleaned++
      }
    }
    if (!progress) return cleaned
  }
}

/** The first loose pages that make a full one, by records or by bytes; undefined when there are too few. */
export function fullGroup(loose: readonly LoosePage[]): number[] | undefined {
  const group: number[] = []
  let records = 0
  let bytes = 0
  for (const page of loose) {
    if (records + page.records > PAGE_RECORDS_MAX) return group
    if (group.length > 0 && bytes + page.sizeBytes > PAGE_BYTES_MAX) return group
    group.push(page.page)
    records += page.records
    bytes += page.sizeBytes
    if (records === PAGE_RECORDS_MAX || bytes > PAGE_BYTES_MAX) return group
  }
  return undefined
}

/** Replaces pages by one; false when somebody changed them meanwhile. */
async function rewrite(parts: FoldParts, open: OpenAccount, { pages, settled }: {
  readonly pages: readonly number[], readonly settled: number,
}): Promise<boolean> {
  const { tenant, account } = open
  const rows = await parts.store.read(readPages, { tenant, account, pages })
  if (rows.length !== pages.length) return false
  const spans = rows.map(({ page, firstMessage, lastMessage }) => ({ page, first: firstMessage, last: lastMessage }))
  const live = new Set((await parts.store.read(liveRecords, { tenant, account, spans })).map(({ message }) => message))
  const records = rows.flatMap((row) => openPage(open, row)).filter(({ message }) => live.has(message))
    .sort((a, b) => a.message - b.message)
  const [first] = records
  if (first === undefined) return false
  const content = records.map(({ message, sections }) => ({ offset: message - first.message, sections }))
  const { page, sealed, keyVersion } = sealPage(open, parts.pageNumber(), first.message, content)
  return parts.store.write(foldPages, {
    tenant, account, from: rows.map((row) => ({ page: row.page, gone: row.gone })), page, sealed, keyVersion, settled,
    messages: records.map(({ message }) => message),
  })
}
