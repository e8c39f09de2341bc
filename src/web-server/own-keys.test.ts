import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { password } from '../accounts/accounts.testing.ts'
import { accountId } from '../jmap/ids.ts'
import { day } from '../base/sizes.ts'
import { openWebHouse, type Client, type WebHouse } from './web-server.testing.ts'

describe('keys and closing over HTTP', () => {
  let house: WebHouse
  before(async () => {
    house = await openWebHouse()
  })
  after(() => house.close())

  async function settled(address: string): Promise<void> {
    const account = await house.accounts.findRecipient(address)
    assert.ok(account !== undefined)
    await house.accounts.rotations.settled(account)
  }

  test('a new key needs the password; what is taken as compromised ends, all else stays', async () => {
    const anna = await house.signedIn('anna')
    const elsewhere = house.visitor()
    await elsewhere.signIn('anna@zonnehof.test')
    const taken = (await anna.ask('POST', '/api/app-passwords', { body: { label: 'Oude telefoon' } })).json
    const kept = (await anna.ask('POST', '/api/app-passwords', { body: { label: 'Laptop' } })).json
    assert.deepEqual((await anna.ask('GET', '/api/key')).json, { version: 1, rotation: null })
    assert.equal((await anna.ask('POST', '/api/key', { body: { password: 'wrong' } })).status, 403)
    assert.equal((await anna.ask('POST', '/api/key', { body: { password, appPasswords: ['another'] } })).status, 404)
    assert.equal((await anna.ask('POST', '/api/key', { body: { password, appPasswords: 'x' } })).status, 400)
    const renewed = await anna.ask('POST', '/api/key', { body: { password, appPasswords: [taken.id] } })
    assert.deepEqual([renewed.status, renewed.json.version, renewed.json.rotation.reason], [201, 2, 'compromised'])
    await settled('anna@zonnehof.test')
    const { json: after } = await anna.ask('GET', '/api/key')
    assert.deepEqual([after.version, after.rotation.state], [2, 'done'])
    const signIn = (secret: string) => house.accounts.signIn({ address: 'anna@zonnehof.test', password: secret,
      door: 'imap', ip: '127.0.0.1' })
    assert.equal((await signIn(taken.password)).outcome, 'refused')
    assert.equal((await signIn(kept.password)).outcome, 'open')
    for (const client of [anna, elsewhere]) assert.equal((await client.ask('GET', '/api/session')).status, 200)
    const sessions: readonly { readonly id: string, readonly current: boolean }[] = (await anna.ask('GET',
      '/api/sessions')).json.sessions
    const device = sessions.find(({ current }) => !current)?.id
    assert.equal((await anna.ask('POST', '/api/key', { body: { password, sessions: [device] } })).json.version, 3)
    await settled('anna@zonnehof.test')
    assert.deepEqual([(await anna.ask('GET', '/api/session')).status, (await elsewhere.ask('GET',
      '/api/session')).status], [200, 401])
    assert.equal((await anna.ask('POST', '/api/key', { body: { password,
      sessions: [sessions.find(({ current }) => current)?.id] } })).status, 404)
  })

  test('an account closes after its days, can be taken back until then, and its address rests', async () => {
    const owner = await house.signedIn('baas', ['owner'])
    const admin = await house.signedIn('beheer', ['administrator'])
    const bert = await house.signedIn('bert')
    const { account } = await house.accounts.findRecipient('bert@zonnehof.test') ?? assert.fail()
    const id = accountId(account)
    assert.equal((await owner.ask('POST', '/api/closing', { body: { password } })).json.problem, 'last-owner')
    assert.equal((await bert.ask('POST', '/api/closing', { body: { password: 'wrong' } })).status, 403)
    const asked = await bert.ask('POST', '/api/closing', { body: { password } })
    assert.deepEqual([asked.status, asked.json.closing.state, asked.json.closing.closesAt], [201, 'asked',
      house.clock.at + 14 * day])
    assert.equal((await bert.ask('POST', '/api/closing', { body: { password } })).json.problem, 'asked-already')
    assert.equal((await bert.ask('DELETE', '/api/closing')).status, 204)
    assert.equal((await bert.ask('DELETE', '/api/closing')).status, 404)
    assert.equal((await admin.ask('POST', `/api/admin/accounts/${id}/closing`, { body: {} })).status, 201)
    assert.equal((await bert.ask('GET', '/api/closing')).json.closing.byOwner, false)
    assert.equal((await bert.ask('GET', '/api/session')).status, 200, 'until its day everything works')
    house.clock.at += 14 * day
    await house.accounts.closings.runDue()
    assert.equal((await bert.ask('GET', '/api/session')).status, 401)
    assert.equal(await house.accounts.findRecipient('bert@zonnehof.test'), undefined)
    assert.equal((await house.accounts.signIn({ address: 'bert@zonnehof.test', password, door: 'web',
      ip: '127.0.0.1' })).outcome, 'refused')
    const again: Client = house.visitor()
    await again.signIn('beheer@zonnehof.test')
    const closed = (await again.ask('GET',
      '/api/admin/closings')).json.closings.find((one: { id: string }) => one.id === id)
    assert.deepEqual([closed.state, closed.address], ['closed', 'bert@zonnehof.test'])
    const anew = { address: 'bert@zonnehof.test', name: 'Andere Bert', password: 'correct horse battery',
      roles: ['user'] }
    assert.equal((await again.ask('POST', '/api/admin/accounts', { body: anew })).json.problem, 'address-rests')
    house.clock.at += 366 * day
    await again.signIn('beheer@zonnehof.test')
    assert.equal((await again.ask('POST', '/api/admin/accounts', { body: anew })).status, 201)
  })
})
