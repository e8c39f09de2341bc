import { writeSync } from 'node:fs'
import { randomId } from '../../base/ids.ts'
import { silentLog } from '../../log/log.ts'
import { addItem, contractMigrations } from '../contract.scripts.ts'
import { openStore } from '../open.ts'
import { openBlobs } from './open.ts'

/** Keeps files and their rows until somebody kills it; says each one only when both are kept. */
const [folder = ''] = process.argv.slice(2)
const store = await openStore({
  url: `sqlite:${folder}/rows.db`,
  log: silentLog,
  options: { migrations: contractMigrations, readers: 1 },
})
const blobs = await openBlobs(`file:${folder}/blobs`)

async function keep(account: number): Promise<never> {
  for (let id = Date.now() * 100;; id++) {
    const name = randomId()
    const bytes = new Uint8Array(3000 + id % 5000).fill(id % 251)
    await blobs.put(name, bytes)
    await store.write(addItem, { account, id, word: name, amount: bytes.length })
    writeSync(1, `${name}\n`)
  }
}

await Promise.all([keep(1), keep(2), keep(3)])
