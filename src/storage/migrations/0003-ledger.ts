import type { Migration } from '../migration.ts'

/**
 * The evidence log. A record comes in with the transaction of its fact and gets its place in the tree (`sequence`, from
 * 0) within a second. `leaf` holds no personal value, only salted digests; `sealed_personal` holds values and salts
 * under the service key and is null once erased. `mark` is a MAC over place and leaf, set when the place is given, so
 * that a check can name the very record that was changed.
 */
export const migration: Migration = {
  number: 3,
  name: 'ledger',
  statements: ({ integer, blob }) => [
    `create table ledger_record (
      tenant ${integer} not null,
      id text not null,
      at ${integer} not null,
      kind text not null,
      leaf ${blob} not null,
      sealed_personal ${blob},
      sequence ${integer},
      mark ${blob},
      primary key (tenant, id)
    )`,
    'create unique index ledger_record_sequence on ledger_record (tenant, sequence) where sequence is not null',
    'create index ledger_record_unplaced on ledger_record (tenant, at, id) where sequence is null',
    // The tree so far: roots of its full subtrees, left to right (RFC 9162 §2.1), so that new leaves cost only
    // themselves.
    `create table ledger_tree (
      tenant ${integer} not null primary key,
      size ${integer} not null,
      frontier ${blob} not null
    )`,
    `create table ledger_head (
      tenant ${integer} not null,
      size ${integer} not null,
      at ${integer} not null,
      root ${blob} not null,
      signature ${blob} not null,
      primary key (tenant, size, at)
    )`,
    // The signing key (Ed25519) of each tenant's heads; the secret under the service key.
    `create table ledger_key (
      tenant ${integer} not null primary key,
      public_key ${blob} not null,
      sealed_secret ${blob} not null,
      created_at ${integer} not null
    )`,
  ],
}
