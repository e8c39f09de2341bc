import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLog } from '../../log/log.ts'
import { storageContract } from '../contract.ts'
import { contractMigrations } from '../contract.scripts.ts'
import { openStore } from '../open.ts'

const folder = mkdtempSync(join(tmpdir(), 'zegel-sqlite-'))
let opened = 0

storageContract({
  name: 'sqlite',
  start: async () => undefined,
  stop: async () => rmSync(folder, { recursive: true, force: true }),
  open: () =>
    openStore({
      url: `sqlite:${join(folder, `${++opened}.db`)}`,
      log: silentLog,
      options: { migrations: contractMigrations },
    }),
})
