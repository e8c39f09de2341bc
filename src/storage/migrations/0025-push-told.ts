import type { Migration } from '../migration.ts'

/**
 * Up to where the client of a push subscription was told: the account's change number, and a moment for mail that has none
 * yet. What happened behind that when the service stopped is told after the start.
 */
export const migration: Migration = {
  number: 25,
  name: 'push-told',
  statements: ({ integer }) => [
    `alter table push_subscription add column told_number ${integer} not null default 0`,
    `alter table push_subscription add column told_at ${integer} not null default 0`,
  ],
}
