import { describe, test } from 'node:test'
import assert from 'node:assert/strict'
import { minute } from '../base/sizes.ts'
import { throttleDefaults } from '../throttle/throttle.ts'
import { at, begun, generous, openAccountsHouse, opened, password, withFactor } from './accounts.testing.ts'
import type { Door } from './types.ts'

describe('guessing', () => {
  test('unknown names, wrong passwords, blocked accounts and closed doors cost one Argon2 each, like a right one', async () => {
    const house = await openAccountsHouse({ limits: generous() })
    try {
      const { account } = await house.person('anna')
      const blocked = await house.person('bart')
      await house.accounts.block(blocked.account)
      const withTotp = await house.person('cees')
      const open = opened(await at(house, 'web', 'cees'))
      await withFactor(house, open)
      const runs = async (door: Door, address: string, typed: string): Promise<number> => {
        const before = begun(house)
        await at(house, door, address, typed)
        return begun(house) - before
      }
      assert.equal(await runs('web', 'anna', password), 1)
      assert.equal(await runs('web', 'anna', 'wrong password'), 1)
      assert.equal(await runs('web', 'nobody', 'wrong password'), 1)
      assert.equal(await runs('web', 'nobody@elsewhere.test', 'wrong password'), 1)
      assert.equal(await runs('imap', 'nobody', '0000-0000-0000-0000-0000-0000'), 1)
      assert.equal(await runs('imap', 'anna', '0000-0000-0000-0000-0000-0000'), 1)
      assert.equal(await runs('web', 'bart', password), 1)
      assert.equal(await runs('imap', 'cees', password), 1)
      assert.ok(account.account !== withTotp.account.account)
    } finally {
      await house.close()
    }
  })

  test('six guesses are too many from one network; the owner still gets in from elsewhere', async () => {
    const house = await openAccountsHouse()
    try {
      await house.person('anna')
      const burst = throttleDefaults.rates['sign-in-account'].burst
      for (let i = 0; i < burst; i++) assert.equal((await at(house, 'web', 'anna', `guess number ${i}`)).outcome, 'refused')
      const over = await at(house, 'web', 'anna', 'guess once more')
      assert.equal(over.outcome, 'too-many-tries')
      assert.ok(over.outcome === 'too-many-tries' && over.retryAfterMs > 0 && over.retryAfterMs <= minute)
      assert.equal((await at(house, 'imap', 'anna')).outcome, 'too-many-tries', 'also with the right password')
      opened(await at(house, 'web', 'anna', password, '203.0.113.9'))
      house.clock.at += minute
      opened(await at(house, 'web', 'anna'))
      for (let i = 0; i < 20; i++) opened(await at(house, 'web', 'anna'))
    } finally {
      await house.close()
    }
  })

  test('parallel guesses do not slip through together', async () => {
    const house = await openAccountsHouse()
    try {
      await house.person('anna')
      const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => at(house, 'imap', 'anna', `guess number ${i}`)))
      assert.equal(answers.filter(({ outcome }) => outcome === 'refused').length, 5)
      assert.equal(answers.filter(({ outcome }) => outcome === 'too-many-tries').length, 35)
    } finally {
      await house.close()
    }
  })

  test('one network that guesses at many names is stopped', async () => {
    const house = await openAccountsHouse()
    try {
      const outcomes: string[] = []
      for (let i = 0; i < 61; i++) outcomes.push((await at(house, 'web', `name${i}`, 'whatever it is')).outcome)
      assert.equal(outcomes[59], 'refused')
      assert.equal(outcomes[60], 'too-many-tries')
    } finally {
      await house.close()
    }
  })

  test('fifty connections with the right password at once all come in, for one Argon2', async () => {
    const house = await openAccountsHouse()
    try {
      await house.person('anna')
      const before = begun(house)
      const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => at(house, i % 2 ? 'imap' : 'submission', 'anna')))
      for (const answer of answers) opened(answer)
      for (let i = 0; i < 50; i++) opened(await at(house, 'imap', 'anna'))
      assert.equal(begun(house) - before, 1)
      for (let minutes = 1; minutes <= 10; minutes++) {
        house.clock.at += minute
        opened(await at(house, 'imap', 'anna'))
      }
      assert.equal(begun(house) - before, 2, 'after ten minutes the password is checked anew, however busy the client')
    } finally {
      await house.close()
    }
  })
})
