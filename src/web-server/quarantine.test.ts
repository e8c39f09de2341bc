/** Held mail on both engines: kept, listed, given on or deleted once, scanned again, cleared away. */
import assert from 'node:assert/strict'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { day } from '../base/sizes.ts'
import { keepMail } from '../delivery/scripts.ts'
import { bodyCipher } from '../keys/body-cipher.ts'
import { silentLog } from '../log/log.ts'
import { createQuarantine, DECIDED_SHOWN_MS, type Quarantine } from '../malware/quarantine.ts'
import { createClamav, type Scanner } from '../scan/clamav.ts'
import { skipClamd, startClamd } from '../scan/clamd.testing.ts'
import { openFolderBlobs } from '../storage/blobs/folder.ts'
import { postgresMissing, startPostgres } from '../storage/postgres/server.testing.ts'
import { openWebHouse, type Client, type WebHouse } from './web-server.testing.ts'

const KEEP_DAYS = 30
const raw = (word: string): Uint8Array => Buffer.from(`From: tom@fysio.test\r\nTo: anna@zonnehof.test\r\nSubject: ${word}\r\n\r\n${word} in de tekst\r\n`)

interface Ward {
  readonly house: WebHouse
  readonly anna: Client
  readonly folder: string
  quarantine(scanner?: Scanner): Quarantine
  hold(word: string, why: 'rule' | 'not-scanned', recipients?: readonly string[]): Promise<string>
  subjects(client: Client): Promise<readonly string[]>
}

async function openWard(house: WebHouse): Promise<Ward> {
  const folder = join(house.folder, 'quarantine')
  const blobs = await openFolderBlobs(folder)
  const { store, serviceKey, accounts, mailstore, ledger, clock } = house
  const quarantine = (scanner?: Scanner): Quarantine => createQuarantine({
    store, blobs, serviceKey, bodyCipher, accounts, mailstore, ledger, scanner, keepDays: KEEP_DAYS, clock,
    log: silentLog,
  })
  return {
    house, folder, quarantine, anna: await house.signedIn('anna'),
    async hold(word, why, recipients = ['anna@zonnehof.test']) {
      const known = await Promise.all(recipients.map((address) => accounts.findRecipient(address)))
      const prepared = await quarantine().prepare({
        tenant: known[0]?.tenant ?? 0, raw: raw(word), at: clock.now(), why, files: [{ name: 'a.exe', why: 'dangerous-type' }], mailFrom: 'tom@fysio.test',
        author: 'tom@fysio.test', truth: { verdict: 'unverifiable', domain: null, reason: 'dmarc-none' },
        recipients: known.flatMap((account, index) => account === undefined ? [] : [{ account: account.account, address: recipients[index] ?? '' }]),
      })
      await store.write(keepMail, { copies: [], records: [], finished: [], quarantined: [prepared] })
      return prepared.id
    },
    async subjects(client) {
      const { ids } = await client.call('Email/query', {})
      return (await client.call('Email/get', { ids, properties: ['subject'] })).list.map(({ subject }: { readonly subject: string }) => subject).toSorted()
    },
  }
}

async function life(house: WebHouse): Promise<void> {
  const { anna, quarantine, hold, subjects, folder } = await openWard(house)
  const bert = await house.signedIn('bert')
  const { tenant } = await house.accounts.findRecipient('anna@zonnehof.test') ?? assert.fail()
  const wards = quarantine()
  const first = await hold('roerdomp', 'rule', ['anna@zonnehof.test', 'bert@zonnehof.test'])
  const second = await hold('wielewaal', 'rule')
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) assert.ok(!/roerdomp|wielewaal/.test(name))
  const listed = await wards.list(tenant)
  assert.deepEqual(listed.map(({ state, author, to, files }) => [state, author, to.length, files[0]?.name]).toSorted(), [['held', 'tom@fysio.test', 1, 'a.exe'], ['held', 'tom@fysio.test', 2, 'a.exe']])
  assert.deepEqual(await wards.list(tenant + 1), [])
  // Of two officers at the same moment one decides.
  const decided = await Promise.all([0, 1].map(() => wards.decide({ tenant, id: first, decision: 'release', by: 'fg@zonnehof.test' })))
  assert.deepEqual(decided.toSorted(), ['decided already', 'done'])
  assert.deepEqual([await subjects(anna), await subjects(bert)], [['roerdomp'], ['roerdomp']])
  assert.equal(await wards.decide({ tenant: tenant + 1, id: second, decision: 'release', by: 'x' }), 'not found')
  assert.equal(await wards.decide({ tenant, id: second, decision: 'delete', by: 'fg@zonnehof.test' }), 'done')
  assert.equal(await wards.decide({ tenant, id: second, decision: 'release', by: 'fg@zonnehof.test' }), 'decided already')
  assert.deepEqual(await subjects(anna), ['roerdomp'])
  assert.deepEqual(filesBelow(folder), [])
  await cleared({ house, quarantine, hold, folder, tenant })
}

/** What nobody asked for goes after its days, and what was decided is forgotten after its own. */
async function cleared({ house, quarantine, hold, folder, tenant }: Pick<Ward, 'house' | 'quarantine' | 'hold' | 'folder'> & { readonly tenant: number }): Promise<void> {
  const third = await hold('zomertortel', 'rule')
  const state = async (): Promise<string | undefined> =>
    (await quarantine().list(tenant)).find(({ id }) => id === third)?.state
  house.clock.at += KEEP_DAYS * day
  await quarantine().tidy()
  assert.equal(await state(), 'held')
  house.clock.at += 1
  await quarantine().tidy()
  assert.equal(await state(), 'deleted')
  assert.deepEqual(filesBelow(folder), [])
  house.clock.at += DECIDED_SHOWN_MS + 1
  await quarantine().tidy()
  assert.deepEqual(await quarantine().list(tenant), [])
}

async function scannedAgain(house: WebHouse): Promise<void> {
  const { anna, quarantine, hold, subjects } = await openWard(house)
  const { tenant } = await house.accounts.findRecipient('anna@zonnehof.test') ?? assert.fail()
  const clamd = await startClamd()
  try {
    const scanner = createClamav({ address: clamd.address, timeoutMs: 60_000, scansMax: 2, log: silentLog })
    await clamd.learn('Test.Lepelaar', 'lepelaar')
    await hold('smient', 'not-scanned')
    const bad = await hold('lepelaar', 'not-scanned')
    await hold('kluut', 'rule')
    assert.deepEqual(await quarantine(scanner).scanAgain(), { scanned: 3, released: 1 })
    assert.deepEqual(await subjects(anna), ['smient'])
    const listed = await quarantine(scanner).list(tenant)
    assert.match(listed.find(({ id }) => id === bad)?.verdict ?? '', /Lepelaar/)
    assert.deepEqual(await quarantine(scanner).scanAgain(), { scanned: 0, released: 0 })
    assert.deepEqual(await quarantine(createClamav({ address: '127.0.0.1:1', timeoutMs: 1000, scansMax: 1, log: silentLog })).scanAgain(), { scanned: 0, released: 0 })
  } finally {
    await clamd.close()
  }
}

async function withHouse(url: string | undefined, use: (house: WebHouse) => Promise<void>): Promise<void> {
  const house = await openWebHouse(url === undefined ? {} : { url })
  try {
    await use(house)
  } finally {
    await house.close()
  }
}

describe('quarantine on SQLite', () => {
  test('a life of held mail', () => withHouse(undefined, life))
  test('what only waited for the scanner goes on once it is clean', { skip: skipClamd }, () => withHouse(undefined, scannedAgain))
})

describe('quarantine on PostgreSQL', { skip: postgresMissing ?? false }, () => {
  test('the same life, and the same waiting', async () => {
    const server = await startPostgres()
    try {
      await withHouse(server.url, life)
    } finally {
      await server.stop()
    }
  })
  test('what only waited for the scanner goes on once it is clean', { skip: skipClamd }, async () => {
    const server = await startPostgres()
    try {
      await withHouse(server.url, scannedAgain)
    } finally {
      await server.stop()
    }
  })
})

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)).filter((path) => statSync(path).isFile())
}
