import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { day, minute, second } from '../base/sizes.ts'
import { temporaryServiceKey } from '../keys/service-key.ts'
import { createLedger } from '../ledger/ledger.ts'
import { silentLog } from '../log/log.ts'
import { openStore } from '../storage/open.ts'
import { postgresMissing, startPostgres } from '../storage/postgres/server.testing.ts'
import { sql } from '../storage/script.ts'
import {
  BAN_BY_ITSELF_MS_MAX, BAN_MINUTES_MAX, BANS_BY_ITSELF_PER_MINUTE_MAX, createBans, LINES_SHUT_OUT_MAX, type Bans,
} from './bans.ts'
import { createEntrance } from './entrance.ts'
import { addArguments, NFT_PROGRAM, removeArguments } from './nftables.ts'
import { OFFENCE_MEASURE, offenceWeights } from './offences.ts'
import { readRange } from './range.ts'
import { createThrottle, throttleDefaults } from './throttle.ts'

const TENANT = 7

async function openBans(url: string, folder: string) {
  const clock = { at: Date.UTC(2026, 5, 1), now: () => clock.at }
  const store = await openStore({ url, log: silentLog, clock })
  const serviceKey = temporaryServiceKey(new Uint8Array(32).fill(9))
  const ledger = createLedger({ store, serviceKey, headsFile: join(folder, 'heads.jsonl'), clock, log: silentLog })
  const told: string[] = []
  const make = (): Bans => createBans({
    store, serviceKey, ledger, ledgerTenant: () => Promise.resolve(TENANT), firstBanMs: 30 * minute, clock,
    log: silentLog,
    isSpared: (ip) => ip === '127.0.0.1' || ip === '198.51.100.9',
    wall: { add: (range, ms) => void told.push(`+${range.text} ${ms / minute}`), remove: (range) => void told.push(`-${range.text}`) },
  })
  return { clock, store, ledger, told, make, bans: make() }
}

async function withBans(
  url: string | undefined, act: (house: Awaited<ReturnType<typeof openBans>>) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'zegel-bans-'))
  const house = await openBans(url ?? `sqlite:${join(folder, 'bans.db')}`, folder)
  try {
    await act(house)
  } finally {
    await house.store.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The whole life of a ban: made, found, kept over a restart, lifted, ended, recorded. */
async function life({ clock, bans, make, ledger, told }: Awaited<ReturnType<typeof openBans>>): Promise<void> {
  const added = await bans.add({ network: '192.0.2.77/24', minutes: 60, note: 'scans all day', by: 'beheer@delinde.example' })
  assert.ok(typeof added !== 'string')
  assert.equal(added.ban.network, '192.0.2.0/24')
  await bans.add({ network: '2001:db8:1:2::5', minutes: 5, by: '' })
  for (const ip of ['192.0.2.1', '192.0.2.255', '::ffff:192.0.2.3', '0:0:0:0:0:ffff:c000:207', '2001:db8:1:2:ffff::9']) assert.ok(bans.find(ip), ip)
  for (const ip of ['192.0.3.1', '2001:db8:1:3::1', '', 'local']) assert.equal(bans.find(ip), undefined, ip)
  const again = make()
  assert.equal(again.find('192.0.2.1'), undefined)
  await again.load()
  assert.equal(again.find('192.0.2.1')?.note, 'scans all day', 'kept over a restart')
  clock.at += 5 * minute
  assert.equal(again.find('2001:db8:1:2::5'), undefined, 'a ban ends by itself')
  assert.deepEqual(again.list().map(({ network }) => network), ['192.0.2.0/24'])
  assert.equal(await again.lift({ network: '192.0.2.0/24', by: 'beheer@delinde.example' }), 'lifted')
  assert.equal(await again.lift({ network: '192.0.2.0/24', by: '' }), 'not banned')
  await bans.load()
  assert.equal(bans.find('192.0.2.1'), undefined, 'the other node hears of it')
  await ledger.sequence()
  const kinds = (await ledger.list({ tenant: TENANT, limit: 10 })).map(({ kind }) => kind)
  assert.deepEqual(kinds.toSorted(), ['network.banned', 'network.banned', 'network.unbanned'])
  assert.deepEqual(told, ['+192.0.2.0/24 60', '+2001:db8:1:2::/64 5', '-192.0.2.0/24'])
}

test('a ban: made, found by every spelling, kept over a restart, lifted, ended by itself, in the ledger, told to the firewall', () =>
  withBans(undefined, life))

test('the same on PostgreSQL', { skip: postgresMissing ?? false }, async () => {
  const server = await startPostgres()
  try {
    await withBans(server.url, life)
  } finally {
    await server.stop()
  }
})

test('what is no network, too wide, this machine or no time is refused', () => withBans(undefined, async ({ bans }) => {
  const add = (network: string, minutes = 5) => bans.add({ network, minutes, by: '' })
  for (const network of ['', 'x', '192.0.2.1/33', '10.0.0.0/15', '2001:db8::/31', '192.0.2.1/24/8', '1.2.3', 'fe80::1%eth0', '::/0', '192.0.2.1/-1']) {
    assert.equal(await add(network), 'not a network', network)
  }
  for (const network of ['127.0.0.1', '127.0.0.0/16', '::1']) assert.equal(await add(network), 'own machine', network)
  for (const minutes of [0, -1, 1.5, BAN_MINUTES_MAX + 1, Number.NaN]) assert.equal(await add('192.0.2.1', minutes), 'time not valid', String(minutes))
  assert.notEqual(typeof await add('192.0.0.0/16', BAN_MINUTES_MAX), 'string')
}))

test('offences fill a measure: at the last one the network is shut out, longer each time, and never who is spared or vouched for', () =>
  withBans(undefined, async ({ clock, bans }) => {
    const fill = (ip: string): void => {
      for (let level = 0; level < OFFENCE_MEASURE; level += offenceWeights.injection) bans.offend(ip, 'injection')
    }
    const ip = '203.0.113.5'
    for (let level = offenceWeights.injection; level < OFFENCE_MEASURE; level += offenceWeights.injection) bans.offend(ip, 'injection')
    assert.equal(bans.find(ip), undefined, 'one short of the measure')
    assert.equal(bans.isDoubtful(ip), true)
    bans.offend(ip, 'injection')
    assert.deepEqual([bans.find(ip)?.why, bans.find(ip)?.times, bans.find('203.0.113.6')], ['injection', 1, undefined])
    const minutes: number[] = []
    for (let time = 0; time < 12; time++) {
      const ban = bans.find(ip)
      assert.ok(ban !== undefined)
      minutes.push((ban.until - ban.at) / minute)
      clock.at = ban.until
      assert.equal(bans.find(ip), undefined)
      fill(ip)
    }
    assert.deepEqual(minutes.slice(0, 4), [30, 60, 120, 240])
    assert.equal(Math.max(...minutes), BAN_BY_ITSELF_MS_MAX / minute)
    for (const spared of ['127.0.0.1', '198.51.100.9']) {
      fill(spared)
      assert.equal(bans.find(spared), undefined, spared)
    }
    bans.vouch('192.0.2.44')
    fill('192.0.2.44')
    assert.equal(bans.find('192.0.2.44'), undefined, 'one of our people got in from there')
    clock.at += 31 * day
    fill('192.0.2.44')
    assert.ok(bans.find('192.0.2.44'))
  }))

/** Two of these are past the measure. */
const trap = (bans: Bans, ip: string): void => {
  bans.offend(ip, 'trap')
  bans.offend(ip, 'trap')
}

test('a network of our people stays spared over a restart, on another node, and for a month', () => withBans(undefined, async ({ clock, bans, make, store }) => {
  const other = make()
  await other.load()
  // Written behind.
  const kept = async (many: number): Promise<void> => {
    while ((await store.all(sql`select token from known_network where last_at = ${clock.at}`)).length < many) await setImmediate()
  }
  bans.vouch('192.0.2.44')
  bans.vouch('::ffff:192.0.2.44')
  bans.vouch('2001:db8:1:2::5')
  await kept(2)
  const again = make()
  await again.load()
  await other.load()
  for (const ours of ['192.0.2.44', '2001:db8:1:2::99']) {
    for (const node of [again, other]) {
      trap(node, ours)
      assert.equal(node.find(ours), undefined, ours)
    }
  }
  trap(again, '192.0.2.45')
  assert.ok(again.find('192.0.2.45'))
  const rows = await store.all<{ token: Uint8Array, last_at: number }>(sql`select * from known_network`)
  assert.deepEqual(rows.map(({ token, last_at: at }) => [token.length, at]), [[16, clock.at], [16, clock.at]], 'digests only')
  clock.at += 29 * day
  again.vouch('192.0.2.44')
  await kept(1)
  clock.at += 2 * day
  await again.tidy()
  const last = make()
  await last.load()
  trap(last, '192.0.2.44')
  trap(last, '2001:db8:1:2::5')
  assert.deepEqual([last.find('192.0.2.44'), last.find('2001:db8:1:2::5')?.why], [undefined, 'trap'])
}))

test(`${LINES_SHUT_OUT_MAX} lines of one IPv6 network shut out: the next one shuts out all of it, but nobody who is spared or vouched for`, () =>
  withBans(undefined, async ({ clock, bans, told }) => {
    const line = (number: number): string => `2001:db8:77:${number.toString(16)}::1`
    for (let number = 0; number < LINES_SHUT_OUT_MAX; number += 1) trap(bans, line(number))
    assert.equal(bans.find(line(5000)), undefined)
    clock.at += 30 * minute
    for (let number = 0; number < LINES_SHUT_OUT_MAX; number += 1) trap(bans, line(100 + number))
    assert.equal(bans.find(line(5000)), undefined, 'the first ones are over')
    bans.vouch(line(6000))
    trap(bans, line(200))
    assert.deepEqual([bans.find(line(200))?.network, bans.find(line(5000))?.network], ['2001:db8:77::/48', '2001:db8:77::/48'])
    assert.deepEqual([bans.find(line(6000)), bans.find('2001:db8:78::1')], [undefined, undefined])
    assert.ok(!told.some((one) => one.includes('/48')), 'the firewall could spare nobody')
    const before = bans.list().length
    trap(bans, line(7000))
    assert.equal(bans.list().length, before, 'no more lines of it')
  }))

test(`${BANS_BY_ITSELF_PER_MINUTE_MAX} networks a minute are shut out by themselves, more by hand`, () => withBans(undefined, async ({ clock, bans }) => {
  const from = (number: number): string => `198.51.${number >> 8}.${number & 255}`
  for (let number = 0; number <= BANS_BY_ITSELF_PER_MINUTE_MAX; number += 1) trap(bans, from(number))
  assert.equal(bans.list().length, BANS_BY_ITSELF_PER_MINUTE_MAX)
  const late = from(BANS_BY_ITSELF_PER_MINUTE_MAX)
  assert.equal(bans.find(late), undefined)
  assert.notEqual(typeof await bans.add({ network: '203.0.113.1', minutes: 5, by: '' }), 'string')
  clock.at += 59 * second
  trap(bans, late)
  assert.equal(bans.find(late), undefined)
  clock.at += second
  trap(bans, late)
  assert.ok(bans.find(late))
}))

test('small offences are forgiven in time', () => withBans(undefined, async ({ clock, bans }) => {
  for (let time = 0; time < 30; time++) {
    bans.offend('203.0.113.7', 'harvesting')
    clock.at += minute
  }
  assert.equal(bans.find('203.0.113.7'), undefined)
}))

test('a network that is shut out or comes too fast is turned away at the door, and who is exempt is not', () =>
  withBans(undefined, async ({ clock, bans }) => {
    const throttle = createThrottle({ clock })
    const entrance = createEntrance({ name: 'mail', limits: { size: 10_000, perNetwork: 5000, perSubnet: 5000 }, throttle, clock, bans })
    const arrive = (ip: string) => {
      const arrival = entrance.arrive(ip, { worth: () => 0, end: () => undefined })
      if (arrival.in) arrival.leave()
      return arrival.in ? 'in' : arrival.why
    }
    await bans.add({ network: '192.0.2.1', minutes: 5, by: '' })
    assert.deepEqual([arrive('192.0.2.1'), arrive('192.0.2.2')], ['banned', 'in'])
    const answers = Array.from({ length: 7000 }, () => arrive('203.0.113.5'))
    const passed = answers.indexOf('too-fast')
    assert.equal(passed, throttleDefaults.rates['connect-network'].burst)
    assert.equal(answers.at(-1), 'too-fast', 'a flood alone shuts nobody out: honest clients may sit behind the same address')
    assert.ok(Array.from({ length: 7000 }, () => arrive('127.0.0.1')).every((answer) => answer === 'in'))
  }))

test('the database names no network in the clear', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'zegel-bans-'))
  const file = join(folder, 'bans.db')
  const { bans, store } = await openBans(`sqlite:${file}`, folder)
  await bans.add({ network: '198.51.100.77', minutes: 5, note: 'merkwaardig-briefje', by: 'beheer@delinde.example' })
  await store.close()
  const raw = readFileSync(file, 'latin1')
  for (const word of ['198.51.100.77', 'merkwaardig-briefje', 'beheer@delinde.example']) assert.ok(!raw.includes(word), word)
  rmSync(folder, { recursive: true, force: true })
})

test('the firewall is told in arguments, never through a shell', () => {
  const four = readRange('192.0.2.0/24')
  const six = readRange('2001:db8::')
  assert.ok(four !== undefined && six !== undefined)
  assert.ok(NFT_PROGRAM.startsWith('/'), 'no search path')
  assert.deepEqual(addArguments('inet zegel', four, 90_500), ['add', 'element', 'inet', 'zegel', 'banned4', '{', '192.0.2.0/24', 'timeout', '91s', '}'])
  assert.deepEqual(removeArguments('inet zegel', six), ['delete', 'element', 'inet', 'zegel', 'banned6', '{', '2001:db8::/64', '}'])
})
