/** What is kept of senders that were asked to come again. */
import { readScript, sql, writeScript, type Script } from '../storage/script.ts'

export interface GreyRow {
  readonly token: Uint8Array
  readonly state: 'waiting' | 'passed'
  readonly first_at: number
  readonly at: number
  readonly facts: Uint8Array
}

export interface MeetGrey {
  readonly tenant: number
  /** Of this try: network, sender and recipients. */
  readonly attempt: Uint8Array
  /** Of everybody behind that network with that sender's domain. */
  readonly pair: Uint8Array
  readonly now: number
  readonly delayMs: number
  readonly windowMs: number
  readonly facts: Uint8Array
  readonly waitingMax: number
}

/**
 * One try of a doubtful sender. `passed`: it came again, or somebody of its kind did before. `full`: too many wait
 * already, so this one is let through rather than never remembered.
 */
export const meetGrey = writeScript('reputation.grey', import.meta.url, function* (
  tx, { tenant, attempt, pair, now, delayMs, windowMs, facts, waitingMax }: MeetGrey,
): Script<'passed' | 'waits' | 'full'> {
  const touched = yield* tx.run(sql`update grey_sender set at = ${now} where tenant = ${tenant} and token = ${pair} and state = 'passed'`)
  if (touched > 0) return 'passed'
  const before = yield* tx.maybe<{ first_at: number }>(sql`select first_at from grey_sender
    where tenant = ${tenant} and token = ${attempt} and state = 'waiting'`)
  if (before !== undefined && now - before.first_at >= delayMs && now - before.first_at <= windowMs) {
    yield* tx.run(sql`delete from grey_sender where tenant = ${tenant} and token = ${attempt}`)
    yield* tx.run(sql`insert into grey_sender (tenant, token, state, first_at, at, facts)
      values (${tenant}, ${pair}, 'passed', ${before.first_at}, ${now}, ${facts})
      on conflict (tenant, token) do update set state = 'passed', at = excluded.at`)
    return 'passed'
  }
  if (before !== undefined && now - before.first_at < delayMs) return 'waits'
  const { count } = yield* tx.one<{ count: number }>(sql`select count(*) as count from
    (select 1 as one from grey_sender where tenant = ${tenant} and state = 'waiting' limit ${waitingMax}) as counted`)
  if (count >= waitingMax && before === undefined) return 'full'
  yield* tx.run(sql`insert into grey_sender (tenant, token, state, first_at, at, facts)
    values (${tenant}, ${attempt}, 'waiting', ${now}, ${now}, ${facts})
    on conflict (tenant, token) do update set state = 'waiting', first_at = excluded.first_at, at = excluded.at`)
  return 'waits'
})

/** Newest first. */
export const listGrey = readScript('reputation.grey-list', import.meta.url, function* (
  tx, { tenant, limit }: { readonly tenant: number, readonly limit: number },
): Script<GreyRow[]> {
  return yield* tx.all<GreyRow>(sql`select token, state, first_at, at, facts from grey_sender
    where tenant = ${tenant} order by at desc, token limit ${limit}`)
})

/** Forgets these. Gives how many were there. */
export const forgetGreyTokens = writeScript('reputation.grey-forget-some', import.meta.url, function* (
  tx, { tenant, tokens }: { readonly tenant: number, readonly tokens: readonly Uint8Array[] },
): Script<number> {
  let gone = 0
  for (const token of tokens) gone += yield* tx.run(sql`delete from grey_sender where tenant = ${tenant} and token = ${token}`)
  return gone
})

/** Forgets who did not come again in time, and who passed long ago. */
export const forgetGrey = writeScript('reputation.grey-forget', import.meta.url, function* (
  tx, { waitingBefore, passedBefore }: { readonly waitingBefore: number, readonly passedBefore: number },
): Script<void> {
  yield* tx.run(sql`delete from grey_sender where state = 'waiting' and at < ${waitingBefore}`)
  yield* tx.run(sql`delete from grey_sender where state = 'passed' and at < ${passedBefore}`)
})
