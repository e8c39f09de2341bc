/**
 * A new data key for an account: what it shows stays as it was, every way in opens it, nothing opens under the key
 * of before, and a kill in the middle is gone on from. On both engines, with the real parts.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { House } from '../src/app.ts'
import { Refusal } from '../src/base/errors.ts'
import { boxKey, openBox } from '../src/crypto/box.ts'
import type { OpenAccount } from '../src/keys/keys.ts'
import { OpenAccountKeys } from '../src/keys/open-account.ts'
import { temporaryServiceKey } from '../src/keys/service-key.ts'
import { keepPrepared } from '../src/mailstore/scripts/append.ts'
import { postgresMissing, startPostgres, type TestPostgres } from '../src/storage/postgres/server.testing.ts'
import { sql } from '../src/storage/script.ts'
import {
  enter, inboxOf, letter, makeHouse, openPlace, OWNER, PASSWORD, rotateAndKill, setsOf, shownBy, type Place,
} from './key-rotation.testing.ts'

const MESSAGES = 200
const KILLS = [1, 2, 4, 7]

/** A test may take the bytes of the data key, to prove that they open nothing any more. */
function dataKeyIn(open: OpenAccount): Uint8Array {
  assert.ok(open instanceof OpenAccountKeys)
  const key = boxKey(new Uint8Array(32))
  return openBox(key, new Uint8Array(), open.wrapFor(key, new Uint8Array()))
}

async function filled(place: Place): Promise<{ readonly recoveryCode: string, readonly appPassword: string }> {
  const recoveryCode = await makeHouse(place)
  const house = await openPlace(place)
  try {
    const { open, mail } = await enter(house, PASSWORD)
    const { password: appPassword } = await house.accounts.addAppPassword({ open, label: 'Thunderbird' })
    const inbox = await inboxOf(mail)
    for (let number = 0; number < MESSAGES; number++) {
      const answers = number % 5 === 4 ? { answers: number - 1 } : {}
      const keywords = number % 7 === 0 ? ['$Zaak', 'Té doen'] : []
      const flags = { bits: number % 2, keywords }
      const kept = await mail.append({
        mailbox: inbox, raw: letter(number, answers), flags, receivedAt: number, truth: null,
      })
      assert.ok(typeof kept !== 'string')
    }
    const folder = await mail.createMailbox({ path: 'Zaken/Bezwaar' })
    assert.ok(typeof folder !== 'string')
    await mail.move({ from: inbox, uids: [3, 5, 8], to: folder.id })
    await house.mailstore.tidy(mail.account)
    await house.accounts.savePreferences(open, '{"looks":"dark"}')
    await house.accounts.beginSecondFactor(open)
    return { recoveryCode, appPassword }
  } finally {
    await house.close()
  }
}

/** Everything in the tables that lies under an account's key, tried with a key. */
async function opensSomething(house: House, key: OpenAccountKeys): Promise<readonly string[]> {
  const { tenant, account } = key
  const opened: string[] = []
  const look = async (
    kind: string, statement: Parameters<typeof house.store.all>[0], idOf: (row: Record<string, unknown>) => string,
  ): Promise<void> => {
    const rows = await house.store.all<Record<string, unknown> & { box: Uint8Array }>(statement)
    assert.ok(rows.length > 0, kind)
    for (const row of rows) {
      try {
        key.decrypt({ tenant, account, kind, id: idOf(row) }, row.box)
        opened.push(`${kind} ${idOf(row)}`)
      } catch (error) {
        assert.ok(error instanceof Refusal && error.reason === 'wrong-key')
      }
    }
  }
  const base64 = (token: unknown): string => Buffer.from(token as Uint8Array).toString('base64url')
  await look('record-page', sql`select page, sealed as box from record_page`, ({ page }) => String(page))
  await look('mailbox-name', sql`select token, name as box from mailbox where name is not null`,
    ({ token }) => base64(token))
  await look('keyword', sql`select keyword, name as box from keyword`, ({ keyword }) => String(keyword))
  await look('search-part', sql`select segment, part, sealed as box from search_part`, ({ segment,
    part }) => `${String(segment)}/${String(part)}`)
  await look('preference', sql`select box from preference`, () => '1')
  await look('second-factor', sql`select secret as box from second_factor`, () => '1')
  await look('sealing-secret', sql`select sealing_secret as box from account`, () => '1')
  return opened
}

function rotationOn(engine: string, urlOf: () => string | undefined, options: { readonly skip: string | false }): void {
  describe(`a new key on ${engine}`, options, () => {
    const folder = mkdtempSync(join(tmpdir(), 'zegel-rotation-'))
    after(() => rmSync(folder, { recursive: true, force: true }))
    const place = (): Place => ({ folder: join(folder, 'home'), sets: setsOf(urlOf()) })

    test('everything stays as it was through kills in the middle, and nothing opens under the key of before',
      { timeout: 300_000 }, async () => {
      const { recoveryCode, appPassword } = await filled(place())
      let house = await openPlace(place())
      const first = await enter(house, PASSWORD)
      const { cookie } = await house.accounts.startSession({ open: first.open, userAgent: 'Firefox' })
      const shown = await shownBy(first.mail)
      const oldKey = dataKeyIn(first.open)
      const sealingSecret = (await house.store.one<{ box: Uint8Array }>(sql`select sealing_secret as box from account`)).box
      const ref = { tenant: first.open.tenant, account: first.open.account }
      await house.close()
      // Mail that waits sealed when the rotation begins must come over too.
      house = await openPlace(place())
      const owner = await house.accounts.findRecipient(OWNER)
      assert.ok(owner !== undefined)
      const waiting = await house.mailstore.prepare({
        account: owner, raw: letter(1000), receivedAt: 1, returnPath: '', truth: null, role: 'inbox',
      })
      assert.equal(waiting.form, 'sealed')
      await house.store.write(keepPrepared, waiting)
      await house.close()
      for (const afterLines of KILLS) {
        const [said] = await rotateAndKill(place(), { appPassword, afterLines })
        assert.equal(said, 'begun')
      }
      house = await openPlace(place())
      try {
        const { open, mail, leave } = await enter(house, appPassword, 'imap')
        await house.accounts.rotations.settled(open)
        const state = await house.accounts.rotations.state(open)
        assert.equal(state?.state, 'done')
        assert.equal(open.keyVersion, 2)
        const now = await shownBy(mail)
        assert.deepEqual(now.filter((line) => !line.includes('Dossier 1000') && line !== `INBOX ${MESSAGES - 2}`),
          shown.filter((line) => line !== `INBOX ${MESSAGES - 3}`))
        assert.equal(now.filter((line) => line.includes('Dossier 1000')).length, 1)
        assert.equal((await house.store.one<{ rows: number }>(sql`select count(*) as rows from former_key`)).rows, 0)
        const old = new OpenAccountKeys({ account: ref, dataKey: oldKey, sealingSecret,
          service: temporaryServiceKey() })
        assert.deepEqual(await opensSomething(house, old), [])
        // The conversation is found by an answer that comes after the rotation.
        const answered = await mail.append({
          mailbox: await inboxOf(mail), raw: letter(2000, { answers: 10 }), flags: { bits: 0, keywords: [] },
          receivedAt: 1, truth: null,
        })
        assert.ok(typeof answered !== 'string')
        const tenth = shown.find((line) => line.includes(' Dossier 10 '))?.split(' ').at(-2)
        assert.equal(String(answered.thread), tenth)
        assert.equal((await mail.query({ filter: { body: 'woord77' }, sort: [], collapseThreads: false })).length, 1)
        assert.equal(await house.accounts.preferences(open), '{"looks":"dark"}')
        leave()
      } finally {
        await house.close()
      }
      // Every way in opens the account without help of another.
      for (const way of ['password', 'session', 'recovery'] as const) {
        house = await openPlace(place())
        try {
          if (way === 'password') (await enter(house, PASSWORD)).leave()
          if (way === 'session') assert.ok(await house.accounts.resumeSession(cookie) !== undefined)
          if (way === 'recovery') {
            const recovered = await house.accounts.recover({
              address: OWNER, recoveryCode, next: `${PASSWORD}-2`, ip: '127.0.0.1',
            })
            assert.ok(typeof recovered !== 'string' && recovered.outcome === 'open')
          }
        } finally {
          await house.close()
        }
      }
    })
  })
}

rotationOn('SQLite', () => undefined, { skip: false })

let server: TestPostgres | undefined
before(async () => {
  if (postgresMissing === undefined) server = await startPostgres()
})
after(() => server?.stop())
rotationOn('PostgreSQL', () => server?.url, { skip: postgresMissing ?? false })
