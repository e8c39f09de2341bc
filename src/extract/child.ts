/** What runs in a locked-down child: reads one file after another from its input until that ends. */
import { FrameReader, writeFrame } from './frame.ts'
import { readFile } from './read-file.ts'

/** Bytes of one file that a child takes: no message is larger. */
const FILE_BYTES_MAX = 256 * 1024 * 1024

const reader = new FrameReader(FILE_BYTES_MAX)
const textOf = (value: unknown): string => typeof value === 'string' ? value : ''

process.stdin.on('data', (piece: Uint8Array) => {
  for (const { head, body } of reader.push(piece)) {
    const read = readFile({ name: textOf(head['name']), type: textOf(head['type']), bytes: body })
    const text = 'text' in read ? new TextEncoder().encode(read.text) : new Uint8Array()
    const answer = { hasText: 'text' in read, ...(read.unread === undefined ? {} : { unread: read.unread }) }
    for (const part of writeFrame(answer, text)) process.stdout.write(part)
  }
})
