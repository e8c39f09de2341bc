import { after, before, describe, test } from 'node:test'
import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { present } from '../base/assert.ts'
import { Refusal } from '../base/errors.ts'
import { day, hour, minute } from '../base/sizes.ts'
import type { PasswordHash } from '../crypto/password-hash.ts'
import type { AccountRef, OpenAccount } from '../keys/keys.ts'
import { createLedger } from '../ledger/ledger.ts'
import { silentLog } from '../log/log.ts'
import { sql } from '../storage/script.ts'
import { throttleDefaults } from '../throttle/throttle.ts'
import { openAccountsHouse, password, type AccountsHouse } from './accounts.testing.ts'
import { copyWrapForTest } from './copy-wrap.testing.ts'
import { ALIASES_MAX, APP_PASSWORDS_MAX, PREFERENCES_BYTES_MAX, SESSIONS_MAX } from './limits.ts'
import { totpCode, TOTP_STEP_MS } from './totp.ts'
import type { Door, SignIn } from './types.ts'

const ip = '192.0.2.1'

function opened(answer: SignIn | string): OpenAccount {
  assert.ok(typeof answer !== 'string')
  assert.equal(answer.outcome, 'open')
  return answer.outcome === 'open' ? answer.open : assert.fail()
}

/** Shorthand that reads as the sentence it is. */
function at(house: AccountsHouse, door: Door, address: string, typed = password, from = ip): Promise<SignIn> {
  return house.accounts.signIn({ address, password: typed, door, ip: from })
}

/** The bytes of the secret that a browser would have read from the QR code. */
function fromBase32(text: string): Uint8Array {
  let bits = ''
  for (const sign of text) bits += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(sign).toString(2).padStart(5, '0')
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2))
}

/** Switches the second factor on; gives its secret. The clock stands one step later. */
async function withFactor(house: AccountsHouse, open: OpenAccount): Promise<Uint8Array> {
  const { secret, uri } = await house.accounts.beginSecondFactor(open)
  assert.match(uri, /^otpauth:\/\/totp\/Zegel:/)
  const bytes = fromBase32(secret)
  const code = totpCode(bytes, Math.floor(house.clock.at / TOTP_STEP_MS))
  assert.equal(await house.accounts.confirmSecondFactor({ open, code }), 'on')
  house.clock.at += TOTP_STEP_MS
  return bytes
}

describe('accounts', () => {
  let house: AccountsHouse
  before(async () => {
    house = await openAccountsHouse()
  })
  after(() => house.close())

  test('a person is made, signs in at every door and reads back what was encrypted', async () => {
    const { account } = await house.person('anna', { name: 'Anna de Groot', roles: ['owner', 'user'], language: 'en' })
    assert.equal(account.address, 'anna@zonnehof.test')
    assert.deepEqual(await house.accounts.byRef(account), { ...account, sealingPublic: account.sealingPublic })
    const first = opened(await at(house, 'web', 'anna@zonnehof.test'))
    const place = { tenant: account.tenant, account: account.account, kind: 'body', id: '1' }
    const box = first.encrypt(place, new Uint8Array([1, 2, 3]))
    for (const door of ['imap', 'submission'] as const) {
      const open = opened(await at(house, door, ' ANNA@Zonnehof.TEST'.trim()))
      assert.deepEqual(open.decrypt(place, box), new Uint8Array([1, 2, 3]))
    }
    opened(await at(house, 'imap', 'anna'))
  })

  test('wrong passwords, unknown names and what is over a limit are refused alike', async () => {
    await house.person('bart')
    const tries: readonly [string, string][] = [
      ['bart@zonnehof.test', 'correct horse '], ['bart@zonnehof.test', ''], ['bart+x@zonnehof.test', password],
      ['nobody@zonnehof.test', password], ['bart@elsewhere.test', password], ['postmaster@zonnehof.test', password],
      ['@', password], ['', password], ['x'.repeat(321), password], ['bart@zonnehof.test', 'x'.repeat(1025)],
      ['bart@zonnehof.test\u0000', password], ["bart@zonnehof.test' or 1=1 --", password],
    ]
    for (const [index, [address, typed]] of tries.entries()) {
      const answer = await at(house, 'web', address, typed, `198.51.100.${index}`)
      assert.deepEqual(answer, { outcome: 'refused' }, address.slice(0, 40))
    }
  })

  test('addresses that may not be given out, and doubles', async () => {
    const make = async (address: string, more = {}): Promise<unknown> => await house.accounts.create({
      tenant: house.tenant, address, name: 'X', password, roles: ['user'], ...more })
    await house.person('cees')
    assert.equal(await make('cees@zonnehof.test'), 'exists')
    assert.equal(await make('CEES@zonnehof.test'), 'exists')
    assert.equal(await make('x@elsewhere.test'), 'no such domain')
    assert.equal(await make('x@zonnehof.test', { password: '1234567' }), 'password too short')
    assert.equal(await make('x@zonnehof.test', { password: 'x'.repeat(1025) }), 'password too short')
    for (const bad of ['x', '@zonnehof.test', 'a b@zonnehof.test', 'a+b@zonnehof.test', '.a@zonnehof.test', 'a..b@zonnehof.test',
      `${'a'.repeat(65)}@zonnehof.test`, 'a\r\nb@zonnehof.test', '"a"@zonnehof.test', 'a@zonnehof..test', 'a@-x.test', 'a\u00a0b@zonnehof.test',
      'a\u202eb@zonnehof.test', 'a\u2028@zonnehof.test', '\ud800@zonnehof.test']) {
      assert.equal(await make(bad), 'address not valid', bad)
    }
    assert.ok(typeof await make(`${'a'.repeat(64)}@zonnehof.test`) === 'object')
    assert.ok(typeof await make('zoë@zonnehof.test') === 'object')
  })

  test('mail is received for aliases, details, postmaster and abuse; changes are seen at once', async () => {
    const find = async (address: string): Promise<string | undefined> =>
      (await house.accounts.findRecipient(address))?.address
    await house.tenants.addDomain({ tenant: house.tenant, name: 'zonnehof.example' })
    const { account } = await house.person('dirk')
    assert.equal(await find('info@zonnehof.example'), undefined)
    assert.equal(await house.accounts.addAlias({ ...account, address: 'Info@zonnehof.example' }), 'added')
    assert.equal(await house.accounts.addAlias({ ...account, address: 'info@zonnehof.example' }), 'exists')
    assert.equal(await house.accounts.addAlias({ ...account, address: 'info@elsewhere.test' }), 'no such domain')
    assert.equal(await find('info@zonnehof.example'), 'dirk@zonnehof.test')
    assert.equal(await find('INFO+nieuws@ZONNEHOF.example'), 'dirk@zonnehof.test')
    assert.equal(await find('dirk+a+b@zonnehof.test'), 'dirk@zonnehof.test')
    for (let i = 1; i < ALIASES_MAX; i++) {
      assert.equal(await house.accounts.addAlias({ ...account, address: `dirk${i}@zonnehof.test` }), 'added')
    }
    assert.equal(await house.accounts.addAlias({ ...account, address: 'one.more@zonnehof.test' }), 'too many')
    for (const name of ['postmaster@zonnehof.test', 'Abuse@zonnehof.example', 'postmaster', 'PostMaster']) {
      assert.equal(await find(name), 'anna@zonnehof.test', name)
    }
    for (const name of ['abuse', 'dirk', '+x@zonnehof.test', 'postmaster@elsewhere.test', 'dirk@zonnehof.test.', '']) {
      assert.equal(await find(name), name === 'dirk@zonnehof.test.' ? 'dirk@zonnehof.test' : undefined, name)
    }
    assert.equal(await house.accounts.isLocalDomain('ZONNEHOF.example'), true)
    assert.equal(await house.accounts.isLocalDomain('zonnehof.nl'), false)
    await house.tenants.addDomain({ tenant: house.tenant, name: 'zonnehof.nl' })
    assert.equal(await house.accounts.isLocalDomain('zonnehof.nl'), true)
    const aliases = (await house.accounts.byRef(account))?.aliases
    assert.ok(aliases?.length === ALIASES_MAX && aliases.includes('info@zonnehof.example'))
    assert.ok((await house.accounts.list(house.tenant)).some(({ address }) => address === 'dirk@zonnehof.test'))
  })

  test('a blocked account is refused, its sessions and keys are gone; unblocked it comes back', async () => {
    const { account } = await house.person('eva')
    const open = opened(await at(house, 'web', 'eva'))
    const heard: unknown[] = []
    const stop = house.accounts.onRevoked((what) => heard.push(what))
    const { cookie } = await house.accounts.startSession({ open, userAgent: '' })
    opened(await at(house, 'imap', 'eva'))
    await house.accounts.block(account)
    assert.deepEqual(await at(house, 'web', 'eva'), { outcome: 'refused' })
    assert.deepEqual(await at(house, 'imap', 'eva'), { outcome: 'refused' })
    assert.equal(await house.accounts.resumeSession(cookie), undefined)
    assert.equal(house.keyring.current(account), undefined)
    assert.throws(() => open.token('name', 'x'), (error: unknown) => error instanceof Refusal && error.reason === 'closed')
    assert.deepEqual(heard, [{ tenant: account.tenant, account: account.account }])
    stop()
    assert.equal((await house.accounts.findRecipient('eva@zonnehof.test'))?.state, 'blocked')
    await house.accounts.unblock(account)
    assert.equal(await house.accounts.resumeSession(cookie), undefined)
    opened(await at(house, 'web', 'eva'))
  })

  test('what ends while its password is looked at opens nothing, and is not remembered', async () => {
    const { account } = await house.person('kim')
    let meanwhile: () => Promise<unknown> = () => Promise.resolve()
    const slow: PasswordHash = {
      get begun() { return house.passwordHash.begun },
      cost: house.passwordHash.cost,
      async derive(args) {
        const derived = await house.passwordHash.derive(args)
        const between = meanwhile
        meanwhile = () => Promise.resolve()
        await between()
        return derived
      },
    }
    const { accounts, keyring } = house.again({ passwordHash: slow })
    const come = (door: Door) => accounts.signIn({ address: 'kim@zonnehof.test', password, door, ip: '192.0.2.7' })
    for (const door of ['imap', 'web'] as const) {
      meanwhile = () => accounts.block(account)
      assert.deepEqual(await come(door), { outcome: 'refused' })
      assert.equal(keyring.current(account), undefined)
      assert.deepEqual(await come(door), { outcome: 'refused' })
      await accounts.unblock(account)
    }
    // Another change takes no way in away: the password is looked at again.
    meanwhile = () => accounts.update({ ...refOf(account), language: 'en' })
    assert.equal((await come('web')).outcome, 'open')
    assert.equal((await come('imap')).outcome, 'open')
  })

  test('name, roles and language change; an organisation keeps its last owner', async () => {
    const own = await openAccountsHouse()
    try {
      const { account: anna } = await own.person('anna', { roles: ['owner'] })
      const { account: bart } = await own.person('bart')
      assert.equal(await own.accounts.update({ ...refOf(anna), roles: ['user'] }), 'last owner')
      assert.equal(await own.accounts.update({ ...refOf(bart), roles: ['owner', 'user'], name: 'Bart B.' }), 'updated')
      assert.equal(await own.accounts.update({ ...refOf(anna), roles: ['user'], language: 'en' }), 'updated')
      assert.deepEqual((await own.accounts.byRef(bart))?.name, 'Bart B.')
      assert.deepEqual((await own.accounts.byRef(anna))?.roles, ['user'])
      assert.equal((await own.accounts.findRecipient('abuse@zonnehof.test'))?.address, 'bart@zonnehof.test')
      assert.equal(await own.accounts.update({ tenant: own.tenant, account: 1, name: '' }), 'no such account')
    } finally {
      await own.close()
    }
  })

  test('nothing of a person stands in the clear in the database', async () => {
    const person = await house.person('geheim.persoon', { name: 'Geheim Persoonsnaam' })
    const open = opened(await at(house, 'web', 'geheim.persoon'))
    const { password: app } = await house.accounts.addAppPassword({ open, label: 'Telefoon van Geheim' })
    const { cookie } = await house.accounts.startSession({ open, userAgent: 'Mozilla/5.0 (X11; Linux) Firefox/140' })
    const { secret } = await house.accounts.beginSecondFactor(open)
    await house.accounts.savePreferences(open, '{"signature":"Groeten van Geheim"}')
    await house.accounts.addAlias({ ...person.account, address: 'schuilnaam@zonnehof.test' })
    const planted = ['geheim.persoon', 'Persoonsnaam', 'Telefoon van', 'Firefox on', 'Groeten van', 'schuilnaam', secret,
      password, app, app.replaceAll('-', ''), person.recoveryCode, person.recoveryCode.replaceAll('-', ''),
      present(cookie.split('.')[1], 'secret half')]
    let bytes = 0
    for (const file of await readdir(house.folder)) {
      const content = await readFile(join(house.folder, file))
      bytes += content.length
      for (const text of planted) assert.ok(!content.includes(text), `${text} in ${file}`)
    }
    assert.ok(bytes > 50_000)
  })
})

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
      for (const code of ['', '12345', '1234567', 'abcdef', '１２３４５６', totpCode(secret, step - 1), totpCode(secret, step + 2),
        totpCode(secret, step - 2)]) {
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
    for (const [seconds, code] of [[59, '287082'], [1111111109, '081804'], [1111111111, '050471'], [1234567890, '005924'],
      [2000000000, '279037'], [20000000000, '353130']] as const) {
      assert.equal(totpCode(secret, Math.floor(seconds / 30)), code)
    }
  })
})

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

describe('the ledger', () => {
  test('holds what happened to an account, in the transaction of the fact, and verifies', async () => {
    const heads = await mkdtemp(join(tmpdir(), 'zegel-heads-'))
    const house = await openAccountsHouse({
      limits: generous(),
      makeLedger: ({ store, serviceKey, clock }) =>
        createLedger({ store, serviceKey, clock, log: silentLog, headsFile: join(heads, 'heads.jsonl') }),
    })
    try {
      const { ledger } = house
      assert.ok(ledger !== undefined)
      const { account } = await house.person('anna', { name: 'Anna' })
      const open = opened(await at(house, 'web', 'anna'))
      assert.equal((await at(house, 'web', 'anna', 'wrong password')).outcome, 'refused')
      const { cookie } = await house.accounts.startSession({ open, userAgent: '' })
      await house.accounts.endSession(account, present(cookie.split('.')[0], 'id'))
      const { id } = await house.accounts.addAppPassword({ open, label: '' })
      await house.accounts.removeAppPassword(account, id)
      await house.accounts.removeAppPassword(account, id)
      await withFactor(house, open)
      await house.accounts.block(account)
      await ledger.sequence()
      const entries = await ledger.list({ tenant: house.tenant, limit: 100 })
      assert.deepEqual(entries.map(({ kind }) => kind).sort(), [
        'account.blocked', 'account.created', 'app-password.added', 'app-password.removed', 'second-factor.on',
        'session.ended', 'session.started', 'sign-in.refused',
      ])
      const created = entries.find(({ kind }) => kind === 'account.created')
      assert.deepEqual(created?.personal, { address: 'anna@zonnehof.test', name: 'Anna' })
      assert.equal((await ledger.verify(house.tenant)).ok, true)
    } finally {
      await house.close()
      await rm(heads, { recursive: true })
    }
  })
})

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

function generous(): typeof throttleDefaults {
  const much = { burst: 10_000, perMinute: 10_000 }
  const { rates } = throttleDefaults
  return {
    ...throttleDefaults,
    rates: { ...rates, 'sign-in-account': much, 'sign-in-network': much, 'second-factor-account': much, 'recovery-account': much },
  }
}

function refOf({ tenant, account }: AccountRef): AccountRef {
  return { tenant, account }
}

/** Argon2 runs begun since the house was opened. */
function begun(house: AccountsHouse): number {
  return house.passwordHash.begun
}

async function replaceWrapBytes(
  house: AccountsHouse, from: { account: number, id: string }, to: { account: number, id: string },
): Promise<void> {
  await house.store.write(copyWrapForTest, { from: from.id, to: to.id })
}
