import type { Migration } from '../migration.ts'

/**
 * What secured sending remembers. No address, domain or Message-ID stands here: rows are found by keyed digests, and
 * their values stand under the service key (`box`). In the clear are times and places in a mailbox.
 */
export const migration: Migration = {
  number: 6,
  name: 'protection',
  statements: ({ integer, blob }) => [
    `create table domain_ability (
      tenant ${integer} not null,
      token ${blob} not null,
      checked_at ${integer} not null,
      box ${blob} not null,
      primary key (tenant, token)
    )`,
    `create table protected_message (
      tenant ${integer} not null,
      token ${blob} not null,
      noted_at ${integer} not null,
      box ${blob} not null,
      primary key (tenant, token)
    )`,
    'create index protected_message_age on protected_message (noted_at)',
    `create table sent_copy (
      tenant ${integer} not null,
      account ${integer} not null,
      token ${blob} not null,
      mailbox ${integer} not null,
      uid ${integer} not null,
      kept_at ${integer} not null,
      primary key (tenant, account, token)
    )`,
  ],
}
