import { keptUnder } from '../../keys/newest-key.ts'
import { readScript, sql, writeScript, type ReadTx, type Script, type Tx } from '../../storage/script.ts'
import { cut, inList, type Owner } from './rows.ts'

/** The search index of an account: its segments, their parts, and messages that it does not hold yet. */

export interface SegmentRow {
  readonly segment: string
  readonly lastMessage: number
  readonly messages: number
  /** Parts of the words; those of the postings follow. */
  readonly headParts: number
  readonly parts: number
  readonly sizeBytes: number
}

export interface IndexFigures {
  /** Messages up to the last one indexed that still exist. */
  readonly live: number
  /** Messages behind it. */
  readonly waiting: number
}

function* segmentsOf(tx: ReadTx, { tenant, account }: Owner): Script<SegmentRow[]> {
  return yield* tx.all<SegmentRow>(sql`select segment, last_message as "lastMessage", messages,
    head_parts as "headParts", parts, size_bytes as "sizeBytes" from search_segment
    where tenant = ${tenant} and account = ${account} order by last_message, segment`)
}

/** Segments, oldest first. */
export const loadIndex = readScript('mailstore.load-index', import.meta.url, segmentsOf)

/** How many messages the index holds and how many wait: goes through all messages,
  so nothing that is often done asks it. */
export const indexFigures = readScript('mailstore.index-figures', import.meta.url, function* (tx, owner: Owner) {
  const { tenant, account } = owner
  const segments = yield* segmentsOf(tx, owner)
  const last = Math.max(0, ...segments.map(({ lastMessage }) => lastMessage))
  const live = yield* tx.one<{ count: number }>(sql`select count(*) as count from message
    where tenant = ${tenant} and account = ${account} and message <= ${last}`)
  const waiting = yield* tx.one<{ count: number }>(sql`select count(*) as count from message
    where tenant = ${tenant} and account = ${account} and message > ${last}`)
  return { live: Number(live.count), waiting: Number(waiting.count) } satisfies IndexFigures
})

export interface NextArgs extends Owner { readonly after: number, readonly limit: number }

/** The next messages behind a number, ascending. */
export const nextMessages = readScript('mailstore.next-messages', import.meta.url, function* (tx, args: NextArgs) {
  const rows = yield* tx.all<{ message: number }>(sql`select message from message where tenant = ${args.tenant}
    and account = ${args.account} and message > ${args.after} order by message limit ${args.limit}`)
  return rows.map(({ message }) => message)
})

export interface PartsArgs extends Owner { readonly segment: string, readonly parts: readonly number[] }

export interface PartRow { readonly part: number, readonly sealed: Uint8Array }

/** Parts of a segment, ascending; fewer when the segment was replaced meanwhile. */
export const readParts = readScript('mailstore.search-parts', import.meta.url, function* (tx, args: PartsArgs) {
  const found: PartRow[] = []
  for (const piece of cut(args.parts)) {
    found.push(...yield* tx.all<PartRow>(sql`select part, sealed from search_part where tenant = ${args.tenant}
      and account = ${args.account} and segment = ${args.segment} and part in ${inList(piece)} order by part`))
  }
  return found
})

export interface KeepArgs extends Owner, SegmentRow {
  readonly sealed: readonly Uint8Array[]
  readonly keyVersion: number
  /** Segments that this one takes the place of; none for messages that are new to the index. */
  readonly replaces: readonly string[]
  /** The last message that was indexed when this began; another node may have been faster. */
  readonly after: number
}

/** Keeps a segment; false when the index changed meanwhile, and then nothing was done. */
export const keepSegment = writeScript('mailstore.keep-segment', import.meta.url, function* (tx, args: KeepArgs) {
  const { tenant, account, segment, replaces, sealed } = args
  yield* tx.lockAccount(args)
  yield* keptUnder(tx, args)
  const known = yield* tx.all<{ segment: string, lastMessage: number }>(sql`select segment, last_message as "lastMessage"
    from search_segment where tenant = ${tenant} and account = ${account}`)
  const last = Math.max(0, ...known.map(({ lastMessage }) => lastMessage))
  const names = new Set(known.map((one) => one.segment))
  if (replaces.length === 0 ? last !== args.after : !replaces.every((name) => names.has(name))) return false
  for (const name of replaces) yield* drop(tx, args, name)
  yield* tx.run(sql`insert into search_segment (tenant, account, segment, last_message, messages, head_parts, parts, size_bytes)
    values (${tenant}, ${account}, ${segment}, ${args.lastMessage}, ${args.messages}, ${args.headParts}, ${args.parts}, ${args.sizeBytes})`)
  for (const [part, box] of sealed.entries()) {
    yield* tx.run(sql`insert into search_part (tenant, account, segment, part, sealed)
      values (${tenant}, ${account}, ${segment}, ${part}, ${box})`)
  }
  return true
})

/** Forgets the whole index of an account: it is made anew from the messages. */
export const dropIndex = writeScript('mailstore.drop-index', import.meta.url, function* (tx, { tenant, account }: Owner) {
  yield* tx.lockAccount({ tenant, account })
  yield* tx.run(sql`delete from search_part where tenant = ${tenant} and account = ${account}`)
  yield* tx.run(sql`delete from search_segment where tenant = ${tenant} and account = ${account}`)
})

function* drop(tx: Tx, { tenant, account }: Owner, segment: string): Script<void> {
  yield* tx.run(sql`delete from search_part where tenant = ${tenant} and account = ${account} and segment = ${segment}`)
  yield* tx.run(sql`delete from search_segment where tenant = ${tenant} and account = ${account} and segment = ${segment}`)
}
