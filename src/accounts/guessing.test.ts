/** Who guesses is slowed down, known name or not, and the owner gets in meanwhile from where he always does. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { day, minute } from '../base/sizes.ts'
import { throttleDefaults } from '../throttle/throttle.ts'
import { openAccountsHouse, password, type AccountsHouse } from './accounts.testing.ts'
import { noChannel } from '../tls/channel-binding.ts'
import { KNOWN_NETWORK_MS, KNOWN_NETWORKS_MAX } from './known-networks.ts'
import { scramClient } from './scram-client.testing.ts'
import { sql } from '../storage/script.ts'
import type { SignIn } from './types.ts'

async function tried(house: AccountsHouse, name: string, ip: string, typed = 'wrong'): Promise<SignIn['outcome']> {
  return (await house.accounts.signIn({ address: `${name}@zonnehof.test`, password: typed, door: 'imap', ip })).outcome
}

/** What is written behind is there. */
async function noted(house: AccountsHouse, rows: number): Promise<void> {
  const deadline = performance.now() + 60_000
  for (;;) {
    const [row] = await house.store.all<{ many: number }>(sql`select count(*) as many from known_network`)
    if (row?.many === rows) return
    if (performance.now() > deadline) assert.fail(`${row?.many} rows instead of ${rows}`)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

const strangers = throttleDefaults.rates['sign-in-stranger']

test('many networks guess at one account: known and unknown names are slowed alike, the owner gets in from his network', async (t) => {
  const house = await openAccountsHouse()
  t.after(() => house.close())
  await house.person('anna')
  assert.equal(await tried(house, 'anna', '192.0.2.1', password), 'open')
  await noted(house, 1)
  const answers: Record<string, string[]> = { anna: [], nobody: [] }
  for (let network = 0; network < strangers.burst + 10; network++) {
    for (const name of ['anna', 'nobody']) answers[name]?.push(await tried(house, name, `198.51.100.${network}`))
  }
  assert.deepEqual(answers['anna'], answers['nobody'])
  assert.deepEqual(answers['anna']?.slice(0, strangers.burst).every((one) => one === 'refused'), true)
  assert.deepEqual(answers['anna']?.slice(strangers.burst).every((one) => one === 'too-many-tries'), true)
  assert.equal(await tried(house, 'anna', '192.0.2.1', password), 'open', 'from the network of before')
  assert.equal(await tried(house, 'anna', '203.0.113.5', password), 'too-many-tries', 'from a new one after a while')
  house.clock.at += minute
  assert.equal(await tried(house, 'anna', '203.0.113.5', password), 'open')
})

test('one network alone does not use up what strangers may try', async (t) => {
  const house = await openAccountsHouse()
  t.after(() => house.close())
  await house.person('anna')
  for (let round = 0; round < 60; round++) {
    for (let time = 0; time < 10; time++) await tried(house, 'anna', '198.51.100.1')
    house.clock.at += minute
  }
  assert.equal(await tried(house, 'anna', '203.0.113.5', password), 'open')
})

test('a network of the owner stays known over a restart, and is forgotten when it was not used for long', async (t) => {
  const house = await openAccountsHouse()
  t.after(() => house.close())
  await house.person('anna')
  await tried(house, 'anna', '192.0.2.1', password)
  await noted(house, 1)
  const { accounts } = house.again()
  for (let network = 0; network < strangers.burst; network++) await tried(house, 'anna', `198.51.100.${network}`)
  const from = (ip: string) => accounts.signIn({ address: 'anna@zonnehof.test', password, door: 'imap', ip })
  assert.equal((await from('203.0.113.5')).outcome, 'too-many-tries')
  assert.equal((await from('192.0.2.1')).outcome, 'open')
  house.clock.at += KNOWN_NETWORK_MS + day
  for (let network = 0; network < strangers.burst; network++) await tried(house, 'anna', `198.51.100.${network}`)
  const { accounts: later } = house.again()
  assert.equal((await later.signIn({ address: 'anna@zonnehof.test', password, door: 'imap', ip: '192.0.2.1' })).outcome, 'too-many-tries')
})

test('so many networks are remembered and not one more; the database names none', async (t) => {
  const house = await openAccountsHouse()
  t.after(() => house.close())
  await house.person('anna')
  for (let network = 0; network <= KNOWN_NETWORKS_MAX; network++) {
    house.clock.at += 1
    assert.equal(await tried(house, 'anna', `192.0.2.${network}`, password), 'open')
    await noted(house, Math.min(KNOWN_NETWORKS_MAX, network + 1))
  }
  const rows = await house.store.all<{ token: Uint8Array }>(sql`select token from known_network`)
  assert.ok(rows.every(({ token }) => token.length === 16))
})

test('guessing past the limits of a network is told to the door, and so is who got in', async (t) => {
  const told: string[] = []
  const house = await openAccountsHouse({ door: {
    offend: (ip, what) => void told.push(`${what} ${ip}`), vouch: (ip) => void told.push(`in ${ip}`),
  } })
  t.after(() => house.close())
  await house.person('anna')
  const { burst } = throttleDefaults.rates['sign-in-network']
  for (let name = 0; name < burst; name++) await tried(house, `name${name}`, '198.51.100.1')
  assert.deepEqual(told, [])
  await tried(house, 'anna', '198.51.100.1')
  await tried(house, 'anna', '192.0.2.1', password)
  assert.deepEqual(told, ['guessing 198.51.100.1', 'in 192.0.2.1'])
})

/** How one and the same name may be written. */
function spellings(local: string): readonly string[] {
  const soft = (times: number): string => `${local.slice(0, 1)}${'\u00ad'.repeat(times)}${local.slice(1)}@zonnehof.test`
  return [
    local, `${local}@zonnehof.test`, soft(1), soft(2), `${local.toUpperCase()}@Zonnehof.Test`, `${local}@zonnehof.test.`,
    `${local}@zonnehof\u3002test`, `\u200b${local}`, soft(3), `${local}@\uff5aonnehof.test`,
  ]
}

async function byScram(house: AccountsHouse, name: string, ip: string): Promise<string> {
  const exchange = house.accounts.scram({ mechanism: 'SCRAM-SHA-256', door: 'imap', ip, bind: noChannel })
  const client = scramClient({ name, password: 'wrong' })
  const first = await exchange.first(client.first)
  assert.ok(first.outcome === 'answer')
  return (await exchange.final(client.answer(first.message))).outcome
}

const byPassword = async (house: AccountsHouse, address: string, ip: string): Promise<string> =>
  (await house.accounts.signIn({ address, password: 'wrong', door: 'submission', ip })).outcome
const byRecovery = async (house: AccountsHouse, address: string, ip: string): Promise<string> => {
  const answer = await house.accounts.recover({ address, recoveryCode: 'wrong', next: 'a new password', ip })
  return typeof answer === 'string' ? answer : answer.outcome
}

for (const [what, ask, isBare] of [['password', byPassword, true], ['SCRAM', byScram, true], ['recovery code', byRecovery, false]] as const) {
  test(`by ${what}: many spellings of one name are one name, and nobody hears whether somebody has it`, async (t) => {
    const house = await openAccountsHouse()
    t.after(() => house.close())
    await house.person('anna')
    const answers: string[][] = []
    for (const local of ['anna', 'zilch']) {
      const said: string[] = []
      // A recovery code is asked for by whole addresses only.
      for (const name of spellings(local).filter((one) => isBare || one.includes('@'))) {
        said.push(await ask(house, name, '198.51.100.1'))
      }
      answers.push(said)
    }
    assert.deepEqual(answers[0], answers[1])
    assert.equal(answers[0]?.[3], 'refused')
    assert.equal(answers[0]?.[5], 'too-many-tries')
    assert.deepEqual(await Promise.all(['anna', 'zilch'].map((local) => ask(house, `${local}@zonnehof.test`, '203.0.113.7'))),
      ['refused', 'refused'], 'another network is not touched')
  })
}

test('many networks with many spellings: known and unknown names are slowed alike', async (t) => {
  const house = await openAccountsHouse()
  t.after(() => house.close())
  await house.person('anna')
  const said: string[][] = []
  for (const local of ['anna', 'zilch']) {
    const written = spellings(local)
    const answers: string[] = []
    for (let network = 0; network < strangers.burst + 10; network++) {
      answers.push(await byPassword(house, written[network % written.length] ?? '', `198.51.${network}.1`))
    }
    said.push(answers)
  }
  assert.deepEqual(said[0], said[1])
  assert.equal(said[0]?.indexOf('too-many-tries'), strangers.burst)
})

test('two addresses of one person answer as those of two, and as those of nobody', async (t) => {
  const house = await openAccountsHouse()
  t.after(() => house.close())
  const { account } = await house.person('anna')
  assert.equal(await house.accounts.addAlias({ ...account, address: 'directie@zonnehof.test' }), 'added')
  await house.person('bram')
  const pairs: string[][] = []
  for (const pair of [['anna', 'directie'], ['anna', 'bram'], ['zilch', 'niemand']]) {
    const answers: string[] = []
    for (const name of pair) for (let time = 0; time < 7; time++) answers.push(await tried(house, name, '198.51.100.1'))
    pairs.push(answers)
    house.clock.at += 60 * minute
  }
  assert.deepEqual(pairs[0], pairs[1])
  assert.deepEqual(pairs[0], pairs[2])
})

test('over many aliases an account is guessed at no faster than over one, which shows to nobody', async (t) => {
  const house = await openAccountsHouse()
  t.after(() => house.close())
  const { account } = await house.person('anna')
  await tried(house, 'anna', '192.0.2.1', password)
  await noted(house, 1)
  const names = Array.from({ length: 11 }, (_, at) => `alias${at}`)
  for (const name of names) {
    assert.equal(await house.accounts.addAlias({ ...account, address: `${name}@zonnehof.test` }), 'added')
  }
  const sweep = async (prefix: string): Promise<readonly string[]> => {
    const answers: string[] = []
    for (let time = 0; time < strangers.burst; time++) answers.push(await tried(house, `${prefix}${time % 10}`, `198.51.${time}.1`))
    return answers
  }
  assert.deepEqual(await sweep('alias'), await sweep('nobody'))
  assert.equal(await tried(house, 'alias10', '203.0.113.5', password), 'refused', 'even the right one is not looked at')
  assert.equal(await tried(house, 'anna', '192.0.2.1', password), 'open', 'from the network of before')
  house.clock.at += minute
  assert.equal(await tried(house, 'alias10', '203.0.113.5', password), 'open')
})
