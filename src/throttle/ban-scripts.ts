/** The ban list's statements. Which network it is was encrypted before it came here. */
import { appendRecord } from '../ledger/scripts.ts'
import type { PreparedRecord } from '../ledger/types.ts'
import { readScript, sql, writeScript, type Script } from '../storage/script.ts'

/** Bans concern the whole service, so they stand under no organisation. */
export const SERVICE_TENANT = 0

export interface BanRow {
  readonly id: Uint8Array
  readonly until: number
  readonly box: Uint8Array
}

export const keepBan = writeScript('throttle.ban', import.meta.url, function* (
  tx, { row, record }: { readonly row: BanRow, readonly record: PreparedRecord | undefined },
): Script<void> {
  yield* tx.run(sql`insert into network_ban (tenant, id, until, box) values (${SERVICE_TENANT}, ${row.id}, ${row.until}, ${row.box})
    on conflict (tenant, id) do update set until = excluded.until, box = excluded.box`)
  if (record !== undefined) yield* appendRecord(record)
})

export const endBan = writeScript('throttle.unban', import.meta.url, function* (
  tx, { id, record }: { readonly id: Uint8Array, readonly record: PreparedRecord | undefined },
): Script<number> {
  const ended = yield* tx.run(sql`delete from network_ban where tenant = ${SERVICE_TENANT} and id = ${id}`)
  if (ended > 0 && record !== undefined) yield* appendRecord(record)
  return ended
})

export const forgetBans = writeScript('throttle.forget-bans', import.meta.url, function* (
  tx, { before }: { readonly before: number },
): Script<number> {
  return yield* tx.run(sql`delete from network_ban where tenant = ${SERVICE_TENANT} and until < ${before}`)
})

export const listBans = readScript('throttle.bans', import.meta.url, function* (
  tx, { after, limit }: { readonly after: number, readonly limit: number },
): Script<readonly BanRow[]> {
  return yield* tx.all<BanRow>(sql`select id, until, box from network_ban
    where tenant = ${SERVICE_TENANT} and until > ${after} order by until desc limit ${limit}`)
})
