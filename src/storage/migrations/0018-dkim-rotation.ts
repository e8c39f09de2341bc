import type { Migration } from '../migration.ts'

/**
 * The life of a DKIM key: announced (to be published), in use, retired (signs no more, its record still stands). Keys of
 * before are in use. `seen_at`: when its record was last found in the DNS, 0 when never.
 */
export const migration: Migration = {
  number: 18,
  name: 'dkim-rotation',
  statements: ({ integer }) => [
    "alter table dkim_key add column state text not null default 'in-use'",
    `alter table dkim_key add column changed_at ${integer} not null default 0`,
    `alter table dkim_key add column seen_at ${integer} not null default 0`,
    'update dkim_key set changed_at = created_at',
  ],
}
