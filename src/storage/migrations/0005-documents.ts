import type { Migration } from '../migration.ts'

/** Small encrypted documents of an account: identities, which email a submission belongs to. */
export const migration: Migration = {
  number: 5,
  name: 'documents',
  statements: ({ integer, blob }) => [
    `create table account_document (
      tenant ${integer} not null,
      account ${integer} not null,
      kind text not null,
      id text not null,
      changed_at ${integer} not null,
      box ${blob} not null,
      primary key (tenant, account, kind, id)
    )`,
  ],
}
