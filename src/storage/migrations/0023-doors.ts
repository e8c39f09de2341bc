import type { Migration } from '../migration.ts'

/**
 * Networks that are shut out for a time (tenant 0: they concern the service), box and id under the service key, so that
 * the table names no address; and by keyed digest the networks from which an account was opened before, so that its
 * owner still gets in while others guess at it.
 */
export const migration: Migration = {
  number: 23,
  name: 'doors',
  statements: ({ integer, blob }) => [
    `create table network_ban (
      tenant ${integer} not null,
      id ${blob} not null,
      until ${integer} not null,
      box ${blob} not null,
      primary key (tenant, id)
    )`,
    `create table known_network (
      tenant ${integer} not null,
      account ${integer} not null,
      token ${blob} not null,
      last_at ${integer} not null,
      primary key (tenant, account, token)
    )`,
  ],
}
