import type { Migration } from '../migration.ts'

/**
 * What keeps a stolen account from mailing: what each account sent by the hour (counts only, a day of them), when its
 * sending was stopped and by whom it was let go again, and complaints that other providers sent about its mail. Details
 * stand in `facts` under the service key.
 */
export const migration: Migration = {
  number: 22,
  name: 'sending-stops',
  statements: ({ integer, blob }) => [
    `create table sending_count (
      tenant ${integer} not null,
      account ${integer} not null,
      hour ${integer} not null,
      recipients ${integer} not null,
      fresh ${integer} not null,
      bounced ${integer} not null,
      spam ${integer} not null,
      primary key (tenant, account, hour)
    )`,
    'create index sending_count_by_hour on sending_count (hour)',
    `create table sending_stop (
      tenant ${integer} not null,
      account ${integer} not null,
      id text not null,
      at ${integer} not null,
      why text not null,
      state text not null,
      released_at ${integer},
      facts ${blob} not null,
      primary key (tenant, account, id)
    )`,
    `create unique index sending_stop_active on sending_stop (tenant, account) where state = 'stopped'`,
    `create table abuse_report (
      tenant ${integer} not null,
      account ${integer} not null,
      id text not null,
      at ${integer} not null,
      kind text not null,
      facts ${blob} not null,
      primary key (tenant, account, id)
    )`,
    'create index abuse_report_by_age on abuse_report (tenant, at)',
  ],
}
