import type { Migration } from '../migration.ts'

/**
 * Messages for people without an account, what they upload and answer, and the records of the privacy officer. Bodies
 * open only with a link, a code or the sender's account; names, addresses, numbers and record fields stand under the
 * service key. In the clear are states, times, counts and sizes.
 */
export const migration: Migration = {
  number: 7,
  name: 'portal',
  statements: ({ integer, blob }) => [
    `create table portal_message (
      tenant ${integer} not null,
      account ${integer} not null,
      id text not null,
      outgoing text not null,
      recipient_number ${integer} not null,
      state text not null,
      factor text not null,
      created_at ${integer} not null,
      expires_at ${integer} not null,
      noticed_at ${integer},
      read_at ${integer},
      ended_at ${integer},
      unread_told_at ${integer},
      gateway_told_at ${integer},
      size_bytes ${integer} not null,
      facts ${blob} not null,
      factor_box ${blob},
      notice text,
      link_hash ${blob},
      link_wrap ${blob},
      short_code_hash ${blob},
      short_code_wrap ${blob},
      tries ${integer} not null,
      codes_sent ${integer} not null,
      code_issue text,
      code_digest ${blob},
      code_sent_at ${integer},
      code_expires_at ${integer},
      sealed_id text,
      encapsulation ${blob},
      sealed_box ${blob},
      sealed_mac ${blob},
      body ${blob},
      body_blob text,
      primary key (tenant, account, id)
    )`,
    'create index portal_message_outgoing on portal_message (tenant, account, outgoing)',
    'create index portal_message_link on portal_message (link_hash)',
    'create index portal_message_short_code on portal_message (short_code_hash)',
    'create index portal_message_expiry on portal_message (state, expires_at)',
    `create table portal_session (
      tenant ${integer} not null,
      account ${integer} not null,
      message text not null,
      id text not null,
      half ${blob} not null,
      box ${blob} not null,
      factor text not null,
      created_at ${integer} not null,
      last_seen_at ${integer} not null,
      primary key (tenant, account, message, id)
    )`,
    'create index portal_session_id on portal_session (id)',
    `create table portal_event (
      tenant ${integer} not null,
      account ${integer} not null,
      message text not null,
      number ${integer} not null,
      at ${integer} not null,
      kind text not null,
      primary key (tenant, account, message, number)
    )`,
    `create table portal_upload (
      tenant ${integer} not null,
      account ${integer} not null,
      message text not null,
      id text not null,
      created_at ${integer} not null,
      size_bytes ${integer} not null,
      received_bytes ${integer} not null,
      head ${blob} not null,
      primary key (tenant, account, message, id)
    )`,
    `create table portal_upload_piece (
      tenant ${integer} not null,
      account ${integer} not null,
      message text not null,
      upload text not null,
      start ${integer} not null,
      size_bytes ${integer} not null,
      box ${blob},
      box_blob text,
      primary key (tenant, account, message, upload, start)
    )`,
    `create table portal_reply (
      tenant ${integer} not null,
      account ${integer} not null,
      message text not null,
      repeat_token ${blob} not null,
      at ${integer} not null,
      box ${blob} not null,
      primary key (tenant, account, message, repeat_token)
    )`,
    `create table portal_number (
      tenant ${integer} not null,
      account ${integer} not null,
      contact ${blob} not null,
      verified_at ${integer} not null,
      box ${blob} not null,
      primary key (tenant, account, contact)
    )`,
    // A record of the organisation as a whole: no account owns it.
    `create table compliance_record (
      tenant ${integer} not null,
      kind text not null,
      id text not null,
      year ${integer} not null,
      number ${integer} not null,
      state text not null,
      known_at ${integer} not null,
      due_at ${integer} not null,
      changed_at ${integer} not null,
      box ${blob} not null,
      primary key (tenant, kind, id)
    )`,
    'create index compliance_record_number on compliance_record (tenant, kind, year, number)',
    'create index compliance_record_known on compliance_record (tenant, kind, known_at)',
  ],
}
