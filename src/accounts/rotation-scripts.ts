import { Refusal } from '../base/errors.ts'
import type { AccountRef } from '../keys/keys.ts'
import type { PreparedRecord } from '../ledger/types.ts'
import { readScript, sql, writeScript, type Script, type Tx } from '../storage/script.ts'
import { keepRecords } from './records.ts'
import { told } from './scripts.ts'

/** Why an account gets a new key. `compromised`: somebody else may have the old one. */
export type RotationReason = 'asked' | 'compromised'

/** A way in that a new key must reach: its public half, null in rows of before. */
export interface WayRow {
  readonly id: string
  readonly kind: string
  readonly way_public: Uint8Array | null
}

/** Every way in there is, sessions too. */
export const readWays = readScript('accounts.readWays', import.meta.url, function* (tx,
  args: AccountRef): Script<WayRow[]> {
  return yield* waysOf(tx, args)
})

function* waysOf(tx: Pick<Tx, 'all'>, { tenant, account }: AccountRef): Script<WayRow[]> {
  const wraps = yield* tx.all<WayRow>(sql`select id, kind, way_public from account_wrap
    where tenant = ${tenant} and account = ${account}`)
  const sessions = yield* tx.all<WayRow>(sql`select id, 'session' as kind, way_public from session
    where tenant = ${tenant} and account = ${account}`)
  return [...wraps, ...sessions]
}

export interface BeginRotationArgs extends AccountRef {
  readonly from: number
  readonly reason: RotationReason
  readonly at: number
  /** The new data key sealed to each way in. */
  readonly sealed: readonly { readonly id: string, readonly kind: string, readonly box: Uint8Array }[]
  /** Ways in that end: taken as compromised, or of a form that a new key cannot reach. */
  readonly ended: readonly { readonly id: string, readonly kind: string }[]
  readonly sealingPublic: Uint8Array
  readonly sealingSecret: Uint8Array
  readonly former: readonly { readonly version: number, readonly box: Uint8Array, readonly sealingSecret: Uint8Array }[]
  readonly rowsAll: number
  readonly records: readonly PreparedRecord[]
}

/**
 * The account has a new key from here on: every way in opens it, new mail is sealed to it, and the keys of before stand
 * boxed under it until all is brought over. `changed meanwhile` when a way in came, went, or somebody else was faster.
 */
export const beginRotation = writeScript('accounts.beginRotation', import.meta.url, function* (
  tx, args: BeginRotationArgs,
) {
  const { tenant, account, from, sealed, ended, at } = args
  yield* tx.lockAccount({ tenant, account })
  const now = yield* tx.maybe<{ version: number }>(sql`select key_version as version from account
    where tenant = ${tenant} and id = ${account}`)
  const named = new Set([...sealed, ...ended].map(({ id }) => id))
  const ways = yield* waysOf(tx, args)
  if (now?.version !== from || ways.some(({ id }) => !named.has(id))) return 'changed meanwhile' as const
  const version = from + 1
  yield* tx.run(sql`update account set key_version = ${version}, sealing_public = ${args.sealingPublic},
    sealing_secret = ${args.sealingSecret} where tenant = ${tenant} and id = ${account}`)
  for (const { id, kind, box } of sealed) {
    yield* tx.run(kind === 'session'
      ? sql`update session set way_box = ${box}, key_version = ${version}
        where tenant = ${tenant} and account = ${account} and id = ${id}`
      : sql`update account_wrap set way_box = ${box}, key_version = ${version}
        where tenant = ${tenant} and account = ${account} and id = ${id}`)
  }
  yield* tx.run(sql`delete from former_key where tenant = ${tenant} and account = ${account}`)
  for (const { version: old, box, sealingSecret } of args.former) {
    yield* tx.run(sql`insert into former_key (tenant, account, version, box, sealing_secret)
      values (${tenant}, ${account}, ${old}, ${box}, ${sealingSecret})`)
  }
  yield* tx.run(sql`insert into key_rotation (tenant, account, version, reason, asked_at, begun_at, ended_at, step, after,
      rows_done, rows_all)
    values (${tenant}, ${account}, ${version}, ${args.reason}, ${at}, ${at}, null, 0, '', 0, ${args.rowsAll})
    on conflict (tenant, account) do update set version = excluded.version, reason = excluded.reason,
      begun_at = excluded.begun_at, ended_at = null, step = 0, after = '', rows_done = 0, rows_all = excluded.rows_all`)
  yield* keepRecords(args.records)
  yield* told(tx, args, { what: 'rotated' })
  for (const one of ended) yield* endWay(tx, { tenant, account, ...one })
  return 'begun' as const
})

function* endWay(
  tx: Tx, { tenant, account, id, kind }: AccountRef & { readonly id: string, readonly kind: string },
): Script<void> {
  if (kind === 'session') {
    yield* tx.run(sql`delete from session where tenant = ${tenant} and account = ${account} and id = ${id}`)
    yield* told(tx, { tenant, account }, { what: 'revoked', session: id })
    return
  }
  yield* tx.run(sql`delete from account_wrap where tenant = ${tenant} and account = ${account} and id = ${id}`)
  if (kind === 'app-password') yield* told(tx, { tenant, account }, { what: 'revoked', appPassword: id })
}

/** Notes that a new key is wanted; it comes when the account is next open. */
export const askRotation = writeScript('accounts.askRotation', import.meta.url, function* (
  tx, args: AccountRef & {
    readonly reason: RotationReason, readonly at: number, readonly records: readonly PreparedRecord[],
    /** A way in that is taken as compromised ends at once. */
    readonly ended: readonly { readonly id: string, readonly kind: string }[],
  },
) {
  const { tenant, account, reason, at } = args
  yield* tx.lockAccount({ tenant, account })
  const now = yield* tx.maybe<{ version: number }>(sql`select key_version as version from account
    where tenant = ${tenant} and id = ${account}`)
  if (now === undefined) throw new Refusal('no-such-account', 'there is no such account')
  yield* tx.run(sql`insert into key_rotation (tenant, account, version, reason, asked_at, begun_at, ended_at, step, after,
      rows_done, rows_all)
    values (${tenant}, ${account}, ${now.version + 1}, ${reason}, ${at}, null, null, 0, '', 0, 0)
    on conflict (tenant, account) do update set version = excluded.version, reason = excluded.reason,
      asked_at = excluded.asked_at, begun_at = null, ended_at = null, rows_done = 0, rows_all = 0`)
  for (const one of args.ended) yield* endWay(tx, { tenant, account, ...one })
  yield* keepRecords(args.records)
})

export interface RotationRow {
  readonly version: number
  readonly reason: RotationReason
  readonly askedAt: number
  readonly begunAt: number | null
  readonly endedAt: number | null
  readonly step: number
  readonly after: string
  readonly rowsDone: number
  readonly rowsAll: number
}

/** The last rotation of an account. */
export const readRotation = readScript('accounts.readRotation', import.meta.url, function* (
  tx, { tenant, account }: AccountRef,
): Script<RotationRow | undefined> {
  return yield* tx.maybe<RotationRow>(sql`select version, reason, asked_at as "askedAt", begun_at as "begunAt",
    ended_at as "endedAt", step, after, rows_done as "rowsDone", rows_all as "rowsAll" from key_rotation
    where tenant = ${tenant} and account = ${account}`)
})

/** Where a rotation is now; nothing happens when a newer one began. */
export const noteRotation = writeScript('accounts.noteRotation', import.meta.url, function* (
  tx, args: AccountRef & { readonly version: number, readonly step: number, readonly after: string,
    readonly rows: number },
) {
  const { tenant, account, version, step, after, rows } = args
  yield* tx.run(sql`update key_rotation set step = ${step}, after = ${after}, rows_done = rows_done + ${rows}
    where tenant = ${tenant} and account = ${account} and version = ${version} and begun_at is not null
      and ended_at is null`)
})

/** Destroys the keys of before: nothing lies under them any more. False when a newer rotation began. */
export const endRotation = writeScript('accounts.endRotation', import.meta.url, function* (
  tx, args: AccountRef & { readonly version: number, readonly at: number, readonly records: readonly PreparedRecord[] },
) {
  const { tenant, account, version, at } = args
  yield* tx.lockAccount({ tenant, account })
  const ended = yield* tx.run(sql`update key_rotation set ended_at = ${at} where tenant = ${tenant} and account = ${account}
    and version = ${version} and begun_at is not null and ended_at is null`)
  if (ended === 0) return false
  yield* tx.run(sql`delete from former_key where tenant = ${tenant} and account = ${account}`)
  yield* keepRecords(args.records)
  yield* told(tx, { tenant, account }, { what: 'profile' })
  return true
})
