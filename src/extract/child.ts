/** What runs in a locked-down child: reads one file after another from its input until that ends. */
import { FrameReader, writeFrame } from './frame.ts'
import { readFile } from './read-file.ts'
import type { Picture } from './types.ts'

/** Bytes of one file that a child takes: no message is larger. */
const FILE_BYTES_MAX = 256 * 1024 * 1024
/** Characters that wait before they are sent: what was sent is kept when this child is killed. */
const PENDING_LENGTH_MAX = 262_144

const reader = new FrameReader(FILE_BYTES_MAX)
const textOf = (value: unknown): string => typeof value === 'string' ? value : ''
let turn: Promise<void> = Promise.resolve()

process.stdin.on('data', (piece: Uint8Array) => {
  for (const { head, body } of reader.push(piece)) turn = turn.then(() => read(head, body)).catch(() => process.exit(1))
})

// PDF.js leaves some rejections of broken files to nobody. Reading goes on where it can; where it cannot, time ends it.
process.on('unhandledRejection', () => undefined)

/** Text in pieces, pictures, places, then what there is to say. */
async function read(head: Readonly<Record<string, unknown>>, bytes: Uint8Array): Promise<void> {
  let pending: string[] = []
  let length = 0
  const flush = (): void => {
    if (length > 0) send({ kind: 'text' }, new TextEncoder().encode(pending.join('')))
    ;[pending, length] = [[], 0]
  }
  const sink = {
    text(text: string): void {
      pending.push(text)
      length += text.length
      if (length >= PENDING_LENGTH_MAX) flush()
    },
    picture({ bytes: picture, place, isContent }: Picture): void {
      flush()
      send({ kind: 'picture', place, isContent }, picture)
    },
  }
  const deadline = cpuMs() + Number(head['cpuMs'])
  const { notes, noted = [], places = [], unread } = await readFile({ name: textOf(head['name']), type: textOf(head['type']), bytes },
    { sink, deadline, now: cpuMs })
  flush()
  if (places.length > 0) send({ kind: 'places' }, new TextEncoder().encode(JSON.stringify(places)))
  send({ kind: 'end', notes, noted, unread }, new Uint8Array())
}

/** Processor time so far: a busy machine shortens nobody's file. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

function send(head: Readonly<Record<string, unknown>>, body: Uint8Array): void {
  for (const part of writeFrame(head, body)) process.stdout.write(part)
}
