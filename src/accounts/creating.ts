import { randomKey } from '../base/ids.ts'
import { PASSWORD_BYTES_MAX } from '../crypto/password-hash.ts'
import { randomCode } from '../crypto/codes.ts'
import { createAccountKeys } from '../keys/account-keys.ts'
import { isNewLocalPart, readAddress } from './address.ts'
import { ALIASES_MAX, APP_PASSWORD_GROUPS, DEPARTMENT_LENGTH_MAX, LABEL_LENGTH_MAX, NAME_LENGTH_MAX,
  RECOVERY_CODE_GROUPS } from './limits.ts'
import type { AccountsParts } from './parts.ts'
import { addAlias, changeLanguage, createAccount, updateAccount } from './scripts.ts'
import type { Account, Accounts } from './types.ts'

/** The lane of passwords that are set, not tried. */
export const SETTING_LANE = 'setting'

/** New people and addresses, and what is known of them. */
export function creating(parts: AccountsParts): Pick<Accounts, 'create' | 'addAlias' | 'update' | 'changeLanguage'> {
  const { store, directory, tenants, waysIn, clock } = parts
  return {
    async create(args) {
      const address = readAddress(args.address)
      if (address === undefined || !isNewLocalPart(address.local) || address.local !== address.base) {
        return 'address not valid'
      }
      if (!isLongEnough(parts, args.password)) return 'password too short'
      if ((await tenants.byDomain(address.domain))?.tenant !== args.tenant) return 'no such domain'
      const ref = { tenant: args.tenant, account: randomKey() }
      const at = clock.now()
      const name = args.name.slice(0, NAME_LENGTH_MAX)
      const department = departmentOf(args.department ?? '')
      const language = args.language ?? 'nl'
      const { open, sealingPublic, sealingSecret } = createAccountKeys(ref, parts.serviceKey)
      try {
        const recoveryCode = randomCode(RECOVERY_CODE_GROUPS)
        const wraps = [
          await waysIn.passwordWrap({ open, password: args.password, lane: SETTING_LANE, at }),
          waysIn.codeWrap({ open, kind: 'recovery', code: bare(recoveryCode), label: null, at }),
        ]
        const appPassword = args.appPasswordLabel === undefined ? undefined : randomCode(APP_PASSWORD_GROUPS)
        if (appPassword !== undefined) {
          const label = (args.appPasswordLabel ?? '').slice(0, LABEL_LENGTH_MAX)
          const code = bare(appPassword)
          const wrap = waysIn.codeWrap({ open, kind: 'app-password', code, label, at })
          wraps.push({ ...wrap, ...await parts.scramWays.make({ account: ref, code, ...wrap }) })
        }
        const primary = directory.addressRow(ref, address)
        const written = `${address.local}@${address.domain}`
        const outcome = await store.write(createAccount, {
          ...ref, profile: directory.profileBox(ref, { name, department }), roles: JSON.stringify(args.roles), language,
          sealingPublic, sealingSecret, quotaBytes: parts.quotaBytes, at, primary, wraps,
          records: parts.records('account.created', ref, { roles: args.roles.join(' ') }, { address: written, name }),
        })
        if (outcome !== 'created') return outcome
        directory.forget()
        const account: Account = {
          ...ref, address: written, name, department, roles: args.roles, language, aliases: [], sealingPublic,
            keyVersion: 1,
          secondFactor: false, createdAt: at, state: 'active',
        }
        return { account, recoveryCode, ...(appPassword === undefined ? {} : { appPassword }) }
      } finally {
        open.close()
      }
    },
    async addAlias({ tenant, account, address: written }) {
      const address = readAddress(written)
      if (address === undefined || !isNewLocalPart(address.local) || address.local !== address.base) {
        return 'address not valid'
      }
      if ((await tenants.byDomain(address.domain))?.tenant !== tenant) return 'no such domain'
      const ref = { tenant, account }
      const outcome = await store.write(addAlias, {
        ...ref, ...directory.addressRow(ref, address), max: ALIASES_MAX, at: clock.now(),
        records: parts.records('address.added', ref, {}, { address: `${address.local}@${address.domain}` }),
      })
      directory.forget()
      return outcome
    },
    async update({ tenant, account, ...changes }) {
      const ref = { tenant, account }
      const now = (await directory.byRef(ref))?.account
      if (now === undefined) return 'no such account'
      const name = (changes.name ?? now.name).slice(0, NAME_LENGTH_MAX)
      const department = departmentOf(changes.department ?? now.department)
      const roles = changes.roles ?? now.roles
      const facts = { roles: roles.join(' '), language: changes.language ?? now.language }
      const outcome = await store.write(updateAccount, {
        ...ref, profile: directory.profileBox(ref, { name, department }), roles: JSON.stringify(roles),
        language: facts.language,
        records: parts.records('account.changed', ref, facts, { name, ...(department === '' ? {} : { department }) }),
      })
      directory.forget()
      return outcome
    },
    async changeLanguage({ tenant, account }, language) {
      const ref = { tenant, account }
      await store.write(changeLanguage, { ...ref, language, records: parts.records('account.changed', ref, { language }, {}) })
      directory.forget()
    },
  }
}

/** Long enough in characters, and not longer than what is worked on. */
export function isLongEnough({ passwordLengthMin }: AccountsParts, password: string): boolean {
  return [...password].length >= passwordLengthMin && new TextEncoder().encode(password).length <= PASSWORD_BYTES_MAX
}

/** One line without blanks around it, so that a policy can name it. */
function departmentOf(written: string): string {
  return written.replace(/\s+/g, ' ').trim().slice(0, DEPARTMENT_LENGTH_MAX)
}

/** A code as it is compared: without its hyphens. */
export function bare(code: string): string {
  return code.replaceAll('-', '')
}
