import type { Migration } from '../migration.ts'

/**
 * Scores of past judgements, under the service key, so that another policy can be tried on them. No text, no address.
 */
export const migration: Migration = {
  number: 9,
  name: 'past-assessments',
  statements: ({ integer, blob }) => [
    `create table past_assessment (
      tenant ${integer} not null,
      id text not null,
      at ${integer} not null,
      box ${blob} not null,
      primary key (tenant, id)
    )`,
    'create index past_assessment_at on past_assessment (tenant, at, id)',
  ],
}
