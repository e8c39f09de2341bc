import { Client } from 'pg'
import { silentLog } from '../../log/log.ts'
import { present } from '../../base/assert.ts'
import { storageContract } from '../contract.ts'
import { contractMigrations } from '../contract.scripts.ts'
import { openStore } from '../open.ts'
import { postgresMissing, startPostgres, type TestPostgres } from './server.testing.ts'

let server: TestPostgres | undefined
let opened = 0

storageContract({
  name: 'postgres',
  skip: postgresMissing,
  start: async () => {
    server = await startPostgres()
  },
  stop: async () => {
    await server?.stop()
  },
  async open() {
    const { url } = present(server, 'the PostgreSQL server')
    const name = `contract${++opened}`
    const client = new Client({ connectionString: url })
    await client.connect()
    await client.query(`create database ${name}`)
    await client.end()
    return openStore({
      url: url.replace('/postgres?', `/${name}?`),
      log: silentLog,
      options: { migrations: contractMigrations },
    })
  },
})
