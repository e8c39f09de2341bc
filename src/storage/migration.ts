/** Column types whose names differ between the engines. Everything else in a migration is portable SQL. */
export interface Dialect {
  readonly engine: 'sqlite' | 'postgres'
  /** `integer` on SQLite, `bigint` on PostgreSQL. */
  readonly integer: string
  /** `blob` on SQLite, `bytea` on PostgreSQL. */
  readonly blob: string
}

/**
 * One step of the schema. Numbered, one file each, never edited after a release. Every primary key begins with the
 * tenant, then the account, so that a distributed PostgreSQL engine can shard by it.
 */
export interface Migration {
  readonly number: number
  readonly name: string
  statements(dialect: Dialect): readonly string[]
}
