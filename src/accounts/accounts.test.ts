import { after, before, describe, test } from 'node:test'
import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { present } from '../base/assert.ts'
import { Refusal } from '../base/errors.ts'
import type { PasswordHash } from '../crypto/password-hash.ts'
import { type AccountsHouse, at, openAccountsHouse, opened, password, refOf } from './accounts.testing.ts'
import { ALIASES_MAX } from './limits.ts'
import type { Door } from './types.ts'

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
