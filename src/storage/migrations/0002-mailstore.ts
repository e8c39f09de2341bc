import type { Dialect, Migration } from '../migration.ts'

/**
 * The mailbox of each account. What says something about people is ciphertext (`name`, `sealed`, `head`, `box`) or a
 * keyed digest (`token`); plain are numbers, times, sizes, system flags and the roles of mailboxes.
 *
 * `modseq` is the account's change number: it grows by one with each script that changes anything (RFC 7162 MODSEQ,
 * RFC 8620 state). Narrow tables are clustered by their key; those with large values are not, so that a row's ciphertext
 * is not moved when the tree is.
 */
export const migration: Migration = {
  number: 2,
  name: 'mailstore',
  statements: (dialect) => [...folders(dialect), ...mail(dialect), ...content(dialect), ...logs(dialect)],
}

const owner = ({ integer }: Dialect): string => `tenant ${integer} not null, account ${integer} not null`

/** On SQLite the rows live in the tree of the primary key; PostgreSQL has no such word. */
const clustered = ({ engine }: Dialect): string => engine === 'sqlite' ? ' without rowid' : ''

function folders(dialect: Dialect): string[] {
  const { integer, blob } = dialect
  return [
    // One row per account that was ever opened: what is counted for mail only.
    `create table mail_account (${owner(dialect)}, last_uid_validity ${integer} not null, changes_floor ${integer} not null,
      primary key (tenant, account))${clustered(dialect)}`,
    // A mailbox that is gone keeps its row with `destroyed_modseq`, without name and token.
    `create table mailbox (${owner(dialect)}, mailbox ${integer} not null, name ${blob}, token ${blob}, role text,
      subscribed ${integer} not null, uid_validity ${integer} not null, uid_next ${integer} not null,
      total ${integer} not null, unseen ${integer} not null, size_bytes ${integer} not null,
      highest_modseq ${integer} not null, modseq ${integer} not null, created_modseq ${integer} not null,
      destroyed_modseq ${integer},
      primary key (tenant, account, mailbox))${clustered(dialect)}`,
    'create unique index mailbox_token on mailbox (tenant, account, token)',
    // Keywords are words of people: entries carry their numbers.
    `create table keyword (${owner(dialect)}, keyword ${integer} not null, name ${blob} not null, token ${blob} not null,
      primary key (tenant, account, keyword))${clustered(dialect)}`,
    'create unique index keyword_token on keyword (tenant, account, token)',
  ]
}

function mail(dialect: Dialect): string[] {
  const { integer, blob } = dialect
  return [
    `create table message (${owner(dialect)}, message ${integer} not null, thread ${integer} not null,
      page ${integer} not null, body text not null, size_bytes ${integer} not null, received_at ${integer} not null,
      created_modseq ${integer} not null, modseq ${integer} not null,
      primary key (tenant, account, message))${clustered(dialect)}`,
    'create index message_modseq on message (tenant, account, modseq)',
    'create index message_thread on message (tenant, account, thread)',
    // Thread, size and time of the message stand here too, so that a mailbox loads from one table.
    `create table entry (${owner(dialect)}, mailbox ${integer} not null, uid ${integer} not null,
      message ${integer} not null, thread ${integer} not null, bits ${integer} not null, keywords text not null,
      modseq ${integer} not null, saved_at ${integer} not null, received_at ${integer} not null,
      size_bytes ${integer} not null,
      primary key (tenant, account, mailbox, uid))${clustered(dialect)}`,
    'create index entry_message on entry (tenant, account, message)',
    // Keyed digests of (Message-ID, base subject): RFC 8621 §3.
    `create table thread_reference (${owner(dialect)}, token ${blob} not null, thread ${integer} not null,
      primary key (tenant, account, token))${clustered(dialect)}`,
    'create index thread_reference_thread on thread_reference (tenant, account, thread)',
  ]
}

function content(dialect: Dialect): string[] {
  const { integer, blob } = dialect
  return [
    // `settled`: 0 loose (to be folded), 1 full. `gone`: records in it whose message was deleted.
    `create table record_page (${owner(dialect)}, page ${integer} not null, first_message ${integer} not null,
      last_message ${integer} not null, records ${integer} not null, gone ${integer} not null,
      settled ${integer} not null, size_bytes ${integer} not null, sealed ${blob} not null,
      primary key (tenant, account, page))`,
    'create index record_page_loose on record_page (tenant, account, settled, first_message)',
    'create index record_page_gone on record_page (tenant, account) where gone > 0',
    `create table body (${owner(dialect)}, body text not null, size_bytes ${integer} not null, sealed ${blob}, blob text,
      primary key (tenant, account, body))`,
    'create index body_blob on body (blob) where blob is not null',
    // `number` gives the order of arrival; `set_aside` says why a row is never absorbed (planted, broken).
    `create table sealed (${owner(dialect)}, number ${integer} not null, id text not null, body text not null,
      received_at ${integer} not null, size_bytes ${integer} not null, encapsulation ${blob} not null,
      box ${blob} not null, mac ${blob} not null, set_aside text,
      primary key (tenant, account, number))`,
    `create table upload (${owner(dialect)}, upload text not null, created_at ${integer} not null,
      size_bytes ${integer} not null, head ${blob} not null, sealed ${blob}, blob text,
      primary key (tenant, account, upload))`,
    'create index upload_blob on upload (blob) where blob is not null',
    'create index upload_created on upload (created_at)',
  ]
}

function logs(dialect: Dialect): string[] {
  const { integer } = dialect
  return [
    // UIDs that are gone, for QRESYNC VANISHED (RFC 7162 §3.2.5).
    `create table expunged (${owner(dialect)}, mailbox ${integer} not null, modseq ${integer} not null, uid ${integer} not null,
      primary key (tenant, account, mailbox, modseq, uid))${clustered(dialect)}`,
    // Emails that are gone, for Email/changes and Thread/changes (RFC 8620 §5.2).
    `create table email_gone (${owner(dialect)}, modseq ${integer} not null, message ${integer} not null,
      thread ${integer} not null, created_modseq ${integer} not null,
      primary key (tenant, account, modseq, message))${clustered(dialect)}`,
  ]
}
