import type { Migration } from '../migration.ts'

/**
 * What this service remembers of those who send to it. It is the service's own, of no organisation: its rows stand
 * under tenant 0. Networks stand in the clear, counts in thousandths; who wrote to whom stands nowhere: what is on the
 * grey list is a keyed digest, with the sender's domain under the service key for the officer; a mail that came to a
 * trap is a few keyed digests.
 */
export const migration: Migration = {
  number: 21,
  name: 'reputation',
  statements: ({ integer, blob }) => [
    `create table sender_network (
      tenant ${integer} not null,
      network text not null,
      at ${integer} not null,
      accepted ${integer} not null,
      junk ${integer} not null,
      refused ${integer} not null,
      unknown ${integer} not null,
      trapped ${integer} not null,
      primary key (tenant, network)
    )`,
    'create index sender_network_by_age on sender_network (tenant, at)',
    `create table grey_sender (
      tenant ${integer} not null,
      token ${blob} not null,
      state text not null,
      first_at ${integer} not null,
      at ${integer} not null,
      facts ${blob} not null,
      primary key (tenant, token)
    )`,
    'create index grey_sender_by_age on grey_sender (tenant, state, at)',
    `create table trap_mark (
      tenant ${integer} not null,
      mail text not null,
      number ${integer} not null,
      at ${integer} not null,
      token ${blob} not null,
      primary key (tenant, mail, number)
    )`,
    'create index trap_mark_by_age on trap_mark (tenant, at)',
  ],
}
