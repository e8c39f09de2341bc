import type { Migration } from '../migration.ts'

/**
 * What is counted for reports to other domains until they are sent (`report_count`), and the reports that others sent us
 * (`report_received`). Domains, addresses and results stand in `facts` under the service key; what rows are found by is
 * a keyed digest.
 */
export const migration: Migration = {
  number: 19,
  name: 'reports',
  statements: ({ integer, blob }) => [
    `create table report_count (
      tenant ${integer} not null,
      kind text not null,
      day ${integer} not null,
      subject ${blob} not null,
      detail ${blob} not null,
      facts ${blob} not null,
      amount ${integer} not null,
      primary key (tenant, kind, day, subject, detail)
    )`,
    `create table report_received (
      tenant ${integer} not null,
      kind text not null,
      subject ${blob} not null,
      token ${blob} not null,
      day ${integer} not null,
      received_at ${integer} not null,
      good ${integer} not null,
      bad ${integer} not null,
      facts ${blob} not null,
      primary key (tenant, kind, subject, token)
    )`,
    'create index report_received_by_day on report_received (tenant, subject, day)',
  ],
}
