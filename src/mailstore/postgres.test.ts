import { after, before, describe } from 'node:test'
import { postgresMissing, startPostgres, type TestPostgres } from '../storage/postgres/server.testing.ts'
import { countsContract } from './counts.contract.ts'
import { epochContract } from './epoch.contract.ts'
import { fileSearchContract } from './file-search.contract.ts'
import { mailstoreContract } from './mailstore.contract.ts'
import type { HouseOptions } from './mailstore.testing.ts'
import { mailstoreModel } from './model.contract.ts'
import { queryContract } from './query.contract.ts'
import { searchContract } from './search.contract.ts'
import { severalContract } from './several.contract.ts'

describe('mailstore', { skip: postgresMissing ?? false }, () => {
  let server: TestPostgres | undefined
  before(async () => {
    server = await startPostgres()
  })
  after(() => server?.stop())
  const options = (): HouseOptions => server === undefined ? {} : { url: server.url }
  mailstoreContract('PostgreSQL', options)
  mailstoreModel('PostgreSQL', options)
  countsContract('PostgreSQL', options)
  epochContract('PostgreSQL', options)
  queryContract('PostgreSQL', options)
  searchContract('PostgreSQL', options)
  severalContract('PostgreSQL', options)
  fileSearchContract('PostgreSQL', options)
})
