import type { Migration } from '../migration.ts'

/**
 * The search index of each account: immutable segments in encrypted parts. `last_message` says how far the index reaches:
 * messages get ascending numbers and are indexed in that order.
 */
export const migration: Migration = {
  number: 11,
  name: 'search',
  statements: ({ integer, blob }) => [
    `create table search_segment (tenant ${integer} not null, account ${integer} not null, segment text not null,
      last_message ${integer} not null, messages ${integer} not null, head_parts ${integer} not null,
      parts ${integer} not null, size_bytes ${integer} not null,
      primary key (tenant, account, segment))`,
    `create table search_part (tenant ${integer} not null, account ${integer} not null, segment text not null,
      part ${integer} not null, sealed ${blob} not null,
      primary key (tenant, account, segment, part))`,
  ],
}
