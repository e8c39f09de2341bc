import assert from 'node:assert/strict'
import { createDecipheriv, createECDH, createHmac, randomBytes } from 'node:crypto'
import https from 'node:https'
import { connect, type AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { day } from '../base/sizes.ts'
import { createPushSubscriptions, PUSH_EXPIRY_MS, PUSH_SUBSCRIPTIONS_MAX } from '../jmap-server/push-subscriptions.ts'
import { DEVICE_CLIENT_ID_MAX, PUSH_TYPES_MAX, PUSH_URL_MAX } from '../jmap-server/methods/push-subscription-set.ts'
import { silentLog } from '../log/log.ts'
import { keepPrepared } from '../mailstore/scripts/append.ts'
import { sql } from '../storage/script.ts'
import { createCertificateAuthority } from '../tls/certificates.ts'
import { createPusher } from './push/pusher.ts'
import { openWebHouse, type Client, type WebHouse } from './web-server.testing.ts'

interface Pushed {
  readonly path: string
  readonly headers: NodeJS.Dict<string | string[]>
  readonly body: Buffer
}

/** A push service with a certificate of its own; it answers what the test says and hands on what came. */
async function openReceiver() {
  const authority = await createCertificateAuthority({ name: 'Push', clock: { now: () => Date.now() } })
  const { key, certificate } = await authority.issue({ names: ['push.example.org'], clock: { now: () => Date.now() } })
  const came: Pushed[] = []
  let wake: () => void = () => undefined
  const answers = new Map<string, number[]>()
  const server = https.createServer({ key, cert: certificate }, (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
      came.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks) })
      response.writeHead(answers.get(request.url ?? '')?.shift() ?? 201, { location: 'https://10.0.0.1/', 'retry-after': '0' }).end()
      wake()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const dialled: string[] = []
  return {
    authority: authority.certificate, came, dialled,
    dial: ({ address, port }: { address: string, port: number }) => {
      dialled.push(`${address}:${port}`)
      return connect((server.address() as AddressInfo).port, '127.0.0.1')
    },
    /** The next answers at a path; 201 after them. */
    answer: (path: string, ...next: number[]) => void answers.set(path, next),
    async next(path: string): Promise<Pushed> {
      for (;;) {
        const at = came.findIndex((one) => one.path === path)
        const [one] = at < 0 ? [] : came.splice(at, 1)
        if (one !== undefined) return one
        await new Promise<void>((resolve) => { wake = resolve })
      }
    },
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** The client's half of RFC 8291. */
function deviceKeys() {
  const own = createECDH('prime256v1')
  own.generateKeys()
  const auth = randomBytes(16)
  const hmac = (key: Uint8Array, ...parts: Uint8Array[]): Buffer =>
    createHmac('sha256', key).update(Buffer.concat(parts)).digest()
  const one = Uint8Array.of(1)
  return {
    keys: { p256dh: own.getPublicKey().toString('base64url'), auth: auth.toString('base64url') },
    open(body: Buffer): ReturnType<typeof JSON.parse> {
      const salt = body.subarray(0, 16)
      const sender = body.subarray(21, 21 + (body[20] ?? 0))
      const input = hmac(hmac(auth, own.computeSecret(sender)), Buffer.from('WebPush: info\0'), own.getPublicKey(), sender, one)
      const random = hmac(salt, input)
      const key = hmac(random, Buffer.from('Content-Encoding: aes128gcm\0'), one).subarray(0, 16)
      const nonce = hmac(random, Buffer.from('Content-Encoding: nonce\0'), one).subarray(0, 12)
      const box = body.subarray(21 + sender.length)
      const decipher = createDecipheriv('aes-128-gcm', key, nonce).setAuthTag(box.subarray(-16))
      const plain = Buffer.concat([decipher.update(box.subarray(0, -16)), decipher.final()])
      assert.equal(plain.at(-1), 2)
      return JSON.parse(plain.subarray(0, -1).toString())
    },
  }
}

describe('telling clients that are away', () => {
  let receiver: Awaited<ReturnType<typeof openReceiver>>
  let house: WebHouse
  before(async () => {
    receiver = await openReceiver()
    house = await openWebHouse({ web: {
      dial: receiver.dial, trusted: [receiver.authority], pushTimes: { gatherMs: 5, betweenMs: 5, retryMs: 5 },
      resolver: async (name) => name === 'push.example.org' ? ['93.184.216.34'] : name === 'inside.example.org' ? ['10.0.0.5'] : [],
    } })
  })
  after(async () => {
    await house.close()
    receiver.close()
  })

  const url = (path: string): string => `https://push.example.org${path}`
  const set = (client: Client, args: Readonly<Record<string, unknown>>) =>
    client.call('PushSubscription/set', { accountId: undefined, ...args })
  const json = ({ body }: Pushed): ReturnType<typeof JSON.parse> => JSON.parse(body.toString())

  /** A subscription that has confirmed its address. */
  async function subscribed(client: Client, path: string, more: object = {}): Promise<string> {
    const { created } = await set(client, { create: { a: { deviceClientId: path, url: url(path), ...more } } })
    const { id } = created.a
    const { verificationCode, pushSubscriptionId } = json(await receiver.next(path))
    assert.equal(pushSubscriptionId, id)
    const { updated } = await set(client, { update: { [id]: { verificationCode } } })
    assert.deepEqual(updated, { [id]: null })
    return id
  }

  test('nothing but the code before it came back, and then the states, encrypted for the client alone', async () => {
    const anna = await house.signedIn('anna')
    const device = deviceKeys()
    const made = await set(anna, { create: { a: { deviceClientId: 'd1', url: url('/d1'), keys: device.keys } } })
    assert.equal(made.accountId, undefined, 'it belongs to no account')
    const { id, expires, types } = made.created.a
    assert.equal(types, null)
    assert.equal(Date.parse(expires), house.clock.at + PUSH_EXPIRY_MS)
    const first = await receiver.next('/d1')
    assert.deepEqual([first.headers['content-encoding'], first.headers['urgency'], first.headers['ttl']], ['aes128gcm', 'high', '86400'])
    const verification = device.open(first.body)
    assert.deepEqual([verification['@type'], verification.pushSubscriptionId], ['PushVerification', id])
    await anna.keep('Subject: before\n\nx\n')
    const wrong = await set(anna, { update: { [id]: { verificationCode: `${verification.verificationCode}x` } } })
    assert.deepEqual([wrong.notUpdated[id].type, wrong.notUpdated[id].properties], ['invalidProperties', ['verificationCode']])
    await set(anna, { update: { [id]: { verificationCode: verification.verificationCode } } })
    await anna.keep('Subject: after\n\nx\n')
    const { state } = await anna.call('Email/get', { ids: [] })
    for (;;) {
      const pushed = await receiver.next('/d1')
      assert.equal(pushed.headers['urgency'], 'normal')
      assert.ok(!pushed.body.includes('StateChange'))
      const { '@type': type, changed } = device.open(pushed.body)
      assert.deepEqual([type, Object.keys(changed)], ['StateChange', [anna.accountId]])
      if (changed[anna.accountId].Email === state) break
    }
    assert.ok(receiver.dialled.every((one) => one === '93.184.216.34:443'))
    const { list, notFound } = await anna.call('PushSubscription/get', { accountId: undefined, ids: null })
    assert.deepEqual(list, [{ id, deviceClientId: 'd1', verificationCode: verification.verificationCode, expires, types: null }])
    assert.deepEqual(notFound, [])
    assert.equal((await anna.call('PushSubscription/get', { accountId: undefined, ids: null, properties: ['url'] })).error, 'forbidden')
    const { box } = await house.store.one<{ box: Uint8Array }>(sql`select box from push_subscription where id = ${id}`)
    assert.ok(!Buffer.from(box).includes('push.example.org'))
    assert.deepEqual((await set(anna, { destroy: [id] })).destroyed, [id])
  })

  test('only the types that were asked for, and mail for an account that is closed as well', async () => {
    const bert = await house.signedIn('bert')
    await subscribed(bert, '/types', { types: ['Thread'] })
    await bert.keep('Subject: a\n\nx\n')
    const { changed } = json(await receiver.next('/types'))
    assert.deepEqual(Object.keys(changed[bert.accountId]), ['Thread'])
    const account = await house.accounts.findRecipient('bert@zonnehof.test') ?? assert.fail()
    house.keyring.closeNow(account)
    const raw = Buffer.from('Subject: sealed\r\n\r\nx\r\n')
    const prepared = await house.mailstore.prepare({
      account, raw, receivedAt: house.clock.at, returnPath: 'a@example.org', truth: null, role: 'inbox',
    })
    await house.store.write(keepPrepared, prepared)
    // Changes of before may come in more than one message.
    let state = ''
    while (!state.startsWith('sealed-')) state = json(await receiver.next('/types')).changed[bert.accountId].Thread
  })

  test('an answer that says no is asked again, one that says gone ends it', async () => {
    const carla = await house.signedIn('carla')
    const id = await subscribed(carla, '/again', { types: ['Email'] })
    // A redirect is not followed: it counts as a failure as well.
    receiver.answer('/again', 503, 302, 429)
    await carla.keep('Subject: a\n\nx\n')
    const states = []
    for (let tries = 0; tries < 4; tries++) states.push(json(await receiver.next('/again')).changed[carla.accountId].Email)
    assert.deepEqual(states.length, 4)
    assert.ok(receiver.dialled.every((one) => one === '93.184.216.34:443'))
    receiver.answer('/again', 410)
    await carla.keep('Subject: b\n\nx\n')
    await receiver.next('/again')
    let left = 1
    while (left > 0) left = (await carla.call('PushSubscription/get', { accountId: undefined, ids: [id] })).list.length
  })

  test('what was not told when the service stopped is told after the start, and what was told is not', async () => {
    // Here changes are gathered for an hour: the service stops before they are told.
    const stopped = await openWebHouse({ web: {
      dial: receiver.dial, trusted: [receiver.authority], pushTimes: { gatherMs: 3_600_000, betweenMs: 5, retryMs: 5 },
      resolver: async () => ['93.184.216.34'],
    } })
    const { store, serviceKey, accounts, throttle, clock } = stopped
    const now = (): number => clock.at
    const subscriptions = createPushSubscriptions({ store, serviceKey, now })
    const cora = await stopped.signedIn('cora')
    const id = await subscribed(cora, '/again')
    assert.deepEqual(await subscriptions.untold(), [], 'a new one knows what there was')
    await cora.keep('Subject: a\n\nx\n')
    const { state } = await cora.call('Email/get', { ids: [] })
    const pusher = createPusher({
      store, subscriptions, accounts, throttle, log: silentLog, now, times: { gatherMs: 5, betweenMs: 5, retryMs: 5 },
      way: { resolve: async () => ['93.184.216.34'], dial: receiver.dial, trusted: [receiver.authority] },
    })
    assert.equal(json(await receiver.next('/again')).changed[cora.accountId].Email, state)
    while ((await subscriptions.untold()).length > 0) await new Promise((resolve) => { setImmediate(resolve) })
    pusher.close()

    const account = await accounts.findRecipient('cora@zonnehof.test') ?? assert.fail()
    stopped.keyring.closeNow(account)
    const raw = Buffer.from('Subject: sealed\r\n\r\nx\r\n')
    await store.write(keepPrepared, await stopped.mailstore.prepare({
      account, raw, receivedAt: clock.at, returnPath: 'a@example.org', truth: null, role: 'inbox',
    }))
    const { tenant, account: number } = account
    const sealed = { tenant, account: number, number: null, isSealed: true, hasSent: false }
    assert.deepEqual(await subscriptions.untold(), [sealed])
    await subscriptions.told(account, id, { number: 0, at: clock.at })
    assert.deepEqual(await subscriptions.untold(), [])
    await stopped.close()
  })

  test('what cannot be one is refused by name', async () => {
    const dirk = await house.signedIn('dirk')
    const good = { deviceClientId: 'd', url: url('/dirk') }
    const { keys } = deviceKeys()
    const cases: readonly (readonly [Readonly<Record<string, unknown>>, string])[] = [
      [{ deviceClientId: '' }, 'deviceClientId'], [{ deviceClientId: 'd'.repeat(DEVICE_CLIENT_ID_MAX + 1) }, 'deviceClientId'],
      [{ url: 'http://push.example.org/' }, 'url'], [{ url: 'https://127.0.0.1/' }, 'url'], [{ url: 'https://localhost/' }, 'url'],
      [{ url: 'https://push.example.org:8443/' }, 'url'], [{ url: 'https://a:b@push.example.org/' }, 'url'], [{ url: 'x' }, 'url'],
      [{ url: url(`/${'x'.repeat(PUSH_URL_MAX)}`) }, 'url'], [{ keys: { p256dh: keys.p256dh } }, 'keys'],
      [{ keys: { ...keys, p256dh: keys.auth } }, 'keys'], [{ keys: 'x' }, 'keys'], [{ verificationCode: 'x' }, 'verificationCode'],
      [{ expires: '2020-01-01T00:00:00Z' }, 'expires'], [{ expires: 'soon' }, 'expires'], [{ types: 'Email' }, 'types'],
      [{ types: Array.from({ length: PUSH_TYPES_MAX + 1 }, () => 'Email') }, 'types'], [{ id: 'P1' }, 'id'],
    ]
    for (const [more, property] of cases) {
      const { notCreated } = await set(dirk, { create: { a: { ...good, ...more } } })
      assert.deepEqual(notCreated?.a.properties, [property], JSON.stringify(more).slice(0, 100))
    }
    const atLimits = { deviceClientId: 'd'.repeat(DEVICE_CLIENT_ID_MAX), types: Array.from({ length: PUSH_TYPES_MAX }, () => 'Email') }
    const long = url(`/${'x'.repeat(PUSH_URL_MAX - url('/').length)}`)
    const { created } = await set(dirk, { create: { a: { ...good, ...atLimits, url: long } } })
    const { id } = created.a
    for (const patch of [{ url: url('/other') }, { keys: null }, { deviceClientId: 'e' }]) {
      assert.deepEqual((await set(dirk, { update: { [id]: patch } })).notUpdated[id].properties, Object.keys(patch))
    }
    const soon = new Date(house.clock.at + day).toISOString().replace('.000Z', 'Z')
    const late = new Date(house.clock.at + 30 * day).toISOString().replace('.000Z', 'Z')
    assert.deepEqual((await set(dirk, { update: { [id]: { expires: soon } } })).updated, { [id]: null })
    const latest = new Date(house.clock.at + PUSH_EXPIRY_MS).toISOString().replace('.000Z', 'Z')
    assert.deepEqual((await set(dirk, { update: { [id]: { expires: late } } })).updated, { [id]: { expires: latest } })
  })

  test('a name that leads inside is never dialled', async () => {
    const eve = await house.signedIn('eve')
    receiver.dialled.length = 0
    for (const name of ['inside.example.org', 'nowhere.example.org']) {
      const { created } = await set(eve, { create: { a: { deviceClientId: 'd', url: `https://${name}/` } } })
      assert.ok(created.a.id)
    }
    // What was asked for before has gone its way once another one arrives.
    await subscribed(eve, '/outside')
    assert.ok(receiver.dialled.every((one) => one === '93.184.216.34:443'))
  })

  test('so many of one account, and so many codes', async () => {
    const frank = await house.signedIn('frank')
    const make = (at: number) => set(frank, { create: { a: { deviceClientId: `d${at}`, url: url(`/f${at}`) } } })
    const ids: string[] = []
    for (let at = 0; at < PUSH_SUBSCRIPTIONS_MAX; at++) ids.push((await make(at)).created.a.id)
    assert.equal((await make(PUSH_SUBSCRIPTIONS_MAX)).notCreated.a.type, 'overQuota')
    await set(frank, { destroy: ids })
    let type: string | undefined
    for (let tries = 0; type === undefined && tries < 100; tries++) {
      const { created, notCreated } = await make(tries)
      type = notCreated?.a.type
      if (created !== null) await set(frank, { destroy: [created.a.id] })
    }
    assert.equal(type, 'rateLimit')
  })

  test('it belongs to the session that made it, and goes with it', async () => {
    const gina = await house.signedIn('gina')
    const elsewhere = house.visitor()
    await elsewhere.signIn('gina@zonnehof.test')
    elsewhere.accountId = gina.accountId
    const id = await subscribed(gina, '/gina')
    assert.deepEqual((await elsewhere.call('PushSubscription/get', { accountId: undefined, ids: [id] })).notFound, [id])
    assert.equal((await set(elsewhere, { destroy: [id] })).notDestroyed[id].type, 'notFound')
    assert.equal((await set(elsewhere, { update: { [id]: { types: null } } })).notUpdated[id].type, 'notFound')
    const rows = async () => (await house.store.one<{ rows: number }>(sql`select count(*) as rows from push_subscription
      where id = ${id}`)).rows
    assert.equal(await rows(), 1)
    await gina.ask('POST', '/api/sign-out')
    while (await rows() > 0) await elsewhere.ask('GET', '/api/session')
  })

  test('that of a mail program goes when an app password is taken away', async () => {
    const ina = await house.signedIn('ina')
    const app = (await ina.ask('POST', '/api/app-passwords', { body: { label: 'Telefoon' } })).json
    const authorization = `Basic ${Buffer.from(`ina@zonnehof.test:${app.password}`).toString('base64')}`
    const phone = house.visitor()
    const asked = async (name: string, args: object) => (await phone.ask('POST', '/jmap/api', {
      headers: { authorization }, body: { using: phone.using, methodCalls: [[name, args, 'c']] },
    })).json.methodResponses[0][1]
    const { created } = await asked('PushSubscription/set', { create: { a: { deviceClientId: 'p', url: url('/phone') } } })
    const { id } = created.a
    const { verificationCode } = json(await receiver.next('/phone'))
    await asked('PushSubscription/set', { update: { [id]: { verificationCode } } })
    assert.equal((await asked('PushSubscription/get', { ids: null })).list.length, 1)
    await ina.keep('Subject: a\n\nx\n')
    assert.ok(json(await receiver.next('/phone')).changed[ina.accountId].Email)
    await ina.ask('DELETE', `/api/app-passwords/${app.id}`)
    const rows = async () => (await house.store.one<{ rows: number }>(sql`select count(*) as rows from push_subscription
      where id = ${id}`)).rows
    while (await rows() > 0) await ina.ask('GET', '/api/session')
  })

  test('one that expired is neither told nor shown', async () => {
    const hans = await house.signedIn('hans')
    const expires = new Date(house.clock.at + 60_000).toISOString().replace('.000Z', 'Z')
    const id = await subscribed(hans, '/short', { expires })
    await subscribed(hans, '/long')
    house.clock.at += 60_000
    assert.deepEqual((await hans.call('PushSubscription/get', { accountId: undefined, ids: [id] })).notFound, [id])
    receiver.came.length = 0
    await hans.keep('Subject: a\n\nx\n')
    await receiver.next('/long')
    await hans.keep('Subject: b\n\nx\n')
    await receiver.next('/long')
    assert.ok(!receiver.came.some(({ path }) => path === '/short'))
  })
})
