import { after, before, describe } from 'node:test'
import { postgresMissing, startPostgres, type TestPostgres } from '../storage/postgres/server.testing.ts'
import { seenNumbersContract } from './seen-numbers.contract.ts'

describe('numbers in earlier mail, SQLite', () => {
  seenNumbersContract('SQLite', () => ({}))
})

describe('numbers in earlier mail, PostgreSQL', { skip: postgresMissing ?? false }, () => {
  let server: TestPostgres | undefined
  before(async () => { server = await startPostgres() })
  after(() => server?.stop())
  seenNumbersContract('PostgreSQL', () => server === undefined ? {} : { url: server.url })
})
