import type { Migration } from '../migration.ts'

/**
 * Accounts that get a new data key, and accounts that close. A way in has a key pair: `box` opens its seed, and `way_box`
 * holds the data key sealed to `way_public` (null in rows of before, whose box holds the data key itself). A former key
 * stays, boxed under the newest one, until nothing lies under it any more.
 */
export const migration: Migration = {
  number: 13,
  name: 'key-rotation',
  statements: ({ integer, blob }) => [
    `alter table account add column key_version ${integer} not null default 1`,
    ...['account_wrap', 'session'].flatMap((table) => [
      `alter table ${table} add column way_public ${blob}`,
      `alter table ${table} add column way_box ${blob}`,
      `alter table ${table} add column key_version ${integer} not null default 1`,
    ]),
    `alter table thread_reference add column key_version ${integer} not null default 1`,
    `create table former_key (
      tenant ${integer} not null,
      account ${integer} not null,
      version ${integer} not null,
      box ${blob} not null,
      sealing_secret ${blob} not null,
      primary key (tenant, account, version)
    )`,
    // The last rotation of an account: asked for, running from `step` and `after` on, or ended.
    `create table key_rotation (
      tenant ${integer} not null,
      account ${integer} not null,
      version ${integer} not null,
      reason text not null,
      asked_at ${integer} not null,
      begun_at ${integer},
      ended_at ${integer},
      step ${integer} not null,
      after text not null,
      rows_done ${integer} not null,
      rows_all ${integer} not null,
      primary key (tenant, account)
    )`,
    // An account that is to close, or was closed; the receipt stands under the service key.
    `create table account_closing (
      tenant ${integer} not null,
      account ${integer} not null,
      state text not null,
      asked_at ${integer} not null,
      asked_by ${integer} not null,
      closes_at ${integer} not null,
      closed_at ${integer},
      facts ${blob} not null,
      receipt ${blob},
      primary key (tenant, account)
    )`,
    'create index account_closing_due on account_closing (state, closes_at)',
    // Addresses of closed accounts, by their keyed digest: nobody gets one before its time.
    `create table retired_address (
      tenant ${integer} not null,
      token ${blob} not null,
      until ${integer} not null,
      primary key (tenant, token)
    )`,
  ],
}
