import { test } from 'node:test'
import assert from 'node:assert/strict'
import { present } from '../base/assert.ts'
import { postgresMissing, startPostgres } from '../storage/postgres/server.testing.ts'
import { throttleDefaults } from '../throttle/throttle.ts'
import { noChannel } from '../tls/channel-binding.ts'
import { openAccountsHouse, password } from './accounts.testing.ts'
import { scramClient } from './scram-client.testing.ts'
import { totpCode, TOTP_STEP_MS } from './totp.ts'

const much = { burst: 1000, perMinute: 1000 }
const limits = { ...throttleDefaults, rates: { ...throttleDefaults.rates, 'second-factor-account': much, 'sign-in-account': much } }

test('the same life on PostgreSQL: made, signed in, factor used once, session ended, blocked', {
  skip: postgresMissing ?? false,
}, async () => {
  const server = await startPostgres()
  const house = await openAccountsHouse({ url: server.url, limits })
  const { accounts, clock } = house
  try {
    const { account, recoveryCode } = await house.person('anna', { name: 'Anna', roles: ['owner'] })
    assert.equal(await accounts.create({
      tenant: house.tenant, address: 'anna@zonnehof.test', name: '', password, roles: [] }), 'exists')
    const ip = '192.0.2.1'
    const enter = async (door: 'web' | 'imap', typed = password): ReturnType<typeof accounts.signIn> =>
      await accounts.signIn({ address: 'anna@zonnehof.test', password: typed, door, ip })
    const answer = await enter('web')
    assert.ok(answer.outcome === 'open')
    const { open } = answer
    assert.equal((await enter('web', 'wrong password')).outcome, 'refused')
    assert.equal(await accounts.addAlias({ ...account, address: 'info@zonnehof.test' }), 'added')
    assert.deepEqual((await accounts.findRecipient('abuse@zonnehof.test'))?.aliases, ['info@zonnehof.test'])

    const app = await accounts.addAppPassword({ open, label: 'Telefoon' })
    assert.equal((await enter('imap', app.password)).outcome, 'open')
    for (const name of ['anna@zonnehof.test', 'info', 'INFO@zonnehof.test']) {
      const exchange = accounts.scram({ mechanism: 'SCRAM-SHA-256', door: 'submission', ip, bind: noChannel })
      const client = scramClient({ name, password: app.password })
      const first = await exchange.first(client.first)
      const end = first.outcome === 'answer' ? await exchange.final(client.answer(first.message)) : first
      assert.equal(end.outcome === 'open' && end.message, client.expected, name)
    }
    const { uri } = await accounts.beginSecondFactor(open)
    const secret = base32(present(new URL(uri).searchParams.get('secret'), 'secret'))
    const codeNow = (): string => totpCode(secret, Math.floor(clock.at / TOTP_STEP_MS))
    assert.equal(await accounts.confirmSecondFactor({ open, code: codeNow() }), 'on')
    clock.at += TOTP_STEP_MS
    const waiting = await Promise.all(Array.from({ length: 20 }, () => enter('web')))
    const answers = await Promise.all(waiting.map(async (one) => {
      assert.ok(one.outcome === 'second-factor-needed')
      return await accounts.secondFactor({ pending: one.pending, code: codeNow(), ip })
    }))
    assert.equal(answers.filter(({ outcome }) => outcome === 'open').length, 1)

    const { cookie } = await accounts.startSession({ open, userAgent: 'Firefox/140 Linux' })
    const other = house.again().accounts
    assert.equal((await other.resumeSession(cookie))?.account.address, 'anna@zonnehof.test')
    assert.deepEqual((await accounts.sessions(account, '')).map(({ device }) => device), ['Firefox on Linux'])
    await accounts.endSession(account, present(cookie.split('.')[0], 'id'))
    assert.equal(await other.resumeSession(cookie), undefined)
    assert.equal(await accounts.savePreferences(open, '{"a":1}'), 'saved')
    assert.equal(await accounts.preferences(open), '{"a":1}')
    const recovered = await accounts.recover({
      address: 'anna@zonnehof.test', recoveryCode, next: 'a new password', ip })
    assert.ok(typeof recovered !== 'string' && recovered.outcome === 'second-factor-needed')
    await accounts.block(account)
    assert.equal((await enter('imap', app.password)).outcome, 'refused')
    assert.equal((await accounts.list(house.tenant))[0]?.state, 'blocked')
  } finally {
    await house.close()
    await server.stop()
  }
})

function base32(text: string): Uint8Array {
  let bits = ''
  for (const sign of text) bits += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(sign).toString(2).padStart(5, '0')
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2))
}
