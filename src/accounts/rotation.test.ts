import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Temporary } from '../base/errors.ts'
import { FORMER_KEYS_MAX } from '../keys/open-account.ts'
import { runTestStatement } from '../mailstore/mailstore.testing.ts'
import { sql } from '../storage/script.ts'
import { openAccountsHouse, password, type AccountsHouse } from './accounts.testing.ts'

describe('new keys of an account', () => {
  let house: AccountsHouse
  before(async () => {
    house = await openAccountsHouse()
  })
  after(() => house.close())

  async function opened(name: string) {
    await house.person(name)
    const signedIn = await house.accounts.signIn({ address: `${name}@zonnehof.test`, password, door: 'web', ip: '127.0.0.1' })
    assert.ok(signedIn.outcome === 'open')
    return { open: signedIn.open, release: house.keyring.hold(signedIn.open) }
  }

  test('several in a row: as many keys of before as there may be, one more is refused, and then all are gone', async () => {
    const { open, release } = await opened('anna')
    let goOn: () => void = () => undefined
    const held = new Promise<void>((resolve) => { goOn = resolve })
    house.accounts.rotations.add([{ name: 'waits', count: () => Promise.resolve(0), next: async () => {
      await held
      return { rows: 0, after: null }
    } }])
    await house.accounts.savePreferences(open, '{"first":1}')
    for (let version = 2; version <= FORMER_KEYS_MAX + 1; version++) {
      assert.equal(await house.accounts.rotations.begin(open, { reason: 'asked' }), 'begun')
      assert.equal(open.keyVersion, version)
    }
    await assert.rejects(house.accounts.rotations.begin(open, { reason: 'asked' }),
      (error) => error instanceof Temporary && error.reason === 'key-changing')
    assert.equal(await house.accounts.preferences(open), '{"first":1}', 'what is under the oldest is read')
    goOn()
    await house.accounts.rotations.settled(open)
    assert.equal((await house.accounts.rotations.state(open))?.state, 'done')
    assert.equal((await house.store.one<{ rows: number }>(sql`select count(*) as rows from former_key`)).rows, 0)
    assert.equal(await house.accounts.preferences(open), '{"first":1}')
    release()
  })

  test('a password of before there was rotation must be set once more first', async () => {
    const { open, release } = await opened('bert')
    await house.store.write(runTestStatement, sql`update account_wrap set way_public = null where account = ${open.account}
      and kind = 'password'`)
    assert.equal(await house.accounts.rotations.begin(open, { reason: 'asked' }), 'password-first')
    assert.equal(open.keyVersion, 1)
    assert.equal(await house.accounts.rotations.state(open), undefined)
    release()
  })

  test('asked for while nobody is there, it comes with the next sign-in', async () => {
    const { account } = await house.person('carla')
    await house.accounts.rotations.ask(account, { reason: 'compromised' })
    assert.equal((await house.accounts.rotations.state(account))?.state, 'asked')
    const signedIn = await house.accounts.signIn({ address: account.address, password, door: 'web', ip: '127.0.0.1' })
    assert.ok(signedIn.outcome === 'open')
    await house.accounts.rotations.settled(account)
    const state = await house.accounts.rotations.state(account)
    assert.deepEqual([state?.state, state?.reason, signedIn.open.keyVersion], ['done', 'compromised', 2])
  })
})

test('a new password ends app passwords where the policy says so', async () => {
  for (const endAppPasswords of [false, true]) {
    const house = await openAccountsHouse({ endAppPasswords })
    try {
      await house.person('dora')
      const signIn = (secret: string, door: 'web' | 'imap') => house.accounts.signIn({ address: 'dora@zonnehof.test', password: secret, door, ip: '127.0.0.1' })
      const first = await signIn(password, 'web')
      assert.ok(first.outcome === 'open')
      const app = await house.accounts.addAppPassword({ open: first.open, label: 'Telefoon' })
      assert.equal(await house.accounts.changePassword({ open: first.open, current: password, next: 'another correct horse' }), 'changed')
      assert.equal((await signIn(app.password, 'imap')).outcome, endAppPasswords ? 'refused' : 'open')
    } finally {
      await house.close()
    }
  }
})
