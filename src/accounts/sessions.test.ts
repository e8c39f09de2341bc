import { describe, test } from 'node:test'
import assert from 'node:assert/strict'
import { present } from '../base/assert.ts'
import { day, hour } from '../base/sizes.ts'
import { at, openAccountsHouse, opened } from './accounts.testing.ts'
import { SESSIONS_MAX } from './limits.ts'

describe('sessions', () => {
  test('open the account from the cookie, in this process and after a restart; halves alone open nothing', async () => {
    const house = await openAccountsHouse()
    try {
      const { account } = await house.person('anna')
      const open = opened(await at(house, 'web', 'anna'))
      const place = { tenant: account.tenant, account: account.account, kind: 'body', id: '1' }
      const box = open.encrypt(place, new Uint8Array([7]))
      const { cookie, expiresAt } = await house.accounts.startSession({
        open, userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
      })
      assert.equal(expiresAt, house.clock.at + 7 * day)
      for (const accounts of [house.accounts, house.again().accounts]) {
        const resumed = await accounts.resumeSession(cookie)
        assert.deepEqual(resumed?.open.decrypt(place, box), new Uint8Array([7]))
        assert.deepEqual(resumed?.account.address, 'anna@zonnehof.test')
        const [id = '', secret = ''] = cookie.split('.')
        const other = `${secret.startsWith('A') ? 'B' : 'A'}${secret.slice(1)}`
        for (const bad of [`${id}.${other}`, id, `.${secret}`, `${secret}.${id}`, '', 'x'.repeat(10_000), `${id}.${secret}=`,
          `${other.slice(0, 5)}${id.slice(5)}.${secret}`, `${id}!${secret}`]) {
          assert.equal(await accounts.resumeSession(bad), undefined, bad.slice(0, 60))
        }
      }
      const [info] = await house.accounts.sessions(account, present(cookie.split('.')[0], 'id'))
      assert.equal(info?.device, 'Firefox on Linux')
      assert.equal(info?.current, true)
    } finally {
      await house.close()
    }
  })

  test('a revoked session is useless at once, here and elsewhere, and its end is told', async () => {
    const house = await openAccountsHouse()
    try {
      const { account } = await house.person('anna')
      const open = opened(await at(house, 'web', 'anna'))
      const other = house.again()
      const { cookie } = await house.accounts.startSession({ open, userAgent: '' })
      const stays = await house.accounts.startSession({ open, userAgent: '' })
      assert.ok(await other.accounts.resumeSession(cookie))
      const heard: unknown[] = []
      house.accounts.onRevoked((what) => heard.push(what.session))
      const id = present(cookie.split('.')[0], 'id')
      await house.accounts.endSession({ tenant: account.tenant, account: account.account + 1 }, id)
      assert.ok(await house.accounts.resumeSession(cookie), 'not by another account')
      await house.accounts.endSession(account, id)
      assert.equal(await house.accounts.resumeSession(cookie), undefined)
      assert.equal(await other.accounts.resumeSession(cookie), undefined)
      assert.deepEqual(heard, [id])
      assert.ok(await house.accounts.resumeSession(stays.cookie))
      assert.equal((await house.accounts.sessions(account, '')).length, 1)
    } finally {
      await house.close()
    }
  })

  test('end after twelve idle hours, and after seven days of use', async () => {
    const house = await openAccountsHouse()
    try {
      await house.person('anna')
      const open = opened(await at(house, 'web', 'anna'))
      const idle = await house.accounts.startSession({ open, userAgent: '' })
      const busy = await house.accounts.startSession({ open, userAgent: '' })
      const start = house.clock.at
      for (let elapsed = 0; elapsed < 7 * day; elapsed += 6 * hour) {
        house.clock.at = start + elapsed
        assert.ok(await house.accounts.resumeSession(busy.cookie), `${elapsed / hour} hours`)
        await house.store.health()
        if (elapsed === 12 * hour) assert.equal(await house.accounts.resumeSession(idle.cookie), undefined)
      }
      house.clock.at = start + 7 * day
      assert.equal(await house.accounts.resumeSession(busy.cookie), undefined)
      assert.equal(await house.again().accounts.resumeSession(busy.cookie), undefined)
    } finally {
      await house.close()
    }
  })

  test('the hundred and first session ends the one seen longest ago', async () => {
    const house = await openAccountsHouse()
    try {
      const { account } = await house.person('anna')
      const open = opened(await at(house, 'web', 'anna'))
      const cookies: string[] = []
      for (let i = 0; i <= SESSIONS_MAX; i++) {
        house.clock.at += 1
        cookies.push((await house.accounts.startSession({ open, userAgent: '' })).cookie)
        if (i === SESSIONS_MAX - 1) assert.ok(await house.accounts.resumeSession(present(cookies[0], 'first')))
      }
      assert.equal((await house.accounts.sessions(account, '')).length, SESSIONS_MAX)
      assert.equal(await house.accounts.resumeSession(present(cookies[0], 'first')), undefined)
      assert.ok(await house.accounts.resumeSession(present(cookies[1], 'second')))
    } finally {
      await house.close()
    }
  })
})
