import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, describe, test } from 'node:test'
import { silentLog } from '../../log/log.ts'
import type { Migration } from '../migration.ts'
import { openStore } from '../open.ts'
import { postgresMissing, startPostgres } from '../postgres/server.testing.ts'
import { sql } from '../script.ts'
import { migrations } from './index.ts'

const folder = mkdtempSync(join(tmpdir(), 'zegel-migrations-'))
after(() => rmSync(folder, { recursive: true, force: true }))

test('every migration file is listed, in the order of the numbers, none twice', () => {
  const files = readdirSync(import.meta.dirname).filter((name) => /^\d{4}-[a-z-]+\.ts$/.test(name)).sort()
  assert.deepEqual(migrations.map(({ number, name }) => `${String(number).padStart(4, '0')}-${name}.ts`), files)
  assert.equal(new Set(migrations.map(({ number }) => number)).size, migrations.length)
})

test('a migration out of order is refused', async () => {
  await assert.rejects(
    openStore({
      url: `sqlite:${join(folder, 'order.db')}`,
      log: silentLog,
      options: { migrations: [...migrations].reverse() },
    }),
    /stands at place/,
  )
})

const afterwards: Migration = {
  number: (migrations.at(-1)?.number ?? 0) + 1,
  name: 'later',
  statements: ({ integer }) => [`create table later (a ${integer})`],
}
const broken: Migration = {
  number: (migrations.at(-1)?.number ?? 0) + 1,
  name: 'broken',
  statements: ({ integer }) => [`create table half (a ${integer})`, 'create nonsense'],
}

test('a step with a lower number that comes later is still done, once', async () => {
  const steps = migrations.slice(-2)
  const [first, second] = steps
  const url = `sqlite:${join(folder, 'side-by-side.db')}`
  const open = (list: readonly Migration[]): ReturnType<typeof openStore> => openStore({
    url, log: silentLog, options: { migrations: list },
  })
  const before = migrations.slice(0, -2)
  await (await open([...before, ...second === undefined ? [] : [second]])).close()
  for (let time = 0; time < 2; time++) {
    const store = await open([...before, ...steps])
    const done = await store.all<{ number: number }>(sql`select number from schema_version where number in (${first?.number ?? 0}, ${second?.number ?? 0})`)
    assert.equal(done.length, 2)
    await store.close()
  }
})

describe('on sqlite', () => {
  const steps = (count: number): Migration[] => [...migrations, afterwards].slice(0, count)

  test('each step works on the schema before it, with a snapshot of what was there', async () => {
    const path = join(folder, 'steps.db')
    for (let count = 1; count <= migrations.length + 1; count++) {
      const store = await openStore({ url: `sqlite:${path}`, log: silentLog, options: { migrations: steps(count) } })
      assert.deepEqual(await store.health(), { writable: true, schema: steps(count).at(-1)?.number })
      await store.close()
    }
    const snapshot = `${path}.before-${String(afterwards.number).padStart(4, '0')}-later`
    assert.ok(existsSync(snapshot))
    assert.equal(statSync(snapshot).mode & 0o077, 0)
    assert.equal(statSync(path).mode & 0o077, 0)
    const database = new DatabaseSync(snapshot, { readOnly: true })
    assert.deepEqual(
      database.prepare('select count(*) as steps from schema_version').get()?.['steps'],
      migrations.length,
    )
    database.close()
  })

  test('a step that fails leaves the schema before it', async () => {
    const url = `sqlite:${join(folder, 'broken.db')}`
    await assert.rejects(
      openStore({ url, log: silentLog, options: { migrations: [...migrations, broken] } }),
      /nonsense/,
    )
    const store = await openStore({ url, log: silentLog })
    assert.deepEqual(await store.all(sql`select name from sqlite_schema where name = 'half'`), [])
    await store.close()
  })

  test('a database of a newer or another version is refused in words, and left alone', async () => {
    const url = `sqlite:${join(folder, 'newer.db')}`
    await (await openStore({ url, log: silentLog, options: { migrations: [...migrations, afterwards] } })).close()
    await assert.rejects(openStore({ url, log: silentLog }), {
      name: 'Refusal',
      reason: 'storage-schema-newer',
      message: /newer version of Zegel/,
    })
    const renamed = migrations.map((step, index) => index === 0 ? { ...step, name: 'other' } : step)
    await assert.rejects(openStore({ url, log: silentLog, options: { migrations: renamed } }), {
      name: 'Refusal',
      reason: 'storage-schema-foreign',
    })
    await (await openStore({ url, log: silentLog, options: { migrations: [...migrations, afterwards] } })).close()
  })

  test('a file that is no database, and a URL that names none, are refused', async () => {
    const text = join(folder, 'text.db')
    writeFileSync(text, 'this is a text and not a database, however long it goes on to be one. '.repeat(20))
    await assert.rejects(openStore({ url: `sqlite:${text}`, log: silentLog }), /not a database/)
    for (const url of ['sqlite:', 'sqlite::memory:', 'mysql://x', '']) {
      await assert.rejects(openStore({ url, log: silentLog }), { name: 'Refusal', reason: 'storage-url' })
    }
  })
})

test('on postgres: each step works, newer is refused, a step that fails leaves nothing', {
  skip: postgresMissing ?? false,
}, async () => {
  const server = await startPostgres()
  try {
    const open = (list: readonly Migration[]): ReturnType<typeof openStore> =>
      openStore({ url: server.url, log: silentLog, options: { migrations: list, connections: 2 } })
    for (let count = 1; count <= migrations.length; count++) await (await open(migrations.slice(0, count))).close()
    await assert.rejects(open([...migrations, broken]), /nonsense/)
    // Two nodes that start at the same moment.
    const [one, two] = await Promise.all([open([...migrations, afterwards]), open([...migrations, afterwards])])
    assert.deepEqual(
      await one.all(sql`select table_name from information_schema.tables where table_name in ('half', 'later')`),
      [{ table_name: 'later' }],
    )
    assert.equal((await two.health()).schema, afterwards.number)
    await Promise.all([one.close(), two.close()])
    await assert.rejects(open(migrations), { name: 'Refusal', reason: 'storage-schema-newer' })
  } finally {
    await server.stop()
  }
})
