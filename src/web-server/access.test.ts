import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { AccountRole } from '../accounts/types.ts'
import { accountId } from '../jmap/ids.ts'
import { routes } from './routes.ts'
import { openWebHouse, type Client, type WebHouse } from './web-server.testing.ts'
import { password } from '../accounts/accounts.testing.ts'

/** Who may use what, written out a second time on purpose: a route that is added or opened must be added here too. */
const EXPECTED: Readonly<Record<string, 'anyone' | 'guest' | 'signed-in' | readonly AccountRole[]>> = {
  'POST /api/sign-in': 'anyone', 'POST /api/second-factor': 'anyone', 'POST /api/recover': 'anyone', 'POST /api/sign-out': 'anyone',
  'GET /healthz': 'anyone', 'GET /.well-known/mta-sts.txt': 'anyone', 'GET /.well-known/security.txt': 'anyone',
  'GET /.well-known/openpgpkey/:domain/policy': 'anyone',
  'GET /mail/config-v1.1.xml': 'anyone', 'GET /.well-known/autoconfig/mail/config-v1.1.xml': 'anyone',
  'POST /autodiscover/autodiscover.xml': 'anyone',
  'GET /api/session': 'signed-in', 'GET /api/sessions': 'signed-in', 'DELETE /api/sessions/:id': 'signed-in',
  'GET /api/app-passwords': 'signed-in', 'POST /api/app-passwords': 'signed-in', 'DELETE /api/app-passwords/:id': 'signed-in',
  'POST /api/password': 'signed-in', 'PUT /api/language': 'signed-in', 'GET /api/preferences': 'signed-in', 'PUT /api/preferences': 'signed-in',
  'POST /api/second-factor/begin': 'signed-in', 'POST /api/second-factor/confirm': 'signed-in', 'POST /api/second-factor/remove': 'signed-in',
  'GET /api/search-index': 'signed-in', 'POST /api/search-index': 'signed-in',
  'GET /api/key': 'signed-in', 'POST /api/key': 'signed-in',
  'GET /api/closing': 'signed-in', 'POST /api/closing': 'signed-in', 'DELETE /api/closing': 'signed-in',
  'GET /api/admin/closings': ['owner', 'administrator'], 'GET /api/admin/closings/:id/receipt': ['owner', 'administrator'],
  'POST /api/admin/accounts/:id/closing': ['owner', 'administrator'], 'DELETE /api/admin/accounts/:id/closing': ['owner', 'administrator'],
  'GET /api/admin/accounts/:id/key': ['owner', 'administrator'], 'POST /api/admin/accounts/:id/key': ['owner', 'administrator'],
  'GET /api/remote-image': 'signed-in', 'POST /api/unsubscribe': 'signed-in',
  'GET /.well-known/jmap': 'signed-in', 'GET /jmap/session': 'signed-in', 'POST /jmap/api': 'signed-in',
  'POST /jmap/upload/:account': 'signed-in', 'GET /jmap/download/:account/:blob/:name': 'signed-in', 'GET /jmap/eventsource': 'signed-in',
  'GET /api/admin/accounts': ['owner', 'administrator'], 'POST /api/admin/accounts': ['owner', 'administrator'],
  'PUT /api/admin/accounts/:id': ['owner', 'administrator'],
  'POST /api/admin/accounts/:id/block': ['owner', 'administrator'], 'POST /api/admin/accounts/:id/unblock': ['owner', 'administrator'],
  'POST /api/admin/accounts/:id/aliases': ['owner', 'administrator'],
  'GET /api/ledger': ['owner', 'privacy-officer'], 'GET /api/ledger/verify': ['owner', 'privacy-officer'], 'GET /api/ledger/export': ['owner', 'privacy-officer'],
  'GET /api/admin/health': ['owner', 'administrator', 'privacy-officer'],
  'POST /api/guest/look': 'anyone', 'POST /api/guest/begin': 'anyone', 'POST /api/guest/code': 'anyone',
  'POST /api/guest/not-me': 'anyone', 'POST /api/guest/sign-out': 'anyone',
  'GET /api/guest/message': 'guest', 'GET /api/guest/attachment/:id': 'guest', 'GET /api/guest/copy.eml': 'guest',
  'GET /api/guest/copy.pdf': 'guest',
  'POST /api/guest/upload': 'guest', 'POST /api/guest/upload/:id': 'guest', 'GET /api/guest/upload/:id': 'guest',
  'DELETE /api/guest/upload/:id': 'guest', 'POST /api/guest/reply': 'guest',
  'GET /api/held': 'signed-in', 'GET /api/held/:id': 'signed-in', 'POST /api/held/:id/release': 'signed-in',
  'POST /api/held/:id/correct': 'signed-in', 'POST /api/held/:id/discard': 'signed-in',
  'GET /api/policy': ['owner', 'privacy-officer'], 'PUT /api/policy': ['owner', 'privacy-officer'], 'POST /api/policy/check': ['owner', 'privacy-officer'],
  'POST /api/policy/simulate': ['owner', 'privacy-officer'], 'POST /api/policy/rules/:rule/revert': ['owner', 'privacy-officer'], 'GET /api/assessments': ['owner', 'privacy-officer'],
  'GET /api/guard-figures': ['owner', 'privacy-officer'], 'GET /api/guard-figures/own': 'signed-in',
  'GET /api/portal-messages': 'signed-in', 'GET /api/portal-messages/:id': 'signed-in',
  'POST /api/portal-messages/:id/resend': 'signed-in', 'POST /api/portal-messages/:id/factor': 'signed-in',
  'POST /api/portal-messages/:id/extend': 'signed-in', 'POST /api/portal-messages/:id/recall': 'signed-in',
  'POST /api/portal-numbers/forget': 'signed-in',
  'GET /api/breaches': ['owner', 'privacy-officer'], 'GET /api/breaches/:id': ['owner', 'privacy-officer'], 'PUT /api/breaches/:id': ['owner', 'privacy-officer'],
  'GET /api/domains': ['owner', 'administrator', 'privacy-officer'], 'GET /api/domains/:domain': ['owner', 'administrator', 'privacy-officer'],
  'POST /api/domains/:domain/check': ['owner', 'administrator', 'privacy-officer'],
  'GET /api/admin/bans': ['owner', 'administrator'], 'POST /api/admin/bans': ['owner', 'administrator'],
  'POST /api/admin/bans/lift': ['owner', 'administrator'],
  'GET /api/admin/queue': ['owner', 'administrator'], 'GET /api/admin/queue/:id': ['owner', 'administrator'],
  'PUT /api/admin/queue': ['owner', 'administrator'], 'PUT /api/admin/queue/:id': ['owner', 'administrator'],
  'GET /api/abuse': ['owner', 'administrator', 'privacy-officer'], 'POST /api/sending/release': 'signed-in',
  'POST /api/abuse/stops/:account/release': ['owner', 'administrator', 'privacy-officer'],
  'GET /api/quarantine': ['owner', 'privacy-officer'], 'PUT /api/quarantine/:id': ['owner', 'privacy-officer'],
}

describe('who may use which route', () => {
  let house: WebHouse
  let people: ReadonlyMap<string, { readonly client: Client, readonly role: AccountRole | null }>
  let victim: string
  let stranger: string
  before(async () => {
    house = await openWebHouse()
    const roles: readonly AccountRole[] = ['user', 'administrator', 'privacy-officer', 'owner']
    const found = new Map<string, { client: Client, role: AccountRole | null }>([['nobody', { client: house.visitor(), role: null }]])
    for (const role of roles) found.set(role, { client: await house.signedIn(role.replace('-', ''), [role]), role })
    const tenant = (await house.tenants.create({ name: 'Andere' })).id
    await house.tenants.addDomain({ tenant, name: 'andere.test' })
    await house.accounts.create({ tenant, address: 'baas@andere.test', name: 'Baas', password, roles: ['owner'] })
    const other = house.visitor()
    await other.signIn('baas@andere.test')
    found.set('owner elsewhere', { client: other, role: 'owner' })
    people = found
    victim = accountId((await house.person('victim')).account.account)
    stranger = accountId((await house.accounts.findRecipient('baas@andere.test'))?.account ?? 0)
  })
  after(() => house.close())

  test('the table of routes is the one that was agreed', () => {
    assert.deepEqual(Object.fromEntries(routes.map(({ method, path, access }) => [`${method} ${path}`, access])), EXPECTED)
  })

  test('every route, for everyone', async () => {
    for (const [name, access] of Object.entries(EXPECTED)) {
      const [method = '', path = ''] = name.split(' ')
      for (const [who, { client, role }] of people) {
        if (access === 'anyone' || path === '/jmap/eventsource' && role !== null) continue
        const kept = client.cookie
        const url = path.replace(':account', 'Anone').replace(':blob', 'B1').replace(':name', 'x').replace(':id', 'nobody')
        const { status, json } = await client.ask(method, url, method === 'GET' ? {} : { body: {} })
        client.cookie = kept
        // A session of the house is none of a guest.
        const expected = role === null || access === 'guest' ? 401 : access === 'signed-in' || access.includes(role) ? 'in' : 403
        const got = status === 401 ? 401 : status === 403 && json.problem === 'not-allowed' ? 403 : 'in'
        assert.equal(got, expected, `${name} for ${who}: ${status}`)
      }
    }
  })

  test('an account of another organisation is not there', async () => {
    for (const role of ['owner', 'administrator']) {
      const client = people.get(role)?.client ?? assert.fail()
      for (const [path, body] of [['block', {}], ['unblock', {}], ['aliases', { address: 'x@zonnehof.test' }]] as const) {
        const answer = await client.ask('POST', `/api/admin/accounts/${stranger}/${path}`, { body })
        assert.deepEqual([answer.status, answer.json.problem], [404, 'not-found'], `${role} ${path}`)
      }
    }
    const owner = people.get('owner')?.client ?? assert.fail()
    const { json } = await owner.ask('GET', '/api/admin/accounts')
    assert.ok(json.accounts.every(({ address }: { address: string }) => address.endsWith('@zonnehof.test')))
    const elsewhere = people.get('owner elsewhere')?.client ?? assert.fail()
    assert.equal((await elsewhere.ask('POST', `/api/admin/accounts/${victim}/block`, { body: {} })).status, 404)
  })

  test('an administrator gives no roles and does not touch the owner', async () => {
    const admin = people.get('administrator')?.client ?? assert.fail()
    const owner = people.get('owner')?.client ?? assert.fail()
    const create = (client: Client, roles: readonly string[], name: string) =>
      client.ask('POST', '/api/admin/accounts', { body: { address: `${name}@zonnehof.test`, name, password: 'correct horse battery', roles } })
    for (const role of ['owner', 'administrator', 'privacy-officer']) assert.equal((await create(admin, [role], 'x')).status, 403)
    assert.equal((await create(admin, ['root'], 'x')).status, 400)
    const made = await create(admin, ['user'], 'nieuw')
    assert.equal(made.status, 201)
    assert.match(made.json.recoveryCode, /\S{10,}/)
    assert.equal((await create(admin, ['user'], 'nieuw')).status, 409)
    assert.equal((await create(owner, ['privacy-officer'], 'fg')).status, 201)
    const { json } = await admin.ask('GET', '/api/admin/accounts')
    const ownerId = json.accounts.find(({ roles }: { roles: string[] }) => roles.includes('owner')).id
    assert.equal((await admin.ask('POST', `/api/admin/accounts/${ownerId}/block`, { body: {} })).status, 403)
    assert.equal((await owner.ask('POST', `/api/admin/accounts/${ownerId}/block`, { body: {} })).status, 409)
    for (const property of Object.keys(json.accounts[0])) assert.doesNotMatch(property, /password|secret|key|sealing/i)
  })

  test('an administrator says where somebody works, an owner also what they may; a neighbour is not found', async () => {
    const admin = people.get('administrator')?.client ?? assert.fail()
    const owner = people.get('owner')?.client ?? assert.fail()
    const change = (client: Client, id: string, body: object) => client.ask('PUT', `/api/admin/accounts/${id}`, { body })
    const changed = await change(admin, victim, { department: '  Wijk   Noord ' })
    assert.deepEqual([changed.status, changed.json.department, changed.json.name], [200, 'Wijk Noord', 'victim'])
    assert.equal((await change(admin, victim, { roles: ['owner'] })).status, 403)
    assert.deepEqual((await change(owner, victim, { roles: ['user', 'privacy-officer'] })).json.roles, ['user', 'privacy-officer'])
    const own = (await admin.ask('GET', '/api/admin/accounts')).json.accounts.find(({ id }: { id: string }) => id === victim)
    assert.deepEqual([own.department, own.roles], ['Wijk Noord', ['user', 'privacy-officer']])
    assert.equal((await change(owner, stranger, { department: 'x' })).status, 404)
    assert.equal((await change(admin, victim, { department: 'x'.repeat(101) })).status, 400)
    assert.equal((await change(admin, victim, { department: 'x'.repeat(100) })).status, 200)
  })

  test('blocking somebody ends what they had open at once', async () => {
    const owner = people.get('owner')?.client ?? assert.fail()
    const greta = await house.signedIn('greta')
    const stream = await greta.events('types=*')
    assert.equal(stream.status, 200)
    assert.equal((await owner.ask('POST', `/api/admin/accounts/${greta.accountId}/block`, { body: {} })).status, 204)
    await stream.ended
    assert.equal((await greta.ask('GET', '/api/session')).status, 401)
    assert.equal((await greta.signIn('greta@zonnehof.test')).status, 401)
    await owner.ask('POST', `/api/admin/accounts/${greta.accountId}/unblock`, { body: {} })
    assert.equal((await greta.signIn('greta@zonnehof.test')).status, 200)
  })

  test('sessions and app passwords of another are not found', async () => {
    const user = people.get('user')?.client ?? assert.fail()
    const owner = people.get('owner')?.client ?? assert.fail()
    const sessions = (await user.ask('GET', '/api/sessions')).json.sessions
    assert.equal(sessions.filter(({ current }: { current: boolean }) => current).length, 1)
    assert.equal((await owner.ask('DELETE', `/api/sessions/${sessions[0].id}`)).status, 404)
    const made = (await user.ask('POST', '/api/app-passwords', { body: { label: 'x' } })).json
    assert.equal((await owner.ask('DELETE', `/api/app-passwords/${made.id}`)).status, 404)
    assert.equal((await user.ask('DELETE', `/api/app-passwords/${made.id}`)).status, 204)
    assert.equal((await user.ask('POST', '/api/app-passwords', { body: { label: '  ' } })).status, 400)
  })

  test('the ledger is listed, checked and exported for its readers', async () => {
    const officer = people.get('privacy-officer')?.client ?? assert.fail()
    for (const kind of ['test.a', 'test.b', 'test.a']) {
      await house.ledger.record({ kind, at: house.clock.at, tenant: house.tenant, facts: { n: 1 }, personal: { who: 'x@y' } })
    }
    await house.ledger.sequence()
    const page = (await officer.ask('GET', '/api/ledger?limit=2')).json
    assert.deepEqual([page.entries.map(({ sequence }: { sequence: number }) => sequence), page.next], [[2, 1], 1])
    const rest = (await officer.ask('GET', `/api/ledger?limit=2&before=${page.next}`)).json
    assert.deepEqual([rest.entries.length, rest.next], [1, null])
    assert.equal((await officer.ask('GET', '/api/ledger?kind=test.b')).json.entries.length, 1)
    assert.equal((await officer.ask('GET', '/api/ledger/verify')).json.ok, true)
    const lines = (await officer.ask('GET', '/api/ledger/export')).text.trim().split('\n').map((line) => JSON.parse(line).type)
    assert.deepEqual(lines.slice(0, 4), ['zegel-ledger', 'record', 'record', 'record'])
    for (const bad of ['before=x', 'limit=0', 'limit=-1', 'kind=A%27', 'before=1e3']) assert.equal((await officer.ask('GET', `/api/ledger?${bad}`)).status, 400, bad)
    const elsewhere = people.get('owner elsewhere')?.client ?? assert.fail()
    assert.deepEqual((await elsewhere.ask('GET', '/api/ledger')).json.entries, [])
  })
})
