import type { Migration } from '../migration.ts'

/**
 * Mail whose files were held back, until an officer gives it on or deletes it. Who, whom and which files stand in `facts`
 * under the service key, the message itself in a blob under a key of its own that is in `facts`.
 */
export const migration: Migration = {
  number: 14,
  name: 'quarantine',
  statements: ({ integer, blob }) => [
    `create table quarantine (
      tenant ${integer} not null,
      id text not null,
      at ${integer} not null,
      why text not null,
      state text not null,
      size_bytes ${integer} not null,
      facts ${blob} not null,
      body_blob text,
      scanned_with text not null,
      verdict text not null,
      decided_at ${integer},
      primary key (tenant, id)
    )`,
    'create index quarantine_by_state on quarantine (state, at)',
    'create index quarantine_by_blob on quarantine (body_blob)',
  ],
}
