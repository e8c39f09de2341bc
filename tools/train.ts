/**
 * Learns the guard's weights from the snippets in `tools/train/data` and the lists in `tools/train/lists`, and writes
 * `src/guard/weights/server.bin` and `browser.bin`. The same input gives the same bytes, on every machine.
 *
 * node tools/train.ts [--rounds 6] [--epochs 5] [--check]
 * node tools/train.ts --browser [--check]    only browser.bin, from the server.bin that is there
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { browserWeights, useOf } from './train/browser.ts'
import { readSnippets } from './train/snippets.ts'
import { stockOf, trainWeights } from './train/weights.ts'

const { values } = parseArgs({ options: {
  rounds: { type: 'string', default: '6' }, epochs: { type: 'string', default: '5' }, check: { type: 'boolean', default: false },
  browser: { type: 'boolean', default: false },
} })

const folder = join(import.meta.dirname, '..', 'src', 'guard', 'weights')
mkdirSync(folder, { recursive: true })
const tell = (line: string): void => console.log(line)
const server = values.browser ? readFileSync(join(folder, 'server.bin'))
  : await trainWeights({ rounds: Number(values.rounds), epochs: Number(values.epochs), tell })
const snippets = readSnippets()
const browser = browserWeights(server, useOf(server, snippets, stockOf(snippets)), tell)
let differs = 0
for (const [name, bytes] of Object.entries(values.browser ? { browser } : { server, browser })) {
  const path = join(folder, `${name}.bin`)
  if (values.check) {
    const isSame = Buffer.compare(readFileSync(path), bytes) === 0
    console.log(`${name}.bin ${isSame ? 'is the same' : 'DIFFERS'}`)
    differs += isSame ? 0 : 1
  } else {
    writeFileSync(path, bytes)
    console.log(`${name}.bin ${(bytes.length / 1024).toFixed(0)} KiB`)
  }
}
process.exitCode = differs === 0 ? 0 : 1
