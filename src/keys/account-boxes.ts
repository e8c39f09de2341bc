/**
 * Boxes of an account that stand in a row each and know their place by the row's key: brought under a new data key one
 * by one. Pages, mailbox names and what is sealed need more and have passes of their own; a test looks through the whole
 * schema, so that no column with ciphertext of an account is forgotten.
 */
import { Refusal } from '../base/errors.ts'
import { readScript, sql, writeScript, type Sql, type SqlValue } from '../storage/script.ts'
import type { Store } from '../storage/store.ts'
import type { AccountRef, OpenAccount, Place } from './keys.ts'
import { keptUnder } from './newest-key.ts'
import type { RewrapPass } from './rewrap.ts'

/** Rows of one table at a time: as many as fit a writing turn. */
const ROWS_AT_ONCE = 64
/** Bytes of ciphertext at a time, as far as one row allows. */
const LARGE_ROWS_AT_ONCE = 8

interface BoxTable {
  readonly name: string
  readonly table: string
  readonly keys: readonly string[]
  readonly box: string
  readonly rowsAtOnce: number
  readonly place: (keys: readonly SqlValue[]) => { readonly kind: string, readonly id: string }
}

/** Every such table. `place` is that of whoever writes the row. */
export const boxTables: readonly BoxTable[] = [
  {
    name: 'search-index', table: 'search_part', keys: ['segment', 'part'], box: 'sealed', rowsAtOnce: LARGE_ROWS_AT_ONCE,
    place: ([segment, part]) => ({ kind: 'search-part', id: `${String(segment)}/${String(part)}` }),
  },
  {
    name: 'uploads', table: 'upload', keys: ['upload'], box: 'head', rowsAtOnce: ROWS_AT_ONCE,
    place: ([upload]) => ({ kind: 'upload-head', id: String(upload) }),
  },
  {
    name: 'documents', table: 'account_document', keys: ['kind', 'id'], box: 'box', rowsAtOnce: ROWS_AT_ONCE,
    place: ([kind, id]) => id === 'note'
      ? { kind: 'submission-note', id: String(kind) }
      : { kind: 'document', id: `${String(kind)}/${String(id)}` },
  },
  {
    name: 'preferences', table: 'preference', keys: [], box: 'box', rowsAtOnce: ROWS_AT_ONCE,
    place: () => ({ kind: 'preference', id: '1' }),
  },
  {
    name: 'second-factor', table: 'second_factor', keys: [], box: 'secret', rowsAtOnce: ROWS_AT_ONCE,
    place: () => ({ kind: 'second-factor', id: '1' }),
  },
]

interface BoxRow { readonly keys: readonly SqlValue[], readonly box: Uint8Array }

interface ReadArgs extends AccountRef { readonly name: string, readonly after: readonly SqlValue[] }

interface WriteArgs extends AccountRef {
  readonly name: string
  readonly keyVersion: number
  readonly rows: readonly { readonly keys: readonly SqlValue[], readonly before: Uint8Array,
    readonly box: Uint8Array }[]
}

/** The next rows in the order of their keys. */
export const readBoxes = readScript('keys.read-boxes', import.meta.url, function* (
  tx, { tenant, account, name, after }: ReadArgs,
) {
  const { table, keys, box, rowsAtOnce } = tableOf(name)
  const behind = after.length === 0 ? '' : ` and (${keys.join(', ')}) > (${keys.map(() => '?').join(', ')})`
  const order = keys.length === 0 ? '' : ` order by ${keys.join(', ')}`
  const rows = yield* tx.all<Record<string, SqlValue>>({
    text: `select ${[...keys, box].map((column) => `${column} as "${column}"`).join(', ')} from ${table}
      where tenant = ? and account = ?${behind}${order} limit ${rowsAtOnce}`,
    values: [tenant, account, ...after],
  })
  return rows.map((row): BoxRow => ({ keys: keys.map((key) => row[key] ?? null), box: row[box] as Uint8Array }))
})

/** Puts new boxes in place of those that are still there; what changed meanwhile is under the newest key already. */
export const replaceBoxes = writeScript('keys.replace-boxes', import.meta.url, function* (tx, args: WriteArgs) {
  const { tenant, account, rows } = args
  const { table, keys, box } = tableOf(args.name)
  yield* tx.lockAccount({ tenant, account })
  yield* keptUnder(tx, args)
  for (const row of rows) {
    const where: Sql = {
      text: `update ${table} set ${box} = ? where tenant = ? and account = ?${keys.map((key) => ` and ${key} = ?`).join('')} and ${box} = ?`,
      values: [row.box, tenant, account, ...row.keys, row.before],
    }
    yield* tx.run(where)
  }
})

function tableOf(name: string): BoxTable {
  const found = boxTables.find((one) => one.name === name)
  if (found === undefined) throw new Error(`no table of boxes is named ${name}`)
  return found
}

/** What was changed past the service opens under no key: it stays as it is and stops nothing. */
function rewrapped(open: OpenAccount, place: Place, box: Uint8Array): Uint8Array | undefined {
  try {
    return open.rewrap(place, box)
  } catch (error) {
    if (error instanceof Refusal && error.reason === 'wrong-key') return undefined
    throw error
  }
}

/** A pass for each table. */
export function boxPasses(store: Store): readonly RewrapPass[] {
  return boxTables.map(({ name, table, place, rowsAtOnce }): RewrapPass => ({
    name,
    async count({ tenant, account }) {
      const counted = await store.one<{ rows: number }>(sql`select count(*) as rows from ${{ text: table, values: [] }}
        where tenant = ${tenant} and account = ${account}`)
      return Number(counted.rows)
    },
    async next(open, after) {
      const { tenant, account, keyVersion } = open
      const read = await store.read(readBoxes, {
        tenant, account, name, after: after === '' ? [] : JSON.parse(after) as SqlValue[],
      })
      const rows = read.flatMap(({ keys, box: before }) => {
        const box = rewrapped(open, { tenant, account, ...place(keys) }, before)
        return box === undefined ? [] : [{ keys, before, box }]
      })
      if (rows.length > 0) await store.write(replaceBoxes, { tenant, account, name, keyVersion, rows })
      const last = read.at(-1)
      const isEnd = last === undefined || last.keys.length === 0 || read.length < rowsAtOnce
      return { rows: read.length, after: isEnd ? null : JSON.stringify(last.keys) }
    },
  }))
}
