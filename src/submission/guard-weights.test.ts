import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { readWeights, WEIGHTS_BYTES_MAX } from '../guard/models/weights.ts'
import { loadGuardWeights } from './guard-weights.ts'

const shipped = new URL('../guard/weights/server.bin', import.meta.url)

test('the weights that ship can be read, and are within their sizes', async () => {
  const server = await readFile(shipped)
  assert.ok(server.length <= 5 * 1024 * 1024)
  assert.match((await loadGuardWeights())?.version ?? '', /^[0-9a-f]{8}$/)
  const browser = await readFile(new URL('../guard/weights/browser.bin', import.meta.url))
  assert.ok(browser.length < server.length && readWeights(browser) !== null)
})

test('a missing, cut or altered file gives no weights and no error', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'zegel-weights-'))
  try {
    assert.equal(await loadGuardWeights(join(folder, 'none.bin')), undefined)
    const bytes = await readFile(shipped)
    const file = join(folder, 'cut.bin')
    await writeFile(file, bytes.subarray(0, bytes.length - 1))
    assert.equal(await loadGuardWeights(file), undefined)
    const altered = Buffer.from(bytes)
    altered[altered.length >> 1] = (altered[altered.length >> 1] ?? 0) ^ 1
    await writeFile(file, altered)
    assert.equal(await loadGuardWeights(file), undefined)
    assert.equal(readWeights(new Uint8Array(WEIGHTS_BYTES_MAX + 1)), null)
    assert.equal(readWeights(new Uint8Array(0)), null)
  } finally {
    await rm(folder, { recursive: true })
  }
})
