import { Refusal, Temporary } from '../base/errors.ts'
import { randomCode, readCode } from '../crypto/codes.ts'
import type { OpenAccountKeys } from '../keys/open-account.ts'
import type { AccountRef } from '../keys/keys.ts'
import { underNewestKey } from '../keys/newest-key.ts'
import { sql } from '../storage/script.ts'
import { networkOf } from '../throttle/network.ts'
import { bare, isLongEnough, SETTING_LANE } from './creating.ts'
import type { KnownAccount } from './directory.ts'
import { APP_PASSWORD_GROUPS, APP_PASSWORDS_MAX, LABEL_LENGTH_MAX, RECOVERY_CODE_GROUPS } from './limits.ts'
import { openKnown } from './opened.ts'
import { ownKeys, type AccountsParts } from './parts.ts'
import { addWrap, removeWrap, replaceWrap, wrapColumns, type WrapRow } from './scripts.ts'
import { countedName } from './sign-in-name.ts'
import type { Accounts, SignIn } from './types.ts'

type Changing = Pick<Accounts,
  'addAppPassword' | 'appPasswords' | 'removeAppPassword' | 'confirmPassword' | 'changePassword' | 'newRecoveryCode' | 'recover'>

/** Ways in that come, go and change. */
export function changing(parts: AccountsParts): Changing {
  const { store, waysIn, clock, desk } = parts
  return {
    async addAppPassword({ open, label }) {
      const ref = { tenant: open.tenant, account: open.account }
      const password = randomCode(APP_PASSWORD_GROUPS)
      const keys = ownKeys(open)
      const code = bare(password)
      return underNewestKey(async () => {
        const plain = waysIn.codeWrap({
          open: keys, kind: 'app-password', code, label: label.slice(0, LABEL_LENGTH_MAX), at: clock.now(),
        })
        const wrap = { ...plain, ...await parts.scramWays.make({ account: ref, code, ...plain }) }
        const records = parts.records('app-password.added', ref, {}, {})
        const outcome = await store.write(addWrap, { ...ref, wrap, max: APP_PASSWORDS_MAX, records })
        if (outcome === 'too many') throw new Refusal('too-many-app-passwords', 'remove an app password first')
        return { id: wrap.id, password }
      })
    },
    async appPasswords({ tenant, account }) {
      const rows = await wraps(parts, { tenant, account }, 'app-password')
      return rows.map((row) => ({
        id: row.id, label: waysIn.label({ tenant, account }, row), createdAt: row.created_at,
        lastUsedAt: row.last_used_at,
      }))
    },
    async removeAppPassword({ tenant, account }, id) {
      const records = parts.records('app-password.removed', { tenant, account }, {}, {})
      await store.write(removeWrap, { tenant, account, id, kind: 'app-password', records })
      desk.checked.forget({ tenant, account })
    },
    confirmPassword: ({ open, password }) => isPassword(parts, open, password),
    async changePassword({ open, current, next, session = '' }) {
      if (!isLongEnough(parts, next)) return 'password too short'
      if (!await isPassword(parts, open, current)) return 'wrong password'
      await setPassword(parts, ownKeys(open), { next, session, event: 'password.changed' })
      return 'changed'
    },
    async newRecoveryCode(open) {
      const ref = { tenant: open.tenant, account: open.account }
      const code = randomCode(RECOVERY_CODE_GROUPS)
      await underNewestKey(() => {
        const wrap = waysIn.codeWrap({
          open: ownKeys(open), kind: 'recovery', code: bare(code), label: null, at: clock.now(),
        })
        const records = parts.records('recovery-code.replaced', ref, {}, {})
        return store.write(replaceWrap, {
          ...ref, wrap, endSessions: false, endAppPasswords: false, keepSession: '', records,
        })
      })
      return code
    },
    recover: (args) => recover(parts, args),
  }
}

/**
 * Opens the account with the recovery code and sets a new password. No Argon2 on the code: it has 140 bits. An unknown
 * address costs the same; five tries in 15 minutes per account and network.
 */
async function recover(
  parts: AccountsParts, { address, recoveryCode, next, ip }: Parameters<Accounts['recover']>[0],
): Promise<SignIn | 'password too short'> {
  if (!isLongEnough(parts, next)) return 'password too short'
  const known = await parts.directory.signInName(address)
  const network = networkOf(ip)
  // From the name alone: a limit that is used up must not tell whether an account has it.
  const who = countedName(address)
  const verdict = parts.throttle.take('recovery-account', `${who}|${network}`)
  if (!verdict.allowed) return { outcome: 'too-many-tries', retryAfterMs: verdict.retryAfterMs }
  const code = readCode(recoveryCode, RECOVERY_CODE_GROUPS) ?? ''
  const dataKey = await openWithRecovery(parts, known, code)
  if (known === undefined || dataKey === undefined) return { outcome: 'refused' }
  parts.throttle.giveBack('recovery-account', `${who}|${network}`)
  const open = openKnown(known, dataKey, parts.serviceKey)
  if (open === undefined) throw new Temporary('account-changing', 'the account changed at this moment; try again')
  try {
    await setPassword(parts, open, { next, session: '', event: 'account.recovered' })
  } catch (error) {
    open.close()
    throw error
  }
  return parts.desk.admit(known, open, 'web')
}

/** Looks at a password that somebody gave although the account is open; tries are limited as at the door. */
async function isPassword(parts: AccountsParts, { tenant, account }: AccountRef, password: string): Promise<boolean> {
  const ref = { tenant, account }
  const key = `change|${tenant}|${account}`
  if (!parts.throttle.take('sign-in-account', key).allowed) return false
  const row = (await wraps(parts, ref, 'password'))[0]
  const dataKey = await parts.waysIn.openWithPassword({ account: ref, row, password, lane: SETTING_LANE })
  if (dataKey === undefined) return false
  dataKey.fill(0)
  parts.throttle.giveBack('sign-in-account', key)
  return true
}

async function openWithRecovery(
  parts: AccountsParts, known: KnownAccount | undefined, code: string,
): Promise<Uint8Array | undefined> {
  const rows = await wraps(parts, known?.account ?? { tenant: 0, account: 0 }, 'recovery')
  const found = known === undefined
    ? undefined
    : parts.waysIn.openWithCode({ account: known.account, rows, kind: 'recovery', code })
  if (found === undefined || known?.account.state !== 'active') {
    found?.dataKey.fill(0)
    return undefined
  }
  return found.dataKey
}

async function setPassword(
  parts: AccountsParts, open: OpenAccountKeys,
  { next, session, event }: { readonly next: string, readonly session: string, readonly event: string },
): Promise<void> {
  const ref = { tenant: open.tenant, account: open.account }
  await underNewestKey(async () => {
    const wrap = await parts.waysIn.passwordWrap({ open, password: next, lane: SETTING_LANE, at: parts.clock.now() })
    const records = parts.records(event, ref, {}, {})
    const { endAppPasswords } = parts
    await parts.store.write(replaceWrap, {
      ...ref, wrap, endSessions: true, endAppPasswords, keepSession: session, records,
    })
  })
  parts.desk.checked.forget(ref)
}

async function wraps(
  { store }: AccountsParts, { tenant, account }: AccountRef, kind: string,
): Promise<readonly WrapRow[]> {
  return await store.all<WrapRow>(sql`select ${wrapColumns}
    from account_wrap where tenant = ${tenant} and account = ${account} and kind = ${kind} order by created_at, id`)
}
