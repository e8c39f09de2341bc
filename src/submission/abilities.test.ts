import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { createResolver } from '../dns/resolver.ts'
import { temporaryServiceKey } from '../keys/service-key.ts'
import { silentLog } from '../log/log.ts'
import type { NextHop, TlsProof } from '../smtp-client/types.ts'
import { openStore } from '../storage/open.ts'
import { ABILITY_FRESH_MS, ABILITY_RETRY_MS, ABILITY_USABLE_MS, createAbilities, LOOKS_WAITING_MAX, type Abilities } from './abilities.ts'

type Probe = (hops: readonly NextHop[]) => Promise<TlsProof | 'none' | 'unreachable'>

/** A server with a certificate of a trusted authority. */
const proving: Probe = ([hop]) => Promise.resolve(hop?.trust?.certificate?.proof ?? 'none')

interface Lab {
  readonly clock: { at: number, now(): number }
  readonly folder: string
  looks: number
  probe: Probe
  abilities: Abilities
  /** Another process over the same database. */
  again(): Abilities
}

async function lab(t: TestContext, { fixedIsPinned = true } = {}): Promise<Lab> {
  const clock = { at: 1_000_000_000_000, now: () => clock.at }
  const folder = mkdtempSync(join(tmpdir(), 'zegel-abilities-'))
  const store = await openStore({ url: `sqlite:${join(folder, 'a.db')}`, log: silentLog, clock })
  const resolver = createResolver({ servers: [], validating: false, clock })
  const serviceKey = temporaryServiceKey()
  const routes = new Proxy({}, {
    get: (_target, name) => String(name).endsWith('.example') ? '127.0.0.1:25' : undefined,
    getOwnPropertyDescriptor: (_target, name) => String(name).endsWith('.example') ? { configurable: true, enumerable: true, value: '127.0.0.1:25' } : undefined,
  }) as Readonly<Record<string, string>>
  const make = (): Abilities => createAbilities({
    store, serviceKey, clock, log: silentLog,
    way: { resolver, routes, isPinned: () => fixedIsPinned, mtaSts: () => Promise.resolve(undefined) },
    probe: (hops) => {
      made.looks += 1
      return made.probe(hops)
    },
  })
  const made: Lab = { clock, folder, looks: 0, probe: proving, abilities: make(), again: make }
  t.after(async () => {
    await made.abilities.settled()
    resolver.close()
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return made
}

const tlsOf = async (abilities: Abilities, domain: string, withinMs = 5000) => (await abilities.of([domain],
  withinMs)).get(domain)?.verifiedTls

test('a fixed route with a checked certificate is a pinned partner, without that rule a certificate', async (t) => {
  const one = await lab(t)
  assert.equal(await tlsOf(one.abilities, 'a.example'), 'pinned')
  one.probe = () => Promise.resolve('none')
  assert.equal(await tlsOf(one.abilities, 'b.example'), 'none')
  one.probe = () => Promise.resolve('unreachable')
  assert.equal(await tlsOf(one.abilities, 'c.example'), 'unknown')
  const other = await lab(t, { fixedIsPinned: false })
  assert.equal(await tlsOf(other.abilities, 'a.example'), 'certificate')
})

test('domains without servers: none; when nobody answers: unknown', async (t) => {
  const { abilities } = await lab(t)
  assert.equal(await tlsOf(abilities, 'nergens.invalid'), 'none')
  assert.equal(await tlsOf(abilities, 'ergens.test'), 'unknown')
})

test('fresh knowledge is used, older is used and looked up again, too old is waited for', async (t) => {
  const one = await lab(t)
  await tlsOf(one.abilities, 'a.example')
  one.clock.at += ABILITY_FRESH_MS
  assert.equal(await tlsOf(one.abilities, 'a.example'), 'pinned')
  assert.equal(one.looks, 1)
  one.probe = () => Promise.resolve('none')
  one.clock.at += 1
  assert.equal(await tlsOf(one.abilities, 'a.example'), 'pinned')
  await one.abilities.settled()
  assert.equal(one.looks, 2)
  assert.equal(await tlsOf(one.abilities, 'a.example'), 'none')
  one.clock.at += ABILITY_USABLE_MS + 1
  one.probe = proving
  assert.equal(await tlsOf(one.abilities, 'a.example'), 'pinned')
})

test('what could not be looked at is asked again soon', async (t) => {
  const one = await lab(t)
  one.probe = () => Promise.resolve('unreachable')
  await tlsOf(one.abilities, 'a.example')
  one.probe = proving
  one.clock.at += ABILITY_RETRY_MS + 1
  await tlsOf(one.abilities, 'a.example')
  await one.abilities.settled()
  assert.equal(await tlsOf(one.abilities, 'a.example'), 'pinned')
})

test('a slow server does not keep Send waiting; its answer is there the next time', async (t) => {
  const one = await lab(t)
  const { promise, resolve } = Promise.withResolvers<'pinned'>()
  one.probe = () => promise
  assert.equal(await tlsOf(one.abilities, 'a.example', 20), 'unknown')
  assert.equal(await tlsOf(one.abilities, 'a.example', 20), 'unknown')
  assert.equal(one.looks, 1)
  resolve('pinned')
  await one.abilities.settled()
  assert.equal(await tlsOf(one.abilities, 'a.example'), 'pinned')
})

test(`at most ${LOOKS_WAITING_MAX} looks wait; the rest is unknown at once`, async (t) => {
  const one = await lab(t)
  const { promise, resolve } = Promise.withResolvers<'pinned'>()
  one.probe = () => promise
  const domains = Array.from({ length: LOOKS_WAITING_MAX + 5 }, (_, index) => `d${index}.example`)
  const abilities = await one.abilities.of(domains, 10)
  assert.ok([...abilities.values()].every(({ verifiedTls }) => verifiedTls === 'unknown'))
  resolve('pinned')
  await one.abilities.settled()
  assert.equal(one.looks, LOOKS_WAITING_MAX)
})

test('another process knows it too, and after forgetting nobody does', async (t) => {
  const one = await lab(t)
  await tlsOf(one.abilities, 'a.example')
  assert.equal(await tlsOf(one.again(), 'a.example'), 'pinned')
  assert.equal(one.looks, 1)
  await one.abilities.forget('a.example')
  await tlsOf(one.abilities, 'a.example')
  assert.equal(one.looks, 2)
})

test('a probe that breaks is unknown, not an error', async (t) => {
  const one = await lab(t)
  one.probe = () => Promise.reject(new Error('stuk'))
  assert.equal(await tlsOf(one.abilities, 'a.example'), 'unknown')
})

test('no domain stands on the disk', async (t) => {
  const one = await lab(t)
  await tlsOf(one.abilities, 'geheimepartner.example')
  const bytes = readdirSync(one.folder).map((name) => readFileSync(join(one.folder, name)).toString('latin1')).join()
  assert.ok(!bytes.includes('geheimepartner'))
})
