/**
 * People: their addresses, their ways in, their sessions.
 *
 * Promises: nothing here can open an account without one of its owner's secrets; the same work is done for an unknown
 * name as for a wrong password; a code of the second factor works once; after a session or app password is revoked
 * neither half of it helps. Who receives mail is answered from memory.
 * Fails: expected outcomes are return values; `Temporary('busy')` when too many passwords wait for Argon2; the store's
 * `Temporary` when it cannot write; `Refusal` for what a caller may not do.
 * Standards: RFC 9106 (Argon2), RFC 6238 (TOTP), RFC 5321 §4.5.1 and RFC 2142 (postmaster, abuse), RFC 5233 (+detail),
 * ASVS 5.0 chapters 6 and 7.
 */
import { day, minute } from '../base/sizes.ts'
import type { AccountRef, OpenAccount, Place } from '../keys/keys.ts'
import { underNewestKey } from '../keys/newest-key.ts'
import { sql, type Change } from '../storage/script.ts'
import { Closings, REST_DAYS, WAIT_DAYS } from './closing.ts'
import { Rotations } from './rotation.ts'
import { PREFERENCES_BYTES_MAX, SESSIONS_MAX } from './limits.ts'
import { createAccountsParts, keyOf, ownKeys, type AccountsConfig, type AccountsParts } from './parts.ts'
import { creating } from './creating.ts'
import { changing } from './changing.ts'
import {
  endSession, resetSecondFactor, savePreferences, setState, startSession, type AccountChange,
} from './scripts.ts'
import type { Accounts, SignIn } from './types.ts'

/** See `AccountsConfig` for what it needs. */
export function createAccounts(config: AccountsConfig): Accounts {
  const parts = createAccountsParts(config)
  const { store, directory, desk, sessions, factor, keyring } = parts
  const rotations = new Rotations(parts)
  const closings = new Closings(parts, config.closingTimes ?? { waitMs: WAIT_DAYS * day, restMs: REST_DAYS * day })
  const listeners = new Set<Parameters<Accounts['onRevoked']>[0]>()
  const stop = store.onChange((change) => heard(parts, change, listeners))
  const sweeper = setInterval(() => {
    desk.pending.sweep()
    desk.checked.sweep()
    sessions.sweep()
    closings.runDue().catch((error: unknown) => parts.log.error('account.closing', error))
  }, minute).unref()

  return {
    ...creating(parts),
    ...changing(parts),
    signIn: (args) => desk.signIn(args),
    scram: (args) => desk.scram(args),
    secondFactor: (args) => finishSignIn(parts, args),
    async startSession({ open, userAgent }) {
      const ref = { tenant: open.tenant, account: open.account }
      return underNewestKey(async () => {
        const { cookie, row } = sessions.make(ownKeys(open), userAgent)
        const records = parts.records('session.started', ref, {}, {})
        await store.write(startSession, { ...ref, session: row, max: SESSIONS_MAX, at: row.created_at, records })
        return { cookie, expiresAt: row.expires_at }
      })
    },
    resumeSession: (cookie) => sessions.resume(cookie),
    sessions: (account, current) => sessions.list(account, current),
    async endSession({ tenant, account }, id) {
      const records = parts.records('session.ended', { tenant, account }, {}, {})
      await store.write(endSession, { tenant, account, id, records })
      sessions.forget({ tenant, account }, id)
    },
    onRevoked(listener) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    preferences: (open) => readPreferences(parts, open),
    async savePreferences(open, json) {
      const bytes = new TextEncoder().encode(json)
      if (bytes.length > PREFERENCES_BYTES_MAX) return 'too large'
      await underNewestKey(() => {
        const { tenant, account, keyVersion } = open
        const box = open.encrypt(preferencePlace(open), bytes)
        return store.write(savePreferences, { tenant, account, box, at: parts.clock.now(), keyVersion })
      })
      return 'saved'
    },
    beginSecondFactor: async (open) => factor.begin(open, (await parts.account(open)).account.address),
    async confirmSecondFactor({ open, code }) {
      const records = parts.records('second-factor.on', open, {}, {})
      const { outcome } = await factor.use({ open, code, active: false, effect: 'switch on', records })
      if (outcome === 'right') changed(parts, open)
      return outcome === 'right' ? 'on' : 'wrong code'
    },
    async removeSecondFactor({ open, code }) {
      const records = parts.records('second-factor.off', open, {}, {})
      const { outcome } = await factor.use({ open, code, active: true, effect: 'remove', records })
      if (outcome === 'right') changed(parts, open)
      return outcome === 'right' ? 'off' : 'wrong code'
    },
    async secondFactorSince({ tenant, account }) {
      const row = await store.maybe<{ created_at: number }>(sql`select created_at from second_factor
        where tenant = ${tenant} and account = ${account} and active = 1`)
      return row?.created_at
    },
    async checkSecondFactor({ open, code }) {
      const { outcome } = await factor.use({ open, code, active: true, effect: 'nothing', records: [] })
      return outcome === 'right' ? 'right' : 'wrong code'
    },
    async resetSecondFactor({ tenant, account }) {
      const records = parts.records('second-factor.reset', { tenant, account }, {}, {})
      await store.write(resetSecondFactor, { tenant, account, records })
      changed(parts, { tenant, account })
    },
    findRecipient: async (address) => (await directory.recipient(address))?.account,
    isLocalDomain: async (domain) => await parts.tenants.byDomain(domain) !== undefined,
    byRef: async (account) => (await directory.byRef(account))?.account,
    list: (tenant) => directory.list(tenant),
    async block({ tenant, account }) {
      const records = parts.records('account.blocked', { tenant, account }, {}, {})
      await store.write(setState, { tenant, account, state: 'blocked', records })
      changed(parts, { tenant, account })
      desk.forget({ tenant, account })
      sessions.forget({ tenant, account })
      keyring.closeNow({ tenant, account })
    },
    async unblock({ tenant, account }) {
      const records = parts.records('account.unblocked', { tenant, account }, {}, {})
      await store.write(setState, { tenant, account, state: 'active', records })
      changed(parts, { tenant, account })
    },
    rotations,
    closings,
    close() {
      clearInterval(sweeper)
      rotations.close()
      stop()
      sessions.close()
      desk.pending.clear()
      desk.checked.clear()
    },
  }
}

/** What a change of ours means for what is remembered here; also heard from other nodes. */
function heard(
  parts: AccountsParts, change: Change, listeners: ReadonlySet<Parameters<Accounts['onRevoked']>[0]>,
): void {
  const { directory, desk, sessions, keyring } = parts
  if (change.topic === 'tenants') directory.forget()
  if (change.topic !== 'accounts') return
  const ref = { tenant: change.tenant, account: change.account }
  const { what, session, appPassword } = change.detail as AccountChange
  if (what === 'profile' || what === 'rotated') directory.forget()
  if (what === 'rotated') {
    // In the order of the commits: whoever was refused for an older key finds the new one when they try again.
    parts.rotating.get(keyOf(ref))?.()
    desk.forgetKeys(ref)
    return
  }
  if (what !== 'revoked') {
    desk.checked.forget(ref)
    return
  }
  if (session !== undefined) sessions.forget(ref, session)
  else if (appPassword !== undefined) desk.checked.forget(ref)
  else {
    desk.forget(ref)
    sessions.forget(ref)
    keyring.closeNow(ref)
  }
  const told = {
    ...ref, ...(session === undefined ? {} : { session }), ...(appPassword === undefined ? {} : { appPassword }),
  }
  for (const listener of listeners) listener(told)
}

/** Drops what is remembered of an account at once, before the store tells us. */
function changed({ directory, desk }: AccountsParts, ref: AccountRef): void {
  directory.forget()
  desk.checked.forget(ref)
}

async function finishSignIn(
  { desk, factor, keyring }: AccountsParts,
  { pending, code, ip }: { readonly pending: string, readonly code: string, readonly ip: string },
): Promise<SignIn> {
  const waiting = desk.pending.get(pending)
  if (waiting === undefined) return { outcome: 'refused' }
  const { open, known } = waiting
  const check = await factor.use({ open, code, active: true, effect: 'nothing', records: [] })
  if (check.outcome === 'too-many-tries') return check
  // Taken only after a right code: a typing error does not send anybody back to the password.
  if (check.outcome === 'wrong' || desk.pending.take(pending) === undefined) return { outcome: 'refused' }
  desk.welcomed(known.account, ip)
  return { outcome: 'open', account: known.account, open: keyring.handOver(open) }
}

async function readPreferences({ store }: AccountsParts, open: OpenAccount): Promise<string> {
  const row = await store.maybe<{ box: Uint8Array }>(
    sql`select box from preference where tenant = ${open.tenant} and account = ${open.account}`)
  return row === undefined ? '' : new TextDecoder().decode(open.decrypt(preferencePlace(open), row.box))
}

export function preferencePlace({ tenant, account }: AccountRef): Place {
  return { tenant, account, kind: 'preference', id: '1' }
}
