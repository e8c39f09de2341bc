import { keptUnder } from '../../keys/newest-key.ts'
import { readScript, sql, writeScript, type Script, type Tx } from '../../storage/script.ts'
import { cut, inList, type Owner } from './rows.ts'

/** List pages: where records are, folding loose ones into full pages, writing pages again without deleted records. */

export interface PageRow {
  readonly page: number
  readonly firstMessage: number
  readonly lastMessage: number
  readonly records: number
  readonly gone: number
  readonly sealed: Uint8Array
}

export interface PlacesArgs extends Owner { readonly messages: readonly number[] }

export interface MessagePlace {
  readonly message: number
  readonly page: number
}

/** In which page the record of each message is. */
export const recordPlaces = readScript('mailstore.record-places', import.meta.url, function* (tx, args: PlacesArgs) {
  const found: MessagePlace[] = []
  for (const piece of cut(args.messages)) {
    found.push(...yield* tx.all<MessagePlace>(sql`select message, page from message where tenant = ${args.tenant}
      and account = ${args.account} and message in ${inList(piece)}`))
  }
  return found
})

export interface PagesArgs extends Owner { readonly pages: readonly number[] }

const pageColumns = sql`page, first_message as "firstMessage", last_message as "lastMessage", records, gone, sealed`

export const readPages = readScript('mailstore.pages', import.meta.url, function* (tx, args: PagesArgs) {
  const found: PageRow[] = []
  for (const piece of cut(args.pages)) {
    found.push(...yield* tx.all<PageRow>(sql`select ${pageColumns} from record_page where tenant = ${args.tenant}
      and account = ${args.account} and page in ${inList(piece)}`))
  }
  return found
})

export interface LoosePage {
  readonly page: number
  readonly records: number
  readonly sizeBytes: number
}

export interface LooseArgs extends Owner { readonly limit: number }

/** Loose pages, oldest first; and pages with deleted records in them. */
export const loosePages = readScript('mailstore.loose-pages', import.meta.url, function* (tx, args: LooseArgs) {
  const { tenant, account, limit } = args
  return yield* tx.all<LoosePage>(sql`select page, records - gone as records, size_bytes as "sizeBytes" from record_page
    where tenant = ${tenant} and account = ${account} and settled = 0 order by first_message limit ${limit}`)
})

export const dirtyPages = readScript('mailstore.dirty-pages', import.meta.url, function* (tx, args: LooseArgs) {
  const { tenant, account, limit } = args
  return yield* tx.all<LoosePage>(sql`select page, records - gone as records, size_bytes as "sizeBytes" from record_page
    where tenant = ${tenant} and account = ${account} and gone > 0 order by first_message limit ${limit}`)
})

export interface LiveArgs extends Owner {
  readonly spans: readonly { readonly page: number, readonly first: number, readonly last: number }[]
}

/** Messages whose records are in these pages. */
export const liveRecords = readScript('mailstore.live-records', import.meta.url, function* (tx, args: LiveArgs) {
  const found: MessagePlace[] = []
  for (const { page, first, last } of args.spans) {
    found.push(...yield* tx.all<MessagePlace>(sql`select message, page from message where tenant = ${args.tenant}
      and account = ${args.account} and message between ${first} and ${last} and page = ${page}`))
  }
  return found
})

export interface FoldArgs extends Owner {
  /** Pages that are replaced, with the number of deleted records they had when they were read. */
  readonly from: readonly { readonly page: number, readonly gone: number }[]
  readonly page: number
  /** Ascending. */
  readonly messages: readonly number[]
  readonly settled: number
  readonly keyVersion: number
  readonly sealed: Uint8Array
}

/** Replaces pages by one; does nothing (false) when a record in them was deleted or moved since they were read. */
export const foldPages = writeScript('mailstore.fold', import.meta.url, function* (tx, args: FoldArgs) {
  const { tenant, account, page, messages, sealed } = args
  yield* tx.lockAccount(args)
  yield* keptUnder(tx, args)
  if (!(yield* unchanged(tx, args))) return false
  const first = messages[0] ?? 0
  const last = messages.at(-1) ?? 0
  yield* tx.run(sql`insert into record_page
    (tenant, account, page, first_message, last_message, records, gone, settled, size_bytes, sealed)
    values (${tenant}, ${account}, ${page}, ${first}, ${last}, ${messages.length}, 0, ${args.settled},
      ${sealed.length}, ${sealed})`)
  for (const piece of cut(messages)) {
    yield* tx.run(sql`update message set page = ${page} where tenant = ${tenant} and account = ${account}
      and message in ${inList(piece)}`)
  }
  for (const piece of cut(args.from.map((source) => source.page))) {
    yield* tx.run(sql`delete from record_page where tenant = ${tenant} and account = ${account} and page in ${inList(piece)}`)
  }
  return true
})

function* unchanged(tx: Tx, { tenant, account, from }: FoldArgs): Script<boolean> {
  for (const piece of cut(from)) {
    const rows = yield* tx.all<{ page: number, gone: number }>(sql`select page, gone from record_page
      where tenant = ${tenant} and account = ${account} and page in ${inList(piece.map((source) => source.page))}`)
    for (const { page, gone } of piece) if (!rows.some((row) => row.page === page && row.gone === gone)) return false
  }
  return true
}
