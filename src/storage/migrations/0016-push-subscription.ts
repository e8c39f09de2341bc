import type { Migration } from '../migration.ts'

/** Where clients want to be told of changes (RFC 8620 §7.2); address, keys and types stand under the service key. */
export const migration: Migration = {
  number: 16,
  name: 'push-subscription',
  statements: ({ integer, blob }) => [
    `create table push_subscription (
      tenant ${integer} not null,
      account ${integer} not null,
      id text not null,
      credentials text not null,
      expires_at ${integer} not null,
      box ${blob} not null,
      primary key (tenant, account, id)
    )`,
  ],
}
