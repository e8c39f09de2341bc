import { after, before, describe } from 'node:test'
import { postgresMissing, startPostgres } from './server.testing.ts'

/** The database of one round of tests: `url` is undefined for SQLite, which a house then keeps in its own folder. */
export interface EngineUnderTest {
  readonly url: string | undefined
}

/** The same tests once on SQLite and once on a PostgreSQL of their own; `tests` sets up its house in `before`. */
export function describeOnBothEngines(what: string, tests: (engine: EngineUnderTest) => void): void {
  describe(`${what}, on SQLite`, () => tests({ url: undefined }))
  describe(`${what}, on PostgreSQL`, { skip: postgresMissing ?? false }, () => {
    let database: Awaited<ReturnType<typeof startPostgres>> | undefined
    before(async () => { database = await startPostgres() })
    tests({ get url() { return database?.url } })
    after(() => database?.stop())
  })
}
