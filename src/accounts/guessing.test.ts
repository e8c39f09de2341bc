/** Who guesses is slowed down, known name or not, and the owner gets in meanwhile from where he always does. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { day, minute } from '../base/sizes.ts'
import { throttleDefaults } from '../throttle/throttle.ts'
import { openAccountsHouse, password, type AccountsHouse } from './accounts.testing.ts'
import { KNOWN_NETWORK_MS, KNOWN_NETWORKS_MAX } from './known-networks.ts'
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
