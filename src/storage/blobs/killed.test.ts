import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { silentLog } from '../../log/log.ts'
import { contractMigrations } from '../contract.scripts.ts'
import { openStore } from '../open.ts'
import { sql } from '../script.ts'
import { openBlobs } from './open.ts'

const folder = mkdtempSync(join(tmpdir(), 'zegel-killed-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/** Runs the child until it said so many things, kills it in the middle of the next, and gives what it said. */
async function killedAfter(count: number): Promise<string[]> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'killed.testing.ts'), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString('latin1')
    if (said.split('\n').length > count) child.kill('SIGKILL')
  })
  await new Promise((resolve) => child.once('close', resolve))
  assert.equal(child.signalCode, 'SIGKILL')
  return said.split('\n').slice(0, -1)
}

test('killed between file and row: everything said is there, no row without its file', async () => {
  const said: string[] = []
  for (const count of [1, 7, 40]) said.push(...await killedAfter(count))
  const store = await openStore({
    url: `sqlite:${folder}/rows.db`,
    log: silentLog,
    options: { migrations: contractMigrations },
  })
  const blobs = await openBlobs(`file:${folder}/blobs`)
  const rows = await store.all<{ word: string, amount: number, id: number }>(sql`select word, amount, id from item`)
  const known = new Set(rows.map(({ word }) => word))
  for (const name of said) assert.ok(known.has(name), `${name} was acknowledged and has no row`)
  for (const { word, amount, id } of rows) {
    const bytes = await blobs.get(word)
    assert.equal(bytes?.length, amount)
    assert.ok(bytes?.every((byte) => byte === id % 251))
  }
  const ids = await Array.fromAsync(blobs.list())
  assert.ok(ids.length >= rows.length && said.length >= 48)
  await store.close()
})
