import type { PreparedRecord } from '../ledger/types.ts'
import { readScript, sql, writeScript, type Script, type Sql, type Tx } from '../storage/script.ts'
import type { AccountRef } from '../keys/keys.ts'
import { keptUnder } from '../keys/newest-key.ts'
import { keepRecords } from './records.ts'
import type { ScramRow } from './scram.ts'

/** What listeners are told (topic `accounts`) after a change: whether sign-ins, sessions or connections must end. */
export interface AccountChange {
  readonly what: 'profile' | 'keys' | 'rotated' | 'revoked'
  readonly session?: string
  readonly appPassword?: string
}

interface Recorded extends AccountRef {
  readonly records: readonly PreparedRecord[]
}

export interface AddressRow {
  readonly token: Uint8Array
  readonly address: Uint8Array
}

/** How a way in takes part in key rotation; null in rows of before, whose box holds the data key itself. */
export interface WayColumns {
  readonly way_public: Uint8Array | null
  /** The data key of `key_version`, sealed to it. */
  readonly way_box: Uint8Array | null
  readonly key_version: number
}

export interface WrapRow extends WayColumns {
  readonly id: string
  readonly kind: string
  readonly salt: Uint8Array
  readonly parameters: string
  readonly box: Uint8Array
  readonly label: Uint8Array | null
  readonly created_at: number
  readonly last_used_at: number | null
  /** Of an app password, once its SCRAM keys are made. */
  readonly scram_keys?: Uint8Array | null
  readonly scram_box?: Uint8Array | null
}

/** Columns of `WrapRow`, without those of SCRAM. */
export const wrapColumns: Sql = sql`id, kind, salt, parameters, box, label, created_at, last_used_at, way_public, way_box,
  key_version`

/** Columns of `SessionRow`. */
export const sessionColumns: Sql = sql`id, half, box, device, created_at, last_seen_at, expires_at, way_public, way_box,
  key_version`

export function* told(tx: Tx, { tenant, account }: AccountRef, detail: AccountChange): Script<void> {
  yield* tx.changed({ tenant, account, topic: 'accounts', number: 0, detail })
}

function* insertWrap(tx: Tx, { tenant, account }: AccountRef, wrap: WrapRow): Script<void> {
  yield* tx.run(sql`insert into account_wrap
    (tenant, account, id, kind, salt, parameters, box, label, created_at, last_used_at, scram_keys, scram_box,
      way_public, way_box, key_version)
    values (${tenant}, ${account}, ${wrap.id}, ${wrap.kind}, ${wrap.salt}, ${wrap.parameters}, ${wrap.box},
      ${wrap.label}, ${wrap.created_at}, ${wrap.last_used_at}, ${wrap.scram_keys ?? null}, ${wrap.scram_box ?? null},
      ${wrap.way_public}, ${wrap.way_box}, ${wrap.key_version})`)
}

export interface CreateAccountArgs extends Recorded {
  readonly profile: Uint8Array
  readonly roles: string
  readonly language: string
  readonly sealingPublic: Uint8Array
  readonly sealingSecret: Uint8Array
  readonly quotaBytes: number
  readonly at: number
  readonly primary: AddressRow
  readonly wraps: readonly WrapRow[]
}

/** Was this address somebody's whose account closed not long ago? */
function* isResting(tx: Tx, { tenant, token, at }: { readonly tenant: number, readonly token: Uint8Array,
  readonly at: number }): Script<boolean> {
  return (yield* tx.maybe(sql`select 1 as there from retired_address where tenant = ${tenant} and token = ${token}
    and until > ${at}`)) !== undefined
}

/** A new person with address and ways in, or `exists` when the address is somebody's. */
export const createAccount = writeScript('accounts.create', import.meta.url, function* (tx, args: CreateAccountArgs) {
  const { tenant, account } = args
  const taken = yield* tx.maybe(
    sql`select 1 as there from address where tenant = ${tenant} and token = ${args.primary.token}`)
  if (taken !== undefined) return 'exists' as const
  if (yield* isResting(tx, { tenant, token: args.primary.token, at: args.at })) return 'address rests' as const
  yield* tx.run(sql`insert into account
    (tenant, id, profile, roles, language, state, sealing_public, sealing_secret, created_at, quota_bytes)
    values (${tenant}, ${account}, ${args.profile}, ${args.roles}, ${args.language}, 'active',
      ${args.sealingPublic}, ${args.sealingSecret}, ${args.at}, ${args.quotaBytes})`)
  yield* tx.run(sql`insert into address (tenant, token, account, address, is_primary, created_at)
    values (${tenant}, ${args.primary.token}, ${account}, ${args.primary.address}, 1, ${args.at})`)
  for (const wrap of args.wraps) yield* insertWrap(tx, args, wrap)
  yield* keepRecords(args.records)
  yield* told(tx, args, { what: 'profile' })
  return 'created' as const
})

/** One more address of the same person. */
export const addAlias = writeScript('accounts.addAlias', import.meta.url,
  function* (tx, args: Recorded & AddressRow & { readonly max: number, readonly at: number }) {
    const { tenant, account, token } = args
    const taken = yield* tx.maybe(sql`select 1 as there from address where tenant = ${tenant} and token = ${token}`)
    if (taken !== undefined) return 'exists' as const
    if (yield* isResting(tx, args)) return 'address rests' as const
    const { count } = yield* tx.one<{ count: number }>(
      sql`select count(*) as count from address where tenant = ${tenant} and account = ${account}`)
    if (Number(count) > args.max) return 'too many' as const
    yield* tx.run(sql`insert into address (tenant, token, account, address, is_primary, created_at)
      values (${tenant}, ${token}, ${account}, ${args.address}, 0, ${args.at})`)
    yield* keepRecords(args.records)
    yield* told(tx, args, { what: 'profile' })
    return 'added' as const
  })

export interface UpdateAccountArgs extends Recorded {
  readonly profile: Uint8Array
  readonly roles: string
  readonly language: string
}

/** New name, roles or language. An organisation keeps an owner: `last owner` when this would take the only one. */
export const updateAccount = writeScript('accounts.update', import.meta.url, function* (tx, args: UpdateAccountArgs) {
  const { tenant, account, roles } = args
  const owner = '%"owner"%'
  if (!roles.includes('"owner"')) {
    const others = yield* tx.maybe(sql`select 1 as there from account where tenant = ${tenant} and id <> ${account}
      and state = 'active' and roles like ${owner} limit 1`)
    const isOwner = yield* tx.maybe(sql`select 1 as there from account
      where tenant = ${tenant} and id = ${account} and roles like ${owner}`)
    if (isOwner !== undefined && others === undefined) return 'last owner' as const
  }
  yield* tx.run(sql`update account set profile = ${args.profile}, roles = ${roles}, language = ${args.language}
    where tenant = ${tenant} and id = ${account}`)
  yield* keepRecords(args.records)
  yield* told(tx, args, { what: 'profile' })
  return 'updated' as const
})

/** The language and nothing else, so that a choice of the owner cannot undo what an administrator changes. */
export const changeLanguage = writeScript('accounts.changeLanguage', import.meta.url,
  function* (tx, args: Recorded & { readonly language: string }) {
    yield* tx.run(sql`update account set language = ${args.language}
      where tenant = ${args.tenant} and id = ${args.account}`)
    yield* keepRecords(args.records)
    yield* told(tx, args, { what: 'profile' })
  })

/** Takes the second factor away without a code: for an administrator, when a phone is lost. True when there was one. */
export const resetSecondFactor = writeScript('accounts.resetSecondFactor', import.meta.url,
  function* (tx, args: Recorded) {
    const { tenant, account } = args
    const gone = yield* tx.run(sql`delete from second_factor where tenant = ${tenant} and account = ${account}`)
    if (gone === 0) return false
    yield* keepRecords(args.records)
    yield* told(tx, args, { what: 'profile' })
    yield* told(tx, args, { what: 'keys' })
    return true
  })

/** Blocks (all sessions end) or unblocks. */
export const setState = writeScript('accounts.setState', import.meta.url,
  function* (tx, args: Recorded & { readonly state: 'active' | 'blocked' }) {
    const { tenant, account, state } = args
    yield* tx.run(sql`update account set state = ${state} where tenant = ${tenant} and id = ${account}`)
    if (state === 'blocked') {
      yield* tx.run(sql`delete from session where tenant = ${tenant} and account = ${account}`)
    }
    yield* keepRecords(args.records)
    yield* told(tx, args, { what: 'profile' })
    if (state === 'blocked') yield* told(tx, args, { what: 'revoked' })
  })

/** Adds a way in, unless there are too many of its kind. */
export const addWrap = writeScript('accounts.addWrap', import.meta.url,
  function* (tx, args: Recorded & { readonly wrap: WrapRow, readonly max: number }) {
    const { tenant, account, wrap } = args
    yield* tx.lockAccount(args)
    yield* keptUnder(tx, { tenant, account, keyVersion: wrap.key_version })
    const { count } = yield* tx.one<{ count: number }>(sql`select count(*) as count from account_wrap
      where tenant = ${tenant} and account = ${account} and kind = ${wrap.kind}`)
    if (Number(count) >= args.max) return 'too many' as const
    yield* insertWrap(tx, args, wrap)
    yield* keepRecords(args.records)
    return 'added' as const
  })

/** Removes one way in; true when it was there. */
export const removeWrap = writeScript('accounts.removeWrap', import.meta.url,
  function* (tx, args: Recorded & { readonly id: string, readonly kind: string }) {
    const { tenant, account, id } = args
    const gone = yield* tx.run(sql`delete from account_wrap where tenant = ${tenant} and account = ${account}
      and id = ${id} and kind = ${args.kind}`)
    if (gone === 0) return false
    yield* keepRecords(args.records)
    yield* told(tx, args, { what: 'keys' })
    yield* told(tx, args, { what: 'revoked', appPassword: id })
    return true
  })

export interface ReplaceWrapArgs extends Recorded {
  readonly wrap: WrapRow
  readonly endSessions: boolean
  readonly endAppPasswords: boolean
  readonly keepSession: string
}

/** Replaces all ways in of one kind by one, and ends all sessions but `keepSession` when asked to. */
export const replaceWrap = writeScript('accounts.replaceWrap', import.meta.url,
  function* (tx, args: ReplaceWrapArgs) {
    const { tenant, account, wrap } = args
    yield* tx.lockAccount(args)
    yield* keptUnder(tx, { tenant, account, keyVersion: wrap.key_version })
    yield* tx.run(sql`delete from account_wrap
      where tenant = ${tenant} and account = ${account} and kind = ${wrap.kind}`)
    yield* insertWrap(tx, args, wrap)
    if (args.endSessions) {
      const ended = yield* tx.all<{ id: string }>(sql`select id from session
        where tenant = ${tenant} and account = ${account} and id <> ${args.keepSession}`)
      yield* tx.run(sql`delete from session
        where tenant = ${tenant} and account = ${account} and id <> ${args.keepSession}`)
      for (const { id } of ended) yield* told(tx, args, { what: 'revoked', session: id })
    }
    if (args.endAppPasswords) {
      const ended = yield* tx.all<{ id: string }>(sql`select id from account_wrap
        where tenant = ${tenant} and account = ${account} and kind = 'app-password'`)
      yield* tx.run(sql`delete from account_wrap
        where tenant = ${tenant} and account = ${account} and kind = 'app-password'`)
      for (const { id } of ended) yield* told(tx, args, { what: 'revoked', appPassword: id })
    }
    yield* keepRecords(args.records)
    yield* told(tx, args, { what: 'keys' })
  })

/** Keeps the SCRAM keys of an app password whose wrap is still `box`. */
export const keepScram = writeScript('accounts.keepScram', import.meta.url,
  function* (tx, args: AccountRef & { readonly id: string, readonly box: Uint8Array } & ScramRow) {
    yield* tx.run(sql`update account_wrap set scram_keys = ${args.scram_keys}, scram_box = ${args.scram_box}
      where tenant = ${args.tenant} and account = ${args.account} and id = ${args.id} and kind = 'app-password'
        and box = ${args.box}`)
  })

/** Notes that an app password was used, at most as often as `before` says. */
export const touchWrap = writeScript('accounts.touchWrap', import.meta.url,
  function* (tx, args: AccountRef & { readonly id: string, readonly at: number, readonly before: number }) {
    yield* tx.run(sql`update account_wrap set last_used_at = ${args.at} where tenant = ${args.tenant}
      and account = ${args.account} and id = ${args.id} and (last_used_at is null or last_used_at <= ${args.before})`)
  })

export interface SessionRow extends WayColumns {
  readonly id: string
  readonly half: Uint8Array
  readonly box: Uint8Array
  readonly device: Uint8Array
  readonly created_at: number
  readonly last_seen_at: number
  readonly expires_at: number
}

/** A new session; over `max` the one seen longest ago ends. Sessions past their time go at the same occasion. */
export const startSession = writeScript('accounts.startSession', import.meta.url,
  function* (tx, args: Recorded & { readonly session: SessionRow, readonly max: number, readonly at: number }) {
    const { tenant, account, session } = args
    yield* tx.lockAccount(args)
    yield* keptUnder(tx, { tenant, account, keyVersion: session.key_version })
    yield* tx.run(sql`delete from session
      where tenant = ${tenant} and account = ${account} and expires_at <= ${args.at}`)
    const others = yield* tx.all<{ id: string }>(sql`select id from session
      where tenant = ${tenant} and account = ${account} order by last_seen_at desc, id`)
    for (const { id } of others.slice(args.max - 1)) {
      yield* tx.run(sql`delete from session where tenant = ${tenant} and account = ${account} and id = ${id}`)
      yield* told(tx, args, { what: 'revoked', session: id })
    }
    yield* tx.run(sql`insert into session
      (tenant, account, id, half, box, device, created_at, last_seen_at, expires_at, way_public, way_box, key_version)
      values (${tenant}, ${account}, ${session.id}, ${session.half}, ${session.box}, ${session.device},
        ${session.created_at}, ${session.last_seen_at}, ${session.expires_at}, ${session.way_public},
        ${session.way_box}, ${session.key_version})`)
    yield* keepRecords(args.records)
  })

/** Ends one session; true when it was there. */
export const endSession = writeScript('accounts.endSession', import.meta.url,
  function* (tx, args: Recorded & { readonly id: string }) {
    const { tenant, account, id } = args
    const gone = yield* tx.run(
      sql`delete from session where tenant = ${tenant} and account = ${account} and id = ${id}`)
    if (gone === 0) return false
    yield* keepRecords(args.records)
    yield* told(tx, args, { what: 'revoked', session: id })
    return true
  })

/** Notes when a session was last seen; false when it is gone. */
export const touchSession = writeScript('accounts.touchSession', import.meta.url,
  function* (tx, args: AccountRef & { readonly id: string, readonly at: number }) {
    return 0 < (yield* tx.run(sql`update session set last_seen_at = ${args.at}
      where tenant = ${args.tenant} and account = ${args.account} and id = ${args.id}`))
  })

/** Keeps a second factor that is not active yet; refuses to touch an active one. */
export const beginSecondFactor = writeScript('accounts.beginSecondFactor', import.meta.url,
  function* (tx, args: AccountRef & { readonly secret: Uint8Array, readonly at: number, readonly keyVersion: number }) {
    const { tenant, account } = args
    yield* tx.lockAccount(args)
    yield* keptUnder(tx, args)
    const active = yield* tx.maybe(sql`select 1 as there from second_factor
      where tenant = ${tenant} and account = ${account} and active = 1`)
    if (active !== undefined) return 'already on' as const
    yield* tx.run(sql`delete from second_factor where tenant = ${tenant} and account = ${account}`)
    yield* tx.run(sql`insert into second_factor (tenant, account, secret, active, used_step, created_at)
      values (${tenant}, ${account}, ${args.secret}, 0, 0, ${args.at})`)
    return 'begun' as const
  })

/**
 * Takes the code of one time step: true for exactly one caller, whoever asks at the same moment (RFC 6238 §5.2). With
 * `effect`, the factor is switched on or removed in the same transaction.
 */
export const useCode = writeScript('accounts.useCode', import.meta.url,
  function* (tx, args: Recorded & { readonly step: number, readonly effect: 'nothing' | 'switch on' | 'remove' }) {
    const { tenant, account } = args
    const taken = yield* tx.run(sql`update second_factor set used_step = ${args.step}
      where tenant = ${tenant} and account = ${account} and used_step < ${args.step}`)
    if (taken === 0) return false
    if (args.effect === 'switch on') {
      yield* tx.run(sql`update second_factor set active = 1 where tenant = ${tenant} and account = ${account}`)
    } else if (args.effect === 'remove') {
      yield* tx.run(sql`delete from second_factor where tenant = ${tenant} and account = ${account}`)
    }
    yield* keepRecords(args.records)
    if (args.effect !== 'nothing') {
      yield* told(tx, args, { what: 'profile' })
      yield* told(tx, args, { what: 'keys' })
    }
    return true
  })

/** Keeps the encrypted preferences. */
export const savePreferences = writeScript('accounts.savePreferences', import.meta.url,
  function* (tx, args: AccountRef & { readonly box: Uint8Array, readonly at: number, readonly keyVersion: number }) {
    const { tenant, account } = args
    yield* tx.lockAccount(args)
    yield* keptUnder(tx, args)
    const there = yield* tx.run(sql`update preference set box = ${args.box}, changed_at = ${args.at}
      where tenant = ${tenant} and account = ${account}`)
    if (there === 0) {
      yield* tx.run(sql`insert into preference (tenant, account, box, changed_at)
        values (${tenant}, ${account}, ${args.box}, ${args.at})`)
    }
  })

export interface AccountRows {
  readonly account: {
    readonly tenant: number, readonly id: number, readonly profile: Uint8Array, readonly roles: string,
    readonly language: string, readonly state: string, readonly sealing_public: Uint8Array,
    readonly sealing_secret: Uint8Array, readonly created_at: number, readonly key_version: number,
  }
  /** Keys of before, while a key rotation runs; newest first. */
  readonly former: readonly { readonly version: number, readonly box: Uint8Array,
    readonly sealing_secret: Uint8Array }[]
  readonly addresses: readonly (AddressRow & { readonly is_primary: number })[]
  readonly secondFactor: boolean
}

/** One account with its addresses, as it stands in the tables. */
export const readAccount = readScript('accounts.read', import.meta.url,
  function* (tx, { tenant, account }: AccountRef): Script<AccountRows | undefined> {
    const row = yield* tx.maybe<AccountRows['account']>(sql`select tenant, id, profile, roles, language, state,
      sealing_public, sealing_secret, created_at, key_version from account where tenant = ${tenant} and id = ${account}`)
    if (row === undefined) return undefined
    const addresses = yield* tx.all<AccountRows['addresses'][number]>(sql`select token, address, is_primary
      from address where tenant = ${tenant} and account = ${account} order by is_primary desc, created_at`)
    const factor = yield* tx.maybe(sql`select 1 as there from second_factor
      where tenant = ${tenant} and account = ${account} and active = 1`)
    const former = yield* tx.all<AccountRows['former'][number]>(sql`select version, box, sealing_secret from former_key
      where tenant = ${tenant} and account = ${account} order by version desc`)
    return { account: row, addresses, secondFactor: factor !== undefined, former }
  })
