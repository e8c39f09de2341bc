import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { clientKeyOf, scramKeys } from '../crypto/scram.ts'
import { hmacSha256, sha256 } from '../crypto/hash.ts'
import { noChannel } from '../tls/channel-binding.ts'
import { sql } from '../storage/script.ts'
import { temporaryServiceKey } from '../keys/service-key.ts'
import { throttleDefaults } from '../throttle/throttle.ts'
import { openAccountsHouse, password, type AccountsHouse } from './accounts.testing.ts'
import { spoilScramForTest } from './copy-wrap.testing.ts'
import { APP_PASSWORDS_MAX } from './limits.ts'
import { scramClient } from './scram-client.testing.ts'
import { scramExchange, type ScramOutcome } from './scram-exchange.ts'
import { readClientFinal, readClientFirst, SCRAM_MESSAGE_LENGTH_MAX, SCRAM_NONCE_LENGTH_MAX } from './scram-messages.ts'
import { ScramWays } from './scram.ts'
import type { Account } from './types.ts'

const ip = '192.0.2.1'

interface FoundRow { readonly id: string, readonly box: Uint8Array, readonly scram_keys: Uint8Array | null }

describe('the dialogue of RFC 7677 §3', () => {
  const salt = Uint8Array.fromBase64('W22ZaJ0SNY7soEsUEjb6gQ==')
  const nonce = 'rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0'
  const desk = {
    withDomain: (name: string) => Promise.resolve(name),
    salt,
    async tryProof({ proof, authMessage }: { readonly proof: Uint8Array, readonly authMessage: string }) {
      const { storedKey, serverKey } = await scramKeys({ password: 'pencil', salt })
      assert.deepEqual(sha256(clientKeyOf({ storedKey, proof, authMessage })), storedKey)
      const account = { address: 'user' } as Account
      const signIn = { outcome: 'open', account, open: { tenant: 1, account: 1 } } as never
      return { signIn, serverSignature: hmacSha256(serverKey, authMessage) }
    },
  }

  test('is spoken to the letter', async () => {
    const exchange = scramExchange({
      mechanism: 'SCRAM-SHA-256', bind: noChannel, desk, makeNonce: () => '%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0',
    })
    assert.deepEqual(await exchange.first('n,,n=user,r=rOprNGfwEbeRWgbNEkqO'),
      { outcome: 'answer', message: `r=${nonce},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096` })
    const end = await exchange.final(`c=biws,r=${nonce},p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=`)
    assert.equal(end.outcome === 'open' && end.message, 'v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=')
    assert.deepEqual(await exchange.final(`c=biws,r=${nonce},p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=`),
      { outcome: 'malformed' }, 'a dialogue is spoken once')
  })

  test('its client side is ours as well', () => {
    const client = scramClient({ name: 'user', password: 'pencil', nonce: 'rOprNGfwEbeRWgbNEkqO' })
    assert.equal(client.answer(`r=${nonce},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096`),
      `c=biws,r=${nonce},p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=`)
    assert.equal(client.expected, 'v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=')
  })

  const channel = Uint8Array.of(1, 2, 3)
  const bind = (type: string): Uint8Array | undefined => type === 'tls-exporter' ? channel : undefined
  const firsts: Readonly<Record<string, [Parameters<typeof scramExchange>[0]['mechanism'], string, string]>> = {
    'bound as asked': ['SCRAM-SHA-256-PLUS', 'p=tls-exporter,,n=u,r=x', 'answer'],
    'bound by a type we do not have': ['SCRAM-SHA-256-PLUS', 'p=tls-unique,,n=u,r=x', 'malformed'],
    'bound, but by the other mechanism': ['SCRAM-SHA-256', 'p=tls-exporter,,n=u,r=x', 'malformed'],
    'PLUS without a binding': ['SCRAM-SHA-256-PLUS', 'n,,n=u,r=x', 'malformed'],
    'a client that was told we cannot bind': ['SCRAM-SHA-256', 'y,,n=u,r=x', 'malformed'],
    'acting for oneself': ['SCRAM-SHA-256', 'n,a=u,n=u,r=x', 'answer'],
    'acting for oneself, written otherwise': ['SCRAM-SHA-256', 'n,a=U@X.test,n=u@x.test,r=x', 'answer'],
    'acting for another': ['SCRAM-SHA-256', 'n,a=v,n=u,r=x', 'acts-for-another'],
  }
  for (const [what, [mechanism, message, outcome]] of Object.entries(firsts)) {
    test(`${what}: ${outcome}`, async () => {
      assert.equal((await scramExchange({ mechanism, bind, desk }).first(message)).outcome, outcome)
    })
  }

  test('another channel, another nonce or another header is refused', async () => {
    const tries: readonly [string, Uint8Array, string][] = [
      ['p=tls-exporter,,', Uint8Array.of(1, 2, 4), 'refused'], ['p=tls-exporter,,', new Uint8Array(), 'refused'],
      ['p=tls-exporter,,', channel, 'open'],
    ]
    for (const [gs2, seen, outcome] of tries) {
      const exchange = scramExchange({ mechanism: 'SCRAM-SHA-256-PLUS', bind, desk })
      const client = scramClient({ name: 'user', password: 'pencil', gs2, channel: seen })
      const first = await exchange.first(client.first)
      assert.ok(first.outcome === 'answer')
      assert.equal((await exchange.final(client.answer(first.message))).outcome, outcome)
    }
    const exchange = scramExchange({ mechanism: 'SCRAM-SHA-256', bind: noChannel, desk })
    const first = await exchange.first('n,,n=user,r=abc')
    assert.ok(first.outcome === 'answer')
    assert.deepEqual(await exchange.final('c=biws,r=abc,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ='),
      { outcome: 'malformed' })
  })
})

test('messages: what is none is told apart, at their limits too', () => {
  const long = 'x'.repeat(SCRAM_NONCE_LENGTH_MAX)
  assert.equal(readClientFirst(`n,,n=u,r=${long}`)?.nonce, long)
  assert.equal(readClientFirst('n,,n=a=2Cb=3Dc,r=x')?.name, 'a,b=c')
  const wrong = ['', 'n', 'n,,', 'n,,n=u', 'n,,n=u,r=', 'n,,n=,r=x', 'n,,r=x,n=u', 'n,,m=x,n=u,r=x', 'n,,n=a=2Db,r=x',
    'n,,n=a=,r=x', 'q,,n=u,r=x', 'p=,,n=u,r=x', 'n,u,n=u,r=x', `n,,n=u,r=${long}x`, 'n,,n=u\0,r=x', 'n,,n=u\n,r=x',
    `n,,n=u,r=x,${'y'.repeat(SCRAM_MESSAGE_LENGTH_MAX)}`]
  for (const text of wrong) assert.equal(readClientFirst(text), undefined, JSON.stringify(text).slice(0, 40))
  const proof = 'dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ='
  assert.ok(readClientFinal(`c=biws,r=x,p=${proof}`))
  assert.equal(readClientFinal(`c=biws,r=x,z=1,p=${proof}`)?.withoutProof, 'c=biws,r=x,z=1')
  const wrongFinals = ['', `r=x,p=${proof}`, `c=!,r=x,p=${proof}`, `c=biws,p=${proof}`, 'c=biws,r=x', 'c=biws,r=x,p=',
    'c=biws,r=x,p=AAAA', `c=biws,r=x,p=${proof},z=1`]
  for (const text of wrongFinals) assert.equal(readClientFinal(text), undefined, text)
})

describe('signing in by SCRAM', () => {
  let house: AccountsHouse
  before(async () => {
    house = await openAccountsHouse()
  })
  after(() => house.close())

  async function scram(name: string, typed: string, from = ip): Promise<ScramOutcome & { readonly expected: string }> {
    const exchange = house.accounts.scram({ mechanism: 'SCRAM-SHA-256', door: 'imap', ip: from, bind: noChannel })
    const client = scramClient({ name, password: typed })
    const first = await exchange.first(client.first)
    assert.ok(first.outcome === 'answer')
    const final = client.answer(first.message)
    return { ...await exchange.final(final), expected: client.expected }
  }

  async function withAppPassword(name: string): Promise<{ readonly account: Account, readonly app: string }> {
    const made = await house.accounts.create({
      tenant: house.tenant, address: `${name}@zonnehof.test`, name, password, roles: ['user'], appPasswordLabel: 'phone',
    })
    assert.ok(typeof made !== 'string' && made.appPassword !== undefined)
    return { account: made.account, app: made.appPassword }
  }

  test('an app password opens the mailbox, and the server proves itself', async () => {
    const { account, app } = await withAppPassword('anna')
    const answer = await scram('anna@zonnehof.test', app)
    assert.ok(answer.outcome === 'open')
    assert.equal(answer.message, answer.expected)
    const web = await house.accounts.signIn({ address: 'anna', password, door: 'web', ip })
    assert.ok(web.outcome === 'open')
    const place = { tenant: account.tenant, account: account.account, kind: 'body', id: '1' }
    const { open } = answer.signIn
    assert.deepEqual(open.decrypt(place, web.open.encrypt(place, Uint8Array.of(1, 2))), Uint8Array.of(1, 2))
    for (const spelling of ['anna', 'ANNA@Zonnehof.Test']) assert.equal((await scram(spelling, app)).outcome, 'open')
  })

  test('each of several app passwords opens; one that was removed does not', async () => {
    const { account, app } = await withAppPassword('bea')
    const web = await house.accounts.signIn({ address: 'bea', password, door: 'web', ip })
    assert.ok(web.outcome === 'open')
    const second = await house.accounts.addAppPassword({ open: web.open, label: 'laptop' })
    for (const typed of [app, second.password]) assert.equal((await scram('bea', typed)).outcome, 'open')
    await house.accounts.removeAppPassword(account, second.id)
    assert.equal((await scram('bea', second.password)).outcome, 'refused')
    assert.equal((await scram('bea', app)).outcome, 'open')
  })

  test('a blocked account stays shut', async () => {
    const { account, app } = await withAppPassword('cas')
    await house.accounts.block(account)
    assert.equal((await scram('cas', app)).outcome, 'refused')
    await house.accounts.unblock(account)
    assert.equal((await scram('cas', app)).outcome, 'open')
  })

  test('every address of the account goes with the app password, also one that came later', async () => {
    const { account, app } = await withAppPassword('daan')
    const other = await withAppPassword('dora')
    const late = ['post@zonnehof.test', 'd.jansen@zonnehof.test', 'dániël@zonnehof.test']
    for (const address of late) {
      assert.equal((await scram(address, app, '198.51.100.77')).outcome, 'refused', `${address}, not yet ours`)
      assert.equal(await house.accounts.addAlias({ ...account, address }), 'added')
    }
    const spellings = [...late, 'post', 'POST@Zonnehof.Test', 'D.Jansen', 'DA\u0301NIE\u0308L@zonnehof.test',
      '\uff50\uff4f\uff53\uff54@zonnehof.test', 'po\u00adst@zonnehof.test']
    for (const [at, name] of spellings.entries()) {
      const answer = await scram(name, app)
      assert.ok(answer.outcome === 'open', name)
      assert.equal(answer.message, answer.expected)
      assert.equal(answer.signIn.account.account, account.account)
      assert.equal((await scram(name, other.app, `203.0.${at}.1`)).outcome, 'refused', `${name} with another's`)
    }
  })

  test('wrong ones are refused alike: main password, detail, unknown name, nobody', async () => {
    const { app } = await withAppPassword('dirk')
    const tries: readonly [string, string][] = [['dirk', password], ['dirk', `${app}x`], ['dirk+x@zonnehof.test', app],
      ['di\u202erk@zonnehof.test', app], ['nobody@zonnehof.test', app], ['@', app], ['x'.repeat(600), app]]
    for (const [at, [name, typed]] of tries.entries()) {
      const { outcome } = await scram(name, typed, `198.51.100.${at}`)
      assert.equal(outcome, 'refused', name.slice(0, 30))
    }
  })

  test('what a name is answered holds nothing of it, and asks nobody whether it is there', async () => {
    await withAppPassword('dina')
    let asked = 0
    const desk = {
      withDomain: (name: string) => Promise.resolve(name), salt: new ScramWays(house.serviceKey).salt,
      tryProof: () => Promise.reject(new Error(`asked ${++asked} times`)),
    }
    const answers = new Set<string>()
    for (const name of ['dina@zonnehof.test', 'nobody@zonnehof.test', 'DINA@zonnehof.test', '@', 'x'.repeat(900)]) {
      const exchange = scramExchange({ mechanism: 'SCRAM-SHA-256', bind: noChannel, desk, makeNonce: () => 'y' })
      const ours = await exchange.first(`n,,n=${name},r=x`)
      const theirs = await house.accounts.scram({ mechanism: 'SCRAM-SHA-256', door: 'imap', ip, bind: noChannel })
        .first(`n,,n=${name},r=x`)
      assert.ok(ours.outcome === 'answer' && theirs.outcome === 'answer')
      answers.add(ours.message)
      assert.equal(theirs.message.replace(/^r=[^,]*/, ''), ours.message.replace(/^r=[^,]*/, ''))
    }
    assert.equal(answers.size, 1)
    assert.equal(asked, 0)
    // Another service, another salt.
    assert.notDeepEqual(new ScramWays(temporaryServiceKey()).salt, desk.salt)
  })

  test('nobody, one app password and all that fit cost the same looks', async () => {
    const { account } = await withAppPassword('eva')
    let looks = 0
    const { serviceKey } = house
    const counting = new ScramWays({
      derive: (purpose) => serviceKey.derive(purpose), mac: (purpose, bytes) => serviceKey.mac(purpose, bytes),
      encrypt: (place, plain) => serviceKey.encrypt(place, plain),
      decrypt(place, box) {
        looks++
        return serviceKey.decrypt(place, box)
      },
    })
    for (const one of [account, undefined]) {
      looks = 0
      const proof = new Uint8Array(32)
      assert.equal(await counting.openWithProof(house.store, { account: one, proof, authMessage: 'x' }),
        undefined)
      assert.equal(looks, APP_PASSWORDS_MAX)
    }
  })

  test('an older app password gets its keys when it is next sent in the clear; so does one whose wrap changed', async () => {
    const { account, app } = await withAppPassword('fien')
    for (const what of ['no keys', 'another wrap'] as const) {
      await house.store.write(spoilScramForTest, { ...account, what })
      assert.equal((await scram('fien', app)).outcome, 'refused', what)
      // Another process: what this one remembers of the password asks no wrap.
      const again = house.again()
      assert.equal((await again.accounts.signIn({ address: 'fien', password: app, door: 'imap', ip })).outcome, 'open')
      for (let kept = false; !kept;) {
        const row = await house.store.one<FoundRow>(sql`select id, box, scram_keys from account_wrap
          where tenant = ${account.tenant} and account = ${account.account} and kind = 'app-password'`)
        kept = new ScramWays(house.serviceKey).fits({ ...account, id: row.id, box: row.box }, row.scram_keys)
      }
      assert.equal((await scram('fien', app)).outcome, 'open', what)
    }
  })

  test('its tries are limited, and do not use up those of the password', async () => {
    await withAppPassword('guus')
    const { burst } = throttleDefaults.rates['sign-in-account']
    for (let count = 0; count < burst; count++) assert.equal((await scram('guus', 'wrong')).outcome, 'refused')
    assert.equal((await scram('guus', 'wrong')).outcome, 'too-many-tries')
    const signIn = await house.accounts.signIn({ address: 'guus', password, door: 'imap', ip })
    assert.equal(signIn.outcome, 'open')
  })

  test('neither database nor service key holds what opens: only the proof does', async () => {
    const { account } = await withAppPassword('hans')
    const row = await house.store.one<{ id: string, box: Uint8Array, scram_keys: Uint8Array, scram_box: Uint8Array }>(
      sql`select id, box, scram_keys, scram_box from account_wrap where tenant = ${account.tenant}
        and account = ${account.account} and kind = 'app-password'`)
    // What the keys column holds, used in place of the client key, opens nothing.
    const ways = new ScramWays(house.serviceKey)
    assert.ok(ways.fits({ ...account, id: row.id, box: row.box }, row.scram_keys))
    assert.ok(!ways.fits({ ...account, id: row.id, box: Uint8Array.of(...row.box, 0) }, row.scram_keys))
    assert.ok(!ways.fits({ ...account, id: 'other', box: row.box }, row.scram_keys))
    assert.equal(row.scram_keys.length, 64 + 28)
    assert.equal(row.scram_box.length, 32 + 28)
  })
})
