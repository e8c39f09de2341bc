/**
 * What opens reports of strangers, in a locked-down child (`extract/pool.ts`): no file system but its own code, no network, no
 * environment, no JIT, limits of time and memory. Its answer is JSON, and `answer.ts` believes nothing of it.
 */
import { FrameReader, writeFrame } from '../extract/frame.ts'
import { readDmarc } from './dmarc-read.ts'
import { readTls } from './tls-json.ts'
import { PACKED_BYTES_MAX, type Report } from './types.ts'
import { unpack } from './unpack.ts'

const reader = new FrameReader(PACKED_BYTES_MAX)
let turn: Promise<void> = Promise.resolve()

process.stdin.on('data', (piece: Uint8Array) => {
  for (const { head, body } of reader.push(piece)) turn = turn.then(() => read(head, body)).catch(() => process.exit(1))
})

async function read(head: Readonly<Record<string, unknown>>, packed: Uint8Array): Promise<void> {
  const found = await reportIn(packed, { isSigned: head['type'] === 'signed' })
  for (const part of writeFrame({ kind: 'end' }, new TextEncoder().encode(JSON.stringify(found ?? null)))) process.stdout.write(part)
}

/** TLS reports count only under a signature (RFC 8460 §5.3), so without one nothing of them is read. */
async function reportIn(packed: Uint8Array, { isSigned }: { readonly isSigned: boolean }): Promise<Report | 'unproved' | undefined> {
  const unpacked = await unpack(packed)
  if (typeof unpacked === 'string') return undefined
  return await readDmarc(unpacked.text) ?? (isSigned ? readTls(unpacked.text) : 'unproved')
}
