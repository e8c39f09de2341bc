import type { Migration } from '../migration.ts'

/**
 * App passwords by SCRAM: what the server needs to check a proof, under the service key, and the account data key under a
 * key that only a right proof gives. Null until the app password is next seen in the clear.
 */
export const migration: Migration = {
  number: 12,
  name: 'scram',
  statements: ({ blob }) => [
    `alter table account_wrap add column scram_keys ${blob}`,
    `alter table account_wrap add column scram_box ${blob}`,
  ],
}
