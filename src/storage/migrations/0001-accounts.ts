import type { Migration } from '../migration.ts'

/**
 * Organisations, their domains, people and the ways in to their keys. Addresses, names and labels are stored encrypted
 * under the service key and found by a keyed digest (`token`): a copy of the database names nobody.
 */
export const migration: Migration = {
  number: 1,
  name: 'accounts',
  statements: ({ integer, blob }) => [
    `create table tenant (
      id ${integer} not null primary key,
      name text not null,
      created_at ${integer} not null
    )`,
    // Domain names are public (DNS); the one table that is searched without knowing the tenant.
    `create table domain (
      tenant ${integer} not null,
      name text not null,
      is_default ${integer} not null default 0,
      created_at ${integer} not null,
      primary key (tenant, name)
    )`,
    `create unique index domain_by_name on domain (name)`,
    // change_number, next_* and used_bytes belong to the mailstore; they stand here because the account row is the lock.
    `create table account (
      tenant ${integer} not null,
      id ${integer} not null,
      profile ${blob} not null,
      roles text not null,
      language text not null,
      state text not null,
      sealing_public ${blob} not null,
      sealing_secret ${blob} not null,
      created_at ${integer} not null,
      change_number ${integer} not null default 0,
      next_message ${integer} not null default 1,
      next_mailbox ${integer} not null default 1,
      next_thread ${integer} not null default 1,
      quota_bytes ${integer} not null default 0,
      used_bytes ${integer} not null default 0,
      primary key (tenant, id)
    )`,
    `create table address (
      tenant ${integer} not null,
      token ${blob} not null,
      account ${integer} not null,
      address ${blob} not null,
      is_primary ${integer} not null,
      created_at ${integer} not null,
      primary key (tenant, token)
    )`,
    `create index address_by_account on address (tenant, account)`,
    // One row for each way in: password, app-password, recovery. The box holds the account data key.
    `create table account_wrap (
      tenant ${integer} not null,
      account ${integer} not null,
      id text not null,
      kind text not null,
      salt ${blob} not null,
      parameters text not null,
      box ${blob} not null,
      label ${blob},
      created_at ${integer} not null,
      last_used_at ${integer},
      primary key (tenant, account, id)
    )`,
    `create table session (
      tenant ${integer} not null,
      account ${integer} not null,
      id text not null,
      half ${blob} not null,
      box ${blob} not null,
      device ${blob} not null,
      created_at ${integer} not null,
      last_seen_at ${integer} not null,
      expires_at ${integer} not null,
      primary key (tenant, account, id)
    )`,
    `create index session_by_end on session (expires_at)`,
    // used_step is the last time step whose code was taken: each code works once (RFC 6238 §5.2).
    `create table second_factor (
      tenant ${integer} not null,
      account ${integer} not null,
      secret ${blob} not null,
      active ${integer} not null,
      used_step ${integer} not null,
      created_at ${integer} not null,
      primary key (tenant, account)
    )`,
    `create table preference (
      tenant ${integer} not null,
      account ${integer} not null,
      box ${blob} not null,
      changed_at ${integer} not null,
      primary key (tenant, account)
    )`,
  ],
}
