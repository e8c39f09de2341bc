import type { Migration } from '../migration.ts'

/**
 * The queue by destination, so that a million waiting mails for one dead host cost nothing: what waits stands ordered by
 * destination, lane and time, what is open has a next moment on which something must be said or ended, and what ended is
 * found without looking at the rest. A destination is a keyed digest, and gone from the row when the recipient ended.
 */
export const migration: Migration = {
  number: 17,
  name: 'queue-destinations',
  statements: ({ integer, blob }) => [
    "alter table outgoing_recipient add column destination text not null default ''",
    `alter table outgoing_recipient add column lane ${integer} not null default 1`,
    `alter table outgoing add column deadline_at ${integer}`,
    `update outgoing set deadline_at = expires_at where exists (select 1 from outgoing_recipient r
      where r.tenant = outgoing.tenant and r.outgoing = outgoing.id and r.state in ('waiting', 'held', 'trying'))`,
    'drop index outgoing_recipient_due',
    `create index outgoing_recipient_waiting on outgoing_recipient (destination, lane, next_at) where state = 'waiting'`,
    `create index outgoing_recipient_trying on outgoing_recipient (next_at) where state = 'trying'`,
    `create index outgoing_recipient_held on outgoing_recipient (next_at) where state = 'held'`,
    `create index outgoing_recipient_held_of on outgoing_recipient (tenant, outgoing) where state = 'held'`,
    `create index outgoing_recipient_stopped on outgoing_recipient (tenant, outgoing) where state = 'stopped'`,
    'create index outgoing_deadline on outgoing (deadline_at) where deadline_at is not null',
    'create index outgoing_open on outgoing (tenant, handed_in_at) where deadline_at is not null',
    'create index outgoing_ended on outgoing (handed_in_at) where deadline_at is null',
    'create index outgoing_blob on outgoing (body_blob) where body_blob is not null',
    // Shared by all tenants: a host that is down is down for everybody. The tenant is 0.
    `create table outgoing_destination (
      tenant ${integer} not null,
      destination text not null,
      name ${blob} not null,
      failures ${integer} not null,
      blocked_until ${integer} not null,
      reply ${blob},
      changed_at ${integer} not null,
      primary key (tenant, destination)
    )`,
  ],
}
