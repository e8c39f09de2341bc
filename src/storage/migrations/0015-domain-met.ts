import type { Migration } from '../migration.ts'

/** When an organisation first wrote to a domain; the domain itself stands there as a keyed digest only. */
export const migration: Migration = {
  number: 15,
  name: 'domain-met',
  statements: ({ integer, blob }) => [
    `create table domain_met (
      tenant ${integer} not null,
      token ${blob} not null,
      first_at ${integer} not null,
      primary key (tenant, token)
    )`,
  ],
}
