import type { Migration } from '../migration.ts'

/**
 * How the guard's rules do: what was shown at a mail that was sent and whether the sender followed it, and what senders
 * said is wrong. No content, no recipient, no matched word: ids of rules, versions and times, by account so that each
 * counts once and can take back their own.
 */
export const migration: Migration = {
  number: 8,
  name: 'guard-figures',
  statements: ({ integer }) => [
    `create table guard_outcome (
      tenant ${integer} not null,
      account ${integer} not null,
      outgoing text not null,
      kind text not null,
      rule text not null,
      outcome text not null,
      at ${integer} not null,
      primary key (tenant, account, outgoing, kind, rule)
    )`,
    'create index guard_outcome_at on guard_outcome (tenant, at)',
    `create table guard_report (
      tenant ${integer} not null,
      account ${integer} not null,
      id text not null,
      kind text not null,
      rule text not null,
      type text not null,
      policy_version text not null,
      guard_version text not null,
      at ${integer} not null,
      primary key (tenant, account, id)
    )`,
    'create index guard_report_at on guard_report (tenant, at)',
  ],
}
