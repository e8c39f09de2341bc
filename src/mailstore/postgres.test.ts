import { after, before, describe } from 'node:test'
import { postgresMissing, startPostgres, type TestPostgres } from '../storage/postgres/server.testing.ts'
import { mailstoreContract } from './mailstore.contract.ts'

describe('mailstore', { skip: postgresMissing ?? false }, () => {
  let server: TestPostgres | undefined
  before(async () => {
    server = await startPostgres()
  })
  after(() => server?.stop())
  mailstoreContract('PostgreSQL', () => server === undefined ? {} : { url: server.url })
})
