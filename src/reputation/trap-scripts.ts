/** Marks of mails that came to traps. */
import { readScript, sql, writeScript, type Script } from '../storage/script.ts'
import { SERVICE_TENANT } from './history-scripts.ts'

export interface TrapMarkRow {
  readonly mail: string
  readonly number: number
  readonly token: Uint8Array
}

/** Marks not older than `since`, newest first. */
export const readTrapMarks = readScript('reputation.trap-marks', import.meta.url, function* (
  tx, { since, limit }: { readonly since: number, readonly limit: number },
): Script<TrapMarkRow[]> {
  return yield* tx.all<TrapMarkRow>(sql`select mail, number, token from trap_mark
    where tenant = ${SERVICE_TENANT} and at >= ${since} order by at desc, mail, number limit ${limit}`)
})

/** Keeps the marks of one mail, and forgets those before `before`. */
export const keepTrapMarks = writeScript('reputation.keep-trap-marks', import.meta.url, function* (
  tx, { mail, at, tokens, before }: {
    readonly mail: string, readonly at: number, readonly tokens: readonly Uint8Array[], readonly before: number,
  },
): Script<void> {
  for (const [number, token] of tokens.entries()) {
    yield* tx.run(sql`insert into trap_mark (tenant, mail, number, at, token)
      values (${SERVICE_TENANT}, ${mail}, ${number}, ${at}, ${token})`)
  }
  yield* tx.run(sql`delete from trap_mark where tenant = ${SERVICE_TENANT} and at < ${before}`)
})
