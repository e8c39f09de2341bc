import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { bodyParts } from '../src/message/body-parts.ts'
import { decodedBytes, decodedText } from '../src/message/body.ts'
import { parseMessage } from '../src/message/parse.ts'
import { section } from '../src/message/section.ts'
import { headersForListing, summarise } from '../src/message/summary.ts'
import { bodyStructureWire, envelopeWire } from '../src/message/wire.ts'
import type { Part } from '../src/message/types.ts'

/**
 * Reads every file of a folder as a message, the way a server would, and says for each whether it went well, what was
 * wrong with it and how long it took. Exit code 1 when one made the parser fail or took longer than a second.
 *
 *     node tools/run.mjs tools/mime.ts FOLDER
 */
const SLOW_MS = 1_000

const folder = process.argv[2]
if (folder === undefined) {
  process.stderr.write('usage: mime FOLDER\n')
  process.exit(2)
}
let [files, failed, worstMs, worstFile] = [0, 0, 0, '']
for (const name of (await readdir(folder, { recursive: true })).sort()) {
  const path = join(folder, name)
  if (!(await stat(path)).isFile()) continue
  const raw = new Uint8Array(await readFile(path))
  const started = performance.now()
  const outcome = readAll(raw)
  const ms = performance.now() - started
  files++
  if (outcome.error !== undefined || ms > SLOW_MS) failed++
  if (ms > worstMs) [worstMs, worstFile] = [ms, name]
  const verdict = outcome.error !== undefined ? `FAILED ${outcome.error}` : ms > SLOW_MS ? 'SLOW' : 'ok'
  process.stdout.write(`${verdict} ${ms.toFixed(1)} ms ${name} ${outcome.defects.join(' ')}\n`)
}
process.stdout.write(`${files} files, ${failed} failed, worst ${worstMs.toFixed(1)} ms (${worstFile})\n`)
process.exitCode = failed === 0 ? 0 : 1

/** Everything that is ever made of a message, so that a failure anywhere shows. */
function readAll(raw: Uint8Array): { readonly defects: readonly string[], readonly error?: string } {
  try {
    const parsed = parseMessage(raw)
    summarise(parsed, raw)
    headersForListing(parsed, raw)
    envelopeWire(parsed)
    bodyStructureWire(parsed.root, { extended: true })
    bodyParts(parsed.root)
    section(parsed, raw, { path: [1], text: null })
    readPart(parsed.root, raw)
    return { defects: parsed.defects }
  } catch (error) {
    return { defects: [], error: error instanceof Error ? error.stack ?? error.message : String(error) }
  }
}

function readPart(part: Part, raw: Uint8Array): void {
  if (part.type === 'text') decodedText(part, raw)
  else if (part.type !== 'multipart') decodedBytes(part, raw)
  for (const child of part.children) readPart(child, raw)
  if (part.message !== null) readPart(part.message.root, raw)
}
