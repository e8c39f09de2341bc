/**
 * The process that starts the children: a small one, for a child is made by copying the process that starts it, and the service
 * with its caches would stand still for as long as that takes. Takes files and gives texts by its pipes, and ends with its input.
 */
import { FrameReader, writeFrame, type Frame } from './frame.ts'
import { HOST_BODY_BYTES_MAX, type HostSettings } from './host-protocol.ts'
import type { Log, LogFacts } from '../log/log.ts'
import { createOcr } from './ocr.ts'
import { createPool } from './pool.ts'
import type { Extracted } from './types.ts'

const settings = JSON.parse(process.argv[2] ?? '{}') as HostSettings
const log = logTo({})
const ocr = createOcr({ log, ...(settings.ocrProgram === undefined ? {} : { program: settings.ocrProgram }) })
const pool = createPool({ ...settings, log, ocr })
const reader = new FrameReader(HOST_BODY_BYTES_MAX)

process.stdin.on('data', (piece: Uint8Array) => {
  for (const frame of reader.push(piece)) void read(frame)
})
// Whoever started us is gone, or wants us gone.
process.stdin.on('end', () => {
  pool.close()
  process.exit(0)
})

async function read({ head, body }: Frame): Promise<void> {
  const { id, name, type } = head
  answer(Number(id), await pool.read({ name: String(name), type: String(type), bytes: body }))
}

/** As a child says it: text, places, and then what there is to say. */
function answer(id: number, extracted: Extracted): void {
  const { places = [], notes, noted, unread } = extracted
  if ('text' in extracted) send({ id, kind: 'text' }, new TextEncoder().encode(extracted.text))
  if (places.length > 0) send({ id, kind: 'places' }, new TextEncoder().encode(JSON.stringify(places)))
  send({ id, kind: 'end', notes, noted, unread }, new Uint8Array())
}

function logTo(known: LogFacts): Log {
  const say = (level: string) => (event: string, facts: LogFacts = {}): void =>
    send({ kind: 'log', level, event, facts: { ...known, ...facts } }, new Uint8Array())
  return {
    debug: say('debug'), info: say('info'), warn: say('warn'), with: (facts) => logTo({ ...known, ...facts }),
    error: (event, error, facts) => say('error')(event, { ...facts, error: String(error).slice(0, 500) }),
  }
}

function send(head: Readonly<Record<string, unknown>>, body: Uint8Array): void {
  for (const part of writeFrame(head, body)) process.stdout.write(part)
}
