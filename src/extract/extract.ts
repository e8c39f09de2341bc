/**
 * Text out of attachments, read by children that can do nothing else.
 *
 * Promises: a file is only ever opened in a child process without file system (but its own code), network, environment, JIT or
 * WebAssembly, within the limits of `pool.ts`; files that wait are bounded; a file of no known kind is answered without a child.
 * Children are started by a host of their own, so that the service never stands still for them.
 * Fails: never throws for what is in a file; the answer then says why there is no text.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import type { Log, LogFacts } from '../log/log.ts'
import { Answer } from './answer.ts'
import { FrameReader, writeFrame, type Frame } from './frame.ts'
import { HOST_BODY_BYTES_MAX, HOST_HEAD_BYTES_MAX, type HostSettings } from './host-protocol.ts'
import { isUnknown } from './kind.ts'
import { extractLimits, type ExtractLimits } from './pool.ts'
import { remembered } from './remembered.ts'
import type { Extracted, ExtractText, FileToRead } from './types.ts'

export { extractLimits, type ExtractLimits, type ExtractText }

export interface Extractor {
  readonly extract: ExtractText
  /** Ends the host and its children; files under way are `broken`. */
  close(): void
}

interface Asked {
  readonly said: Answer
  readonly answer: (extracted: Extracted) => void
}

/** A host over code in that folder, which is started when the first file comes that has to be opened. */
export function createExtractor({ cacheFolder, log, limits: some = {}, entry, ocrProgram }: {
  readonly cacheFolder: string, readonly log: Log, readonly limits?: Partial<ExtractLimits>,
  /** The module a child runs; for tests of hostile children. */
  readonly entry?: string,
  readonly ocrProgram?: string,
}): Extractor {
  const limits = { ...extractLimits, ...some }
  const settings: HostSettings = { cacheFolder, limits: some, ...(entry === undefined ? {} : { entry }),
    ...(ocrProgram === undefined ? {} : { ocrProgram }) }
  const asked = new Map<number, Asked>()
  let host: ChildProcess | undefined
  let nextId = 1
  let closed = false

  function ask({ name, type, bytes }: FileToRead): Promise<Extracted> {
    if (closed) return Promise.resolve({ unread: 'broken' })
    if (bytes.length > limits.fileBytesMax || asked.size >= limits.children + limits.waitingMax) {
      return Promise.resolve({ unread: 'over-limit' })
    }
    if (isUnknown({ bytes })) return Promise.resolve({ unread: 'unknown-format' })
    return new Promise((answer) => {
      const id = nextId++
      asked.set(id, { said: new Answer(HOST_BODY_BYTES_MAX), answer })
      host ??= startHost()
      hold(host, true)
      const head = { id, name: name.slice(0, NAME_LENGTH_MAX), type: type.slice(0, NAME_LENGTH_MAX) }
      for (const part of writeFrame(head, bytes)) host.stdin?.write(part)
    })
  }

  function startHost(): ChildProcess {
    const started = spawn(process.execPath, ['--no-warnings', join(import.meta.dirname, 'host.ts'), JSON.stringify(settings)],
      { env: {}, cwd: '/', stdio: ['pipe', 'pipe', 'ignore'] })
    const reader = new FrameReader(HOST_BODY_BYTES_MAX, HOST_HEAD_BYTES_MAX)
    started.stdout?.on('data', (piece: Uint8Array) => {
      try {
        for (const frame of reader.push(piece)) hear(frame)
      } catch (error) {
        log.error('extract.host', error)
        started.kill('SIGKILL')
      }
    })
    started.stdin?.on('error', () => undefined)
    started.on('error', (error) => log.error('extract.cannot-start', error))
    started.once('close', (code, signal) => {
      if (host !== started) return
      log.warn('extract.host-ended', { code, signal })
      host = undefined
      for (const id of asked.keys()) finish(id, true)
    })
    return started
  }

  function hear(frame: Frame): void {
    const { kind, id } = frame.head
    if (kind === 'log') return say(frame.head)
    if (asked.get(Number(id))?.said.take(frame) === true) finish(Number(id), false)
  }

  function say({ level, event, facts }: Frame['head']): void {
    const known = typeof facts === 'object' && facts !== null ? facts as LogFacts : {}
    if (level === 'error') log.error(String(event), known['error'], known)
    else if (level === 'warn') log.warn(String(event), known)
    else log.info(String(event), known)
  }

  function finish(id: number, isLost: boolean): void {
    const one = asked.get(id)
    asked.delete(id)
    if (asked.size === 0 && host !== undefined) hold(host, false)
    one?.answer(one.said.extracted(isLost ? 'broken' : undefined))
  }

  return {
    extract: remembered(ask, () => performance.now()),
    close() {
      closed = true
      const ended = host
      host = undefined
      for (const id of asked.keys()) finish(id, true)
      // It ends its children and itself when nothing more can come.
      ended?.stdin?.end()
      if (ended !== undefined) hold(ended, false)
    },
  }
}

/** Characters of a name or type that a child is told. */
const NAME_LENGTH_MAX = 1000

/** The host keeps our process alive while it reads a file, and only then. */
function hold(host: ChildProcess, isBusy: boolean): void {
  for (const one of [host, host.stdin, host.stdout] as readonly ({ ref?: () => void, unref?: () => void } | null)[]) {
    if (isBusy) one?.ref?.()
    else one?.unref?.()
  }
}
