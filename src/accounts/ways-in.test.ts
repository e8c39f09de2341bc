import { describe, test } from 'node:test'
import assert from 'node:assert/strict'
import { present } from '../base/assert.ts'
import { Refusal } from '../base/errors.ts'
import { sql } from '../storage/script.ts'
import { type AccountsHouse, at, begun, generous, ip, openAccountsHouse, opened, password, withFactor } from './accounts.testing.ts'
import { copyWrapForTest } from './copy-wrap.testing.ts'
import { APP_PASSWORDS_MAX, PREFERENCES_BYTES_MAX } from './limits.ts'
import type { SignIn } from './types.ts'

describe('ways in', () => {
  test('app passwords open mail clients, not the web; removed ones open nothing; last use is shown', async () => {
    const house = await openAccountsHouse({ limits: generous() })
    try {
      const { account } = await house.person('anna')
      const open = opened(await at(house, 'web', 'anna'))
      const phone = await house.accounts.addAppPassword({ open, label: 'Telefoon' })
      const laptop = await house.accounts.addAppPassword({ open, label: 'Laptop' })
      assert.match(phone.password, /^([0-9a-hjkmnp-tv-z]{4}-){5}[0-9a-hjkmnp-tv-z]{4}$/)
      const before = begun(house)
      opened(await at(house, 'imap', 'anna', phone.password))
      opened(await at(house, 'submission', 'anna', phone.password.replaceAll('-', '').toUpperCase()))
      assert.equal(begun(house), before, 'no Argon2 for a random code')
      assert.deepEqual(await at(house, 'web', 'anna', phone.password), { outcome: 'refused' })
      const heard: unknown[] = []
      house.accounts.onRevoked((what) => heard.push(what.appPassword))
      await house.accounts.removeAppPassword(account, phone.id)
      assert.deepEqual(heard, [phone.id])
      assert.deepEqual(await at(house, 'imap', 'anna', phone.password), { outcome: 'refused' })
      opened(await at(house, 'imap', 'anna', laptop.password))
      const list = await house.accounts.appPasswords(account)
      assert.deepEqual(list.map(({ label }) => label), ['Laptop'])
      for (let i = 1; i < APP_PASSWORDS_MAX; i++) await house.accounts.addAppPassword({ open, label: `${i}` })
      await assert.rejects(house.accounts.addAppPassword({ open, label: 'one more' }),
        (error: unknown) => error instanceof Refusal && error.reason === 'too-many-app-passwords')
    } finally {
      await house.close()
    }
  })

  test('a changed password: the old one and other sessions end, this session and the mail stay', async () => {
    const house = await openAccountsHouse({ limits: generous() })
    try {
      const { account } = await house.person('anna')
      const open = opened(await at(house, 'web', 'anna'))
      const place = { tenant: account.tenant, account: account.account, kind: 'body', id: '1' }
      const box = open.encrypt(place, new Uint8Array([7]))
      opened(await at(house, 'imap', 'anna'))
      const mine = await house.accounts.startSession({ open, userAgent: '' })
      const other = await house.accounts.startSession({ open, userAgent: '' })
      const session = present(mine.cookie.split('.')[0], 'id')
      const change = (current: string, next: string): Promise<string> =>
        house.accounts.changePassword({ open, current, next, session })
      assert.equal(await change('wrong password', 'a new password'), 'wrong password')
      assert.equal(await change(password, 'short'), 'password too short')
      assert.equal(await change(password, 'a new password'), 'changed')
      for (const door of ['web', 'imap'] as const) {
        assert.deepEqual(await at(house, door, 'anna'), { outcome: 'refused' }, door)
        assert.deepEqual(opened(await at(house, door, 'anna', 'a new password')).decrypt(place, box), new Uint8Array([7]))
      }
      assert.ok(await house.accounts.resumeSession(mine.cookie))
      assert.equal(await house.accounts.resumeSession(other.cookie), undefined)
    } finally {
      await house.close()
    }
  })

  test('the recovery code opens the same mail with a new password; a second factor is still asked for', async () => {
    const house = await openAccountsHouse({ limits: generous() })
    try {
      const { account, recoveryCode } = await house.person('anna')
      const stranger = await house.person('bart')
      const open = opened(await at(house, 'web', 'anna'))
      const place = { tenant: account.tenant, account: account.account, kind: 'body', id: '1' }
      const box = open.encrypt(place, new Uint8Array([7]))
      const { cookie } = await house.accounts.startSession({ open, userAgent: '' })
      const recover = (code: string, address = 'anna@zonnehof.test', next = 'a new password'): Promise<unknown> =>
        house.accounts.recover({ address, recoveryCode: code, next, ip })
      assert.equal(await recover(recoveryCode, 'anna@zonnehof.test', 'short'), 'password too short')
      for (const [code, address] of [['', 'anna@zonnehof.test'], [stranger.recoveryCode, 'anna@zonnehof.test'],
        [recoveryCode, 'bart@zonnehof.test'], [recoveryCode, 'nobody@zonnehof.test'],
        [`${recoveryCode.slice(0, -1)}${recoveryCode.endsWith('0') ? '1' : '0'}`, 'anna@zonnehof.test']] as const) {
        assert.deepEqual(await recover(code, address), { outcome: 'refused' })
      }
      const again = opened(await recover(` ${recoveryCode.toUpperCase()} `) as SignIn)
      assert.deepEqual(again.decrypt(place, box), new Uint8Array([7]))
      assert.equal(await house.accounts.resumeSession(cookie), undefined)
      assert.deepEqual(await at(house, 'web', 'anna'), { outcome: 'refused' })
      opened(await at(house, 'web', 'anna', 'a new password'))
      const fresh = await house.accounts.newRecoveryCode(again)
      assert.deepEqual(await recover(recoveryCode), { outcome: 'refused' }, 'the old code is replaced')
      await withFactor(house, again)
      assert.equal((await recover(fresh, 'anna@zonnehof.test', 'another password') as SignIn).outcome, 'second-factor-needed')
    } finally {
      await house.close()
    }
  })

  test('a wrap copied to another account opens nothing there', async () => {
    const house = await openAccountsHouse({ limits: generous() })
    try {
      await house.person('anna')
      const bart = await house.person('bart', { password: 'the password of bart' })
      const rows = await house.store.all<{ account: number, id: string }>(
        sql`select account, id from account_wrap where kind = 'password'`)
      assert.equal(rows.length, 2)
      opened(await at(house, 'web', 'bart', 'the password of bart'))
      const mine = present(rows.find(({ account }) => account !== bart.account.account), 'wrap')
      const theirs = present(rows.find(({ account }) => account === bart.account.account), 'wrap')
      // An attacker with the database, not with the service: their row under his account.
      await replaceWrapBytes(house, mine, theirs)
      assert.deepEqual(await at(house, 'web', 'bart'), { outcome: 'refused' })
    } finally {
      await house.close()
    }
  })

  test('preferences come back, are encrypted, and have a limit', async () => {
    const house = await openAccountsHouse()
    try {
      await house.person('anna')
      const open = opened(await at(house, 'web', 'anna'))
      assert.equal(await house.accounts.preferences(open), '')
      const largest = `"${'x'.repeat(PREFERENCES_BYTES_MAX - 2)}"`
      assert.equal(await house.accounts.savePreferences(open, largest), 'saved')
      assert.equal(await house.accounts.savePreferences(open, `${largest} `), 'too large')
      assert.equal(await house.accounts.preferences(open), largest)
      assert.equal(await house.accounts.savePreferences(open, '{}'), 'saved')
      assert.equal(await house.accounts.preferences(open), '{}')
    } finally {
      await house.close()
    }
  })
})

async function replaceWrapBytes(
  house: AccountsHouse, from: { account: number, id: string }, to: { account: number, id: string },
): Promise<void> {
  await house.store.write(copyWrapForTest, { from: from.id, to: to.id })
}
