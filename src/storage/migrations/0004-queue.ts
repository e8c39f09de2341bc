import type { Migration } from '../migration.ts'

/**
 * The queue of mail on its way out. Addresses, bodies and replies stand under the service key; in the clear are only
 * times, states and sizes, which the worker needs to choose what is due.
 */
export const migration: Migration = {
  number: 4,
  name: 'queue',
  statements: ({ integer, blob }) => [
    `create table outgoing (
      tenant ${integer} not null,
      id text not null,
      account ${integer} not null,
      handed_in_at ${integer} not null,
      leaves_at ${integer} not null,
      expires_at ${integer} not null,
      size_bytes ${integer} not null,
      repeat_token ${blob},
      envelope ${blob} not null,
      body ${blob},
      body_blob text,
      primary key (tenant, id)
    )`,
    'create unique index outgoing_repeat on outgoing (tenant, account, repeat_token)',
    'create index outgoing_account on outgoing (tenant, account, handed_in_at)',
    `create table outgoing_recipient (
      tenant ${integer} not null,
      outgoing text not null,
      number ${integer} not null,
      state text not null,
      next_at ${integer} not null,
      attempts ${integer} not null,
      worker text,
      address ${blob} not null,
      reply ${blob},
      finished_at ${integer},
      primary key (tenant, outgoing, number)
    )`,
    'create index outgoing_recipient_due on outgoing_recipient (state, next_at)',
    `create table dkim_key (
      tenant ${integer} not null,
      domain text not null,
      selector text not null,
      algorithm text not null,
      private_key ${blob} not null,
      record text not null,
      created_at ${integer} not null,
      primary key (tenant, domain, selector)
    )`,
  ],
}
