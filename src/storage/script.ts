/**
 * The language in which every write is said: a named generator that yields statements and nothing else.
 *
 * A script has no I/O, no clock, no randomness and no cryptography inside: all of that happens before, and comes in as
 * arguments. On SQLite it runs to its end inside the writer thread, many scripts in one transaction (group commit); on
 * PostgreSQL the driver awaits each yield, one transaction per script. Either way it is atomic, and `write` resolves
 * only when the result is durable. See `docs/decisions/0001-write-scripts.md`.
 */

/** What a column can hold on both engines. Integers are JavaScript numbers below 2^53; booleans are 0 and 1. */
export type SqlValue = string | number | null | Uint8Array

/** Statement text with `?` for each value. The text is the key of the prepared-statement cache, so keep it constant. */
export interface Sql {
  readonly text: string
  readonly values: readonly SqlValue[]
}

/** The text of each place in the code that builds a statement out of values only. */
const texts = new WeakMap<TemplateStringsArray, string>()

/**
 * Builds a statement; a nested `Sql` is spliced in with its own values. Values never become text. One string for each
 * place in the code: putting it together again, and finding the prepared statement by a new string, cost more than the
 * values.
 */
export function sql(strings: TemplateStringsArray, ...parts: readonly (SqlValue | Sql)[]): Sql {
  if (!parts.some(isSql)) {
    let text = texts.get(strings)
    if (text === undefined) {
      text = strings.join('?')
      texts.set(strings, text)
    }
    return { text, values: parts as readonly SqlValue[] }
  }
  let text = strings[0] ?? ''
  const values: SqlValue[] = []
  for (const [index, part] of parts.entries()) {
    if (isSql(part)) {
      text += part.text
      values.push(...part.values)
    } else {
      text += '?'
      values.push(part)
    }
    text += strings[index + 1] ?? ''
  }
  return { text, values }
}

/** `?, ?, ?` for an `in (...)` list. At most 500 values a statement; the caller cuts longer lists. */
export function sqlList(values: readonly SqlValue[]): Sql {
  return { text: values.map(() => '?').join(', '), values }
}

function isSql(part: SqlValue | Sql): part is Sql {
  return typeof part === 'object' && part !== null && 'text' in part && 'values' in part
}

/** Something a reader may want to know of, told after the commit is durable, in commit order. */
export interface Change {
  readonly tenant: number
  /** 0 when the change belongs to the tenant as a whole. */
  readonly account: number
  /** Which domain speaks: `mailstore`, `sealed`, `queue`, `ledger`, `accounts`. */
  readonly topic: string
  /** The account's change number (MODSEQ) after this change; 0 where the topic has none. */
  readonly number: number
  /** Small plain facts for listeners, never content. */
  readonly detail?: unknown
}

export type Step =
  | { readonly do: 'all', readonly sql: Sql }
  | { readonly do: 'run', readonly sql: Sql }
  | { readonly do: 'lock', readonly tenant: number, readonly account: number }
  | { readonly do: 'changed', readonly change: Change }

/** What a script is while it runs. `T` is its answer. */
export type Script<T> = Generator<Step, T, unknown>

/** Reading inside a script: sees everything written earlier in the same script. */
export interface ReadTx {
  /** All rows. */
  all<Row>(statement: Sql): Script<Row[]>
  /** The one row there must be; an assertion error otherwise. */
  one<Row>(statement: Sql): Script<Row>
  /** The row, or undefined. */
  maybe<Row>(statement: Sql): Script<Row | undefined>
}

/** Writing inside a script. */
export interface Tx extends ReadTx {
  /** Runs a statement without rows; gives the number of rows it touched. */
  run(statement: Sql): Script<number>
  /**
   * Locks the account row first (PostgreSQL `for update`; nothing to do on SQLite, where one script runs at a time).
   */
  lockAccount(account: { readonly tenant: number, readonly account: number }): Script<void>
  /** Tells listeners after the commit. */
  changed(change: Change): Script<void>
}

function* all<Row>(statement: Sql): Script<Row[]> {
  return (yield { do: 'all', sql: statement }) as Row[]
}

function* one<Row>(statement: Sql): Script<Row> {
  const rows = yield* all<Row>(statement)
  if (rows.length !== 1) throw new Error(`expected one row, got ${rows.length}: ${statement.text}`)
  return rows[0] as Row
}

function* maybe<Row>(statement: Sql): Script<Row | undefined> {
  return (yield* all<Row>(statement))[0]
}

function* run(statement: Sql): Script<number> {
  return (yield { do: 'run', sql: statement }) as number
}

function* lockAccount({ tenant, account }: { readonly tenant: number, readonly account: number }): Script<void> {
  yield { do: 'lock', tenant, account }
}

function* changed(change: Change): Script<void> {
  yield { do: 'changed', change }
}

/** The one `Tx` there is: it only yields steps, so it needs no connection. */
export const tx: Tx = { all, one, maybe, run, lockAccount, changed }

/** A script with a name and the module it lives in, so that the writer thread can load it by itself. */
export interface WriteScript<Args, Result> {
  readonly name: string
  readonly module: string
  readonly body: (tx: Tx, args: Args) => Script<Result>
}

/** A script that only reads: runs on a read connection and sees one consistent snapshot. */
export interface ReadScript<Args, Result> {
  readonly name: string
  readonly module: string
  readonly body: (tx: ReadTx, args: Args) => Script<Result>
}

const writeScripts = new Map<string, WriteScript<never, unknown>>()
const readScripts = new Map<string, ReadScript<never, unknown>>()

/**
 * Declares a write script: `export const copyMessage = writeScript('mailstore.copy', import.meta.url, function* (tx,
 * args: CopyArgs) {...})`. Arguments and results cross a thread, so they are structured-clonable: plain objects,
 * arrays, numbers, strings, `Uint8Array`. The module must be cheap to import and free of side effects: the writer
 * thread imports it too.
 */
export function writeScript<Args, Result>(
  name: string,
  module: string,
  body: (tx: Tx, args: Args) => Script<Result>,
): WriteScript<Args, Result> {
  if (writeScripts.has(name)) throw new Error(`two write scripts are named ${name}`)
  const script = { name, module, body }
  writeScripts.set(name, script)
  return script
}

/** Declares a read script; see `writeScript`. */
export function readScript<Args, Result>(
  name: string,
  module: string,
  body: (tx: ReadTx, args: Args) => Script<Result>,
): ReadScript<Args, Result> {
  if (readScripts.has(name)) throw new Error(`two read scripts are named ${name}`)
  const script = { name, module, body }
  readScripts.set(name, script)
  return script
}

/** The declared write script of that name, for the thread that runs it. */
export function findWriteScript(name: string): WriteScript<never, unknown> | undefined {
  return writeScripts.get(name)
}

/** The declared read script of that name, for the thread that runs it. */
export function findReadScript(name: string): ReadScript<never, unknown> | undefined {
  return readScripts.get(name)
}
