import { describe, test } from 'node:test'
import assert from 'node:assert/strict'
import { Refusal } from '../base/errors.ts'
import { minute } from '../base/sizes.ts'
import { throttleDefaults } from '../throttle/throttle.ts'
import { at, generous, ip, openAccountsHouse, opened, withFactor } from './accounts.testing.ts'
import { totpCode, TOTP_STEP_MS } from './totp.ts'
import type { SignIn } from './types.ts'

describe('second factor', () => {
  test('is asked for on the web; a wrong, an old and a used code are refused', async () => {
    const house = await openAccountsHouse({ limits: generous() })
    try {
      await house.person('anna')
      const open = opened(await at(house, 'web', 'anna'))
      assert.equal(await house.accounts.confirmSecondFactor({ open, code: '000000' }), 'wrong code')
      const secret = await withFactor(house, open)
      await assert.rejects(house.accounts.beginSecondFactor(open), (error: unknown) => error instanceof Refusal)
      const step = Math.floor(house.clock.at / TOTP_STEP_MS)
      const waiting = await at(house, 'web', 'anna')
      assert.ok(waiting.outcome === 'second-factor-needed')
      const { pending } = waiting
      const confirm = (code: string): Promise<SignIn> => house.accounts.secondFactor({ pending, code, ip })
      // The step before was used to switch it on; two steps off is too far either way.
      for (const code of [
        '', '12345', '1234567', 'abcdef', '１２３４５６', totpCode(secret, step - 1), totpCode(secret, step + 2),
        totpCode(secret, step - 2),
      ]) {
        assert.deepEqual(await confirm(code), { outcome: 'refused' }, code)
      }
      const code = totpCode(secret, step)
      opened(await confirm(`${code.slice(0, 3)} ${code.slice(3)}`))
      assert.deepEqual(await confirm(code), { outcome: 'refused' }, 'the sign-in is over')
      const again = await at(house, 'web', 'anna')
      assert.ok(again.outcome === 'second-factor-needed')
      const replay = await house.accounts.secondFactor({ pending: again.pending, code, ip })
      assert.deepEqual(replay, { outcome: 'refused' }, 'a code works once')
      opened(await house.accounts.secondFactor({ pending: again.pending, code: totpCode(secret, step + 1), ip }))
      assert.deepEqual(await house.accounts.secondFactor({ pending: 'made up', code, ip }), { outcome: 'refused' })
    } finally {
      await house.close()
    }
  })

  test('the same right code twenty times at once lets one in', async () => {
    const house = await openAccountsHouse({ limits: generous() })
    try {
      await house.person('anna')
      const secret = await withFactor(house, opened(await at(house, 'web', 'anna')))
      const waiting = await Promise.all(Array.from({ length: 20 }, () => at(house, 'web', 'anna')))
      const code = totpCode(secret, Math.floor(house.clock.at / TOTP_STEP_MS))
      const answers = await Promise.all(waiting.map((answer) => {
        assert.ok(answer.outcome === 'second-factor-needed')
        return house.accounts.secondFactor({ pending: answer.pending, code, ip })
      }))
      assert.equal(answers.filter(({ outcome }) => outcome === 'open').length, 1)
      assert.equal(answers.filter(({ outcome }) => outcome === 'refused').length, 19)
    } finally {
      await house.close()
    }
  })

  test('codes are limited per account wherever they come from, and a sign-in waits five minutes at most', async () => {
    const house = await openAccountsHouse()
    try {
      await house.person('anna')
      const secret = await withFactor(house, opened(await at(house, 'web', 'anna')))
      const first = await at(house, 'web', 'anna')
      assert.ok(first.outcome === 'second-factor-needed')
      const outcomes: string[] = []
      for (let i = 0; i < 6; i++) {
        const answer = await house.accounts.secondFactor({ pending: first.pending, code: '000000', ip: `203.0.113.${i}` })
        outcomes.push(answer.outcome)
      }
      assert.equal(outcomes.filter((outcome) => outcome === 'refused').length,
        throttleDefaults.rates['second-factor-account'].burst)
      house.clock.at += 5 * minute
      const code = totpCode(secret, Math.floor(house.clock.at / TOTP_STEP_MS))
      assert.deepEqual(await house.accounts.secondFactor({ pending: first.pending, code, ip }), { outcome: 'refused' })
    } finally {
      await house.close()
    }
  })

  test('with it, the main password opens no mail client, an app password does; off again, the password does', async () => {
    const house = await openAccountsHouse({ limits: generous() })
    try {
      await house.person('anna')
      const open = opened(await at(house, 'web', 'anna'))
      opened(await at(house, 'imap', 'anna'))
      const { password: app } = await house.accounts.addAppPassword({ open, label: 'Thunderbird' })
      const secret = await withFactor(house, open)
      assert.deepEqual(await at(house, 'imap', 'anna'), { outcome: 'refused' }, 'also when it was right a moment ago')
      assert.deepEqual(await at(house, 'submission', 'anna'), { outcome: 'refused' })
      opened(await at(house, 'imap', 'anna', app))
      assert.equal(await house.accounts.removeSecondFactor({ open, code: '000000' }), 'wrong code')
      const code = totpCode(secret, Math.floor(house.clock.at / TOTP_STEP_MS))
      assert.equal(await house.accounts.removeSecondFactor({ open, code }), 'off')
      opened(await at(house, 'imap', 'anna'))
      opened(await at(house, 'web', 'anna'))
      house.clock.at += TOTP_STEP_MS
      await withFactor(house, open)
      await house.accounts.resetSecondFactor({ tenant: open.tenant, account: open.account })
      opened(await at(house, 'web', 'anna'))
    } finally {
      await house.close()
    }
  })

  test('the codes are those of RFC 6238, appendix B', () => {
    const secret = new TextEncoder().encode('12345678901234567890')
    for (const [seconds, code] of [
      [59, '287082'], [1111111109, '081804'], [1111111111, '050471'], [1234567890, '005924'], [2000000000, '279037'],
      [20000000000, '353130'],
    ] as const) {
      assert.equal(totpCode(secret, Math.floor(seconds / 30)), code)
    }
  })
})
