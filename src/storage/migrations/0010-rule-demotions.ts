import type { Migration } from '../migration.ts'

/** Questions of the guard that were wrong too often and became advice, until an officer puts them back. */
export const migration: Migration = {
  number: 10,
  name: 'rule-demotions',
  statements: ({ integer }) => [
    `create table rule_demotion (
      tenant ${integer} not null,
      rule text not null,
      state text not null,
      shown ${integer} not null,
      followed ${integer} not null,
      at ${integer} not null,
      primary key (tenant, rule)
    )`,
  ],
}
