import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import {
  addAccount,
  addAndThrow,
  addItem,
  addMany,
  addOnce,
  allOfStatement,
  countTwice,
  countUp,
  countUpUnlocked,
  echo,
  endless,
  giveFunction,
  lockTwo,
  runStatement,
  writeWhileReading,
} from './contract.scripts.ts'
import { STATEMENT_VALUES_MAX } from './limits.ts'
import { sql, sqlList, type Change } from './script.ts'
import type { Store } from './store.ts'

/** What every engine must do, as tests. Each engine's test file calls this with a way to open an empty store. */
export interface ContractEngine {
  readonly name: string
  readonly skip?: string | undefined
  /** Before the first test and after the last. */
  start(): Promise<void>
  stop(): Promise<void>
  /** A new empty database with the contract tables. */
  open(): Promise<Store>
}

export function storageContract(engine: ContractEngine): void {
  describe(`storage contract on ${engine.name}`, { skip: engine.skip ?? false }, () => {
    let store: Store
    before(async () => {
      await engine.start()
      store = await engine.open()
    })
    after(async () => {
      await store?.close()
      await engine.stop()
    })
    const itemCount = async (account: number): Promise<number> =>
      (await store.one<{ items: number }>(sql`select count(*) as items from item where account = ${account}`)).items
    const own = {
      get store(): Store {
        return store
      },
      itemCount,
      open: () => engine.open(),
    }
    atomicity(own)
    concurrency(own)
    values(own)
    changes(own)
    reading(own)
    ending(own)
  })
}

interface Own {
  readonly store: Store
  readonly itemCount: (account: number) => Promise<number>
  readonly open: () => Promise<Store>
}

function atomicity(own: Own): void {
  test('a write is there when it resolves', async () => {
    assert.equal(await own.store.write(addItem, { account: 101, id: 1, word: 'een' }), 1)
    assert.deepEqual(await own.store.all(sql`select id, word from item where account = 101`), [{ id: 1, word: 'een' }])
  })

  test('a script that throws leaves nothing and tells nobody', async () => {
    const heard: Change[] = []
    const stop = own.store.onChange((change) => heard.push(change))
    await assert.rejects(own.store.write(addAndThrow, { account: 102, id: 1, how: 'error' }), /thrown by the script/)
    await assert.rejects(own.store.write(addAndThrow, { account: 102, id: 1, how: 'refusal' }), {
      name: 'Refusal',
      reason: 'contract',
    })
    stop()
    assert.equal(await own.itemCount(102), 0)
    assert.deepEqual(heard, [])
  })

  test('a failed constraint fails its own script only', async () => {
    await own.store.write(addItem, { account: 103, id: 1 })
    const results = await Promise
      .allSettled([2, 1, 3, 1, 4].map((id) => own.store.write(addItem, { account: 103, id })))
    assert.deepEqual(results.map(({ status }) => status), [
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
    ])
    assert.equal(await own.itemCount(103), 4)
  })

  test('a foreign key holds at once', async () => {
    await assert
      .rejects(own.store.write(runStatement, {
        text: 'insert into part (tenant, account, item, id) values (1, 104, 9, 9)',
        values: [],
      }))
  })

  test('a result that cannot cross a thread takes the write back', async () => {
    await assert.rejects(own.store.write(giveFunction, { account: 105, id: 1 }), /cannot cross a thread/)
    assert.equal(await own.itemCount(105), 0)
  })

  test('a script without an end is stopped and leaves the store working', async () => {
    await assert.rejects(own.store.write(endless, {}), /steps/)
    await own.store.write(addItem, { account: 106, id: 1 })
    assert.equal(await own.itemCount(106), 1)
  })

  test('a statement with an error in it fails that script only', async () => {
    const bad = own.store.write(runStatement, { text: 'insert into nowhere values (1)', values: [] })
    const good = own.store.write(addItem, { account: 107, id: 1 })
    await assert.rejects(bad)
    await good
    assert.equal(await own.itemCount(107), 1)
  })
}

function concurrency(own: Own): void {
  test('scripts that read and write back lose no update', async () => {
    await own.store.write(addAccount, { account: 201 })
    const counts = await Promise.all(Array.from({ length: 25 }, () => own.store.write(countUp, { account: 201 })))
    assert.deepEqual(
      [...counts].sort((left, right) => left - right),
      Array.from({ length: 25 }, (_, index) => index + 1),
    )
  })

  test('also without a lock', async () => {
    await own.store.write(addAccount, { account: 202 })
    const counts = await Promise
      .all(Array.from({ length: 4 }, () => own.store.write(countUpUnlocked, { account: 202 })))
    assert.deepEqual(new Set(counts), new Set([1, 2, 3, 4]))
  })

  test('a repeat at the same moment sees the first', async () => {
    const answers = await Promise
      .all(Array.from({ length: 6 }, () => own.store.write(addOnce, { account: 203, id: 1 })))
    assert.deepEqual([...answers].sort(), ['added', 'known', 'known', 'known', 'known', 'known'])
  })

  test('accounts are locked in ascending order', async () => {
    await own.store.write(lockTwo, { first: 204, second: 205 })
    await own.store.write(lockTwo, { first: 204, second: 204 })
    await assert.rejects(own.store.write(lockTwo, { first: 205, second: 204 }), /ascending/)
  })
}

function values(own: Own): void {
  test('each kind of value comes back as it went in', async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index)
    await own.store.write(addItem, {
      account: 301,
      id: Number.MAX_SAFE_INTEGER,
      word: 'é 🦭 \' " ? $1 --',
      body: bytes,
      amount: Number.MIN_SAFE_INTEGER,
    })
    await own.store.write(addItem, { account: 301, id: 2, word: '', body: new Uint8Array(0), amount: 0 })
    await own.store.write(addItem, { account: 301, id: 3 })
    assert.deepEqual(
      await own.store.all(sql`select id, word, body, amount from item where account = 301 order by id`),
      [
        { id: 2, word: '', body: new Uint8Array(0), amount: 0 },
        { id: 3, word: null, body: null, amount: null },
        { id: Number.MAX_SAFE_INTEGER, word: 'é 🦭 \' " ? $1 --', body: bytes, amount: Number.MIN_SAFE_INTEGER },
      ],
    )
  })

  test('bytes are a plain Uint8Array inside and outside of scripts', async () => {
    const pooled = Buffer.from('part of a pool')
    await own.store.write(addItem, { account: 302, id: 1, body: pooled })
    const [inside] = await own.store.write(allOfStatement, {
      text: 'select body from item where account = 302',
      values: [],
    })
    const outside = await own.store.one<{ body: Uint8Array }>(sql`select body from item where account = 302`)
    assert.equal(Object.getPrototypeOf(inside?.['body']), Uint8Array.prototype)
    assert.equal(Object.getPrototypeOf(outside.body), Uint8Array.prototype)
    assert.equal(Buffer.from(outside.body).toString(), 'part of a pool')
  })

  test('a megabyte goes in, moved or copied, and comes back', async () => {
    const body = crypto.getRandomValues(new Uint8Array(65536))
    const large = new Uint8Array(1024 * 1024)
    for (let at = 0; at < large.length; at += body.length) large.set(body, at)
    await own.store.write(addItem, { account: 303, id: 1, body: large })
    assert.equal(large.length, 1024 * 1024)
    const given = large.slice()
    await own.store.write(addItem, { account: 303, id: 2, body: given }, { handOver: [given] })
    const rows = await own.store.all<{ body: Uint8Array }>(sql`select body from item where account = 303 order by id`)
    for (const row of rows) assert.ok(Buffer.from(row.body).equals(large))
    assert.equal(rows.length, 2)
  })

  test('counts, sums, comparisons and whole division are numbers', async () => {
    for (const id of [1, 2, 3]) await own.store.write(addItem, { account: 304, id, amount: id * 10 })
    const row = await own.store
      .one(sql`select count(*) as items, sum(amount) as total, max(amount) / 7 as part, ${1} = ${1} as same
      from item where account = ${304} and id in (${sqlList([1, 2, 3])}) limit ${1}`)
    assert.deepEqual(row, { items: 3, total: 60, part: 4, same: 1 })
  })

  test('run tells how many rows it touched, returning gives them', async () => {
    for (const id of [1, 2, 3]) await own.store.write(addItem, { account: 305, id })
    assert.equal(
      await own.store.write(runStatement, { text: 'update item set amount = ? where account = 305', values: [5] }),
      3,
    )
    assert.equal(
      await own.store.write(runStatement, { text: 'update item set amount = ? where account = 99305', values: [5] }),
      0,
    )
    const rows = await own.store.write(allOfStatement, {
      text: 'update item set amount = amount + ? where account = 305 and id = 2 returning id, amount',
      values: [1],
    })
    assert.deepEqual(rows, [{ id: 2, amount: 6 }])
  })

  test('arguments and results of every shape cross', async () => {
    const shape = {
      list: [1, 'a', null, { deep: [true] }],
      empty: {},
      missing: undefined,
      bytes: new Uint8Array([1, 2]),
      map: new Map([[1, 'x']]),
    }
    assert.deepEqual(await own.store.write(echo, shape), shape)
  })

  const refused: [string, { text: string, values: unknown[] }][] = [
    ['too many values', {
      text: `select 1 where 1 in (${Array.from({ length: STATEMENT_VALUES_MAX + 1 }, () => '?').join()})`,
      values: Array.from({ length: STATEMENT_VALUES_MAX + 1 }, () => 1),
    }],
    ['NUL in text', { text: 'update item set word = ?', values: ['a\0b'] }],
    ['an integer beyond 2^53', { text: 'update item set amount = ?', values: [2 ** 53] }],
    ['not a number', { text: 'update item set amount = ?', values: [Number.NaN] }],
    ['a boolean', { text: 'update item set amount = ?', values: [true] }],
    ['undefined', { text: 'update item set amount = ?', values: [undefined] }],
  ]
  for (const [name, statement] of refused) {
    test(`refuses ${name}`, async () => {
      await assert.rejects(own.store.write(runStatement, statement as { text: string, values: string[] }))
      await assert.rejects(own.store.all(statement as { text: string, values: string[] }))
    })
  }

  test('takes as many values as are allowed', async () => {
    const ids = Array.from({ length: STATEMENT_VALUES_MAX }, (_, index) => index)
    await own.store.all(sql`select id from item where id in (${sqlList(ids)})`)
  })

  test('refuses arguments that cannot cross a thread', async () => {
    await assert.rejects(own.store.write(echo, { call: () => 1 }), /cannot cross/)
    await assert.rejects(own.store.write(echo, new URL('http://localhost/')), /class URL/)
    await assert.rejects(own.store.write(echo, new Uint8Array(new SharedArrayBuffer(4))), /shared/)
  })
}

function changes(own: Own): void {
  test('listeners hear after the commit, in the order of the account, before the writer', async () => {
    await own.store.write(addAccount, { account: 401 })
    const heard: number[] = []
    const stop = own.store.onChange((change) => {
      if (change.account === 401) heard.push(change.number)
    })
    const known = await Promise.all(Array.from({ length: 20 }, async () => {
      const number = await own.store.write(countUp, { account: 401 })
      return heard.includes(number)
    }))
    stop()
    assert.deepEqual(heard, Array.from({ length: 20 }, (_, index) => index + 1))
    assert.ok(known.every(Boolean))
    await own.store.write(countUp, { account: 401 })
    assert.equal(heard.length, 20)
  })

  test('groups are told whole', async () => {
    await own.store.write(addAccount, { account: 402 })
    const heard: number[] = []
    const stop = own.store.afterGroupCommit((group) => {
      for (const change of group) heard.push(change.number)
    })
    await Promise.all(Array.from({ length: 5 }, () => own.store.write(countUp, { account: 402 })))
    stop()
    assert.deepEqual(heard, [1, 2, 3, 4, 5])
  })

  test('a listener that throws keeps nobody from hearing', async () => {
    await own.store.write(addAccount, { account: 403 })
    const heard: number[] = []
    const stops = [
      own.store.onChange(() => {
        throw new Error('listener')
      }),
      own.store.onChange((change) => heard.push(change.number)),
    ]
    assert.equal(await own.store.write(countUp, { account: 403 }), 1)
    for (const stop of stops) stop()
    assert.deepEqual(heard, [1])
  })
}

function reading(own: Own): void {
  test('a read script sees one snapshot while others write', async () => {
    const reading = { ended: false }
    const writer = (async () => {
      for (let id = 1; !reading.ended; id++) await own.store.write(addItem, { account: 501, id })
    })()
    for (let round = 0; round < 5; round++) {
      const { before: first, after: last } = await own.store.read(countTwice, { account: 501, between: 20 })
      assert.equal(first, last)
    }
    reading.ended = true
    await writer
  })

  test('a read does not wait for a long write', async () => {
    const body = new Uint8Array(1000)
    let ended = false
    const long = own.store.write(addMany, { account: 502, from: 1, count: 3000, body }).then(() => {
      ended = true
    })
    assert.equal(await own.itemCount(503), 0)
    assert.equal(ended, false)
    await long
    assert.equal(await own.itemCount(502), 3000)
  })

  test('a read cannot write', async () => {
    await assert.rejects(own.store.read(writeWhileReading, { account: 504 }))
    assert.equal(await own.itemCount(504), 0)
  })

  test('one and maybe', async () => {
    assert.equal(await own.store.maybe(sql`select id from item where account = 505`), undefined)
    await assert.rejects(own.store.one(sql`select id from item where account = 505`), /expected one row, got 0/)
  })
}

function ending(own: Own): void {
  test('health says writable and the schema', async () => {
    assert.deepEqual(await own.store.health(), { writable: true, schema: 1 })
  })

  test('close finishes what was handed in and refuses the rest', async () => {
    const other = await own.open()
    await other.write(addAccount, { account: 601 })
    const handedIn = Array.from({ length: 10 }, () => other.write(countUp, { account: 601 }))
    const read = other.all(sql`select 1 as one`)
    const closed = other.close()
    assert.equal((await Promise.all(handedIn)).length, 10)
    assert.deepEqual(await read, [{ one: 1 }])
    await closed
    await assert.rejects(other.write(countUp, { account: 601 }), { name: 'Temporary', reason: 'storage-closed' })
    await assert.rejects(other.all(sql`select 1 as one`), { name: 'Temporary', reason: 'storage-closed' })
    await other.close()
  })
}
