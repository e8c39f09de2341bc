/**
 * The children that read files, and whose turn it is. Runs in the host (`host.ts`), not in the service.
 *
 * Promises: a file is only ever opened in a child process without file system (but its own code), network, environment, JIT or
 * WebAssembly; every file has a limit of wall time, each child one of processor time and of memory; a child that is over a
 * limit or crashes is killed, costs only the file it was at, and the next file gets a new one; waiting files are bounded.
 * Fails: never throws for what is in a file; the answer then says why there is no text. Without `prlimit` (util-linux) memory
 * is limited for JavaScript objects only, and the log says so once.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { MiB, minute, second } from '../base/sizes.ts'
import type { Log } from '../log/log.ts'
import { Answer } from './answer.ts'
import { FrameReader, writeFrame } from './frame.ts'
import { createOcr, type Ocr } from './ocr.ts'
import { readPictures } from './read-pictures.ts'
import { stripCode, type StrippedCode } from './strip.ts'
import type { Extracted, FileToRead, Unread } from './types.ts'

export interface ExtractLimits {
  /** Children at the same time. */
  readonly children: number
  /** Files that wait for a child; further ones are `over-limit` at once. */
  readonly waitingMax: number
  /** Largest file that is opened. */
  readonly fileBytesMax: number
  /** Bytes of text of one file. */
  readonly textBytesMax: number
  /** How long one file may take before its child is killed. */
  readonly fileMs: number
  /** Processor time after which a child ends a file by itself and gives what it has: some 800 pages of PDF. */
  readonly softCpuMs: number
  /** How long the pictures of one file may take together, in character recognition. */
  readonly picturesMs: number
  /** Processor time of one child, seconds. */
  readonly childCpuSeconds: number
  /** Address space of one child: Node itself takes about 700 MiB of it. */
  readonly childBytes: number
  /** Files that one child reads before a new one takes over. */
  readonly filesPerChild: number
  /** A child without work ends after this. */
  readonly idleMs: number
}

export const extractLimits: ExtractLimits = {
  children: 2, waitingMax: 200, fileBytesMax: 50 * MiB, textBytesMax: 128 * MiB, fileMs: minute / 2,
  softCpuMs: 15 * second, picturesMs: minute,
  childCpuSeconds: 60,
  childBytes: 1600 * MiB, filesPerChild: 50, idleMs: minute / 2,
}

export interface Pool {
  readonly read: (file: FileToRead) => Promise<Extracted>
  /** Ends the children; files under way are `broken`. */
  close(): void
}

interface Work {
  readonly file: FileToRead
  readonly answer: (extracted: Extracted) => void
  readonly said: Answer
}

interface Child {
  readonly process: ChildProcess
  work: Work | undefined
  timer: NodeJS.Timeout | undefined
  read: number
  /** Time spent on files, ms: a child near its limit of processor time gets no further file. */
  busyMs: number
  since: number
  /** Why it is being killed, for the file it was at. */
  verdict: Unread
}

const PRLIMIT = ['/usr/bin/prlimit', '/bin/prlimit']

/** A pool of children over code in that folder, which is made when the first file comes. */
export function createPool({ cacheFolder, log, limits: some = {}, entry, ocr = createOcr({ log }) }: {
  readonly cacheFolder: string, readonly log: Log, readonly limits?: Partial<ExtractLimits>,
  /** The module a child runs; for tests of hostile children. */
  readonly entry?: string,
  readonly ocr?: Ocr,
}): Pool {
  const limits = { ...extractLimits, ...some }
  const waiting: Work[] = []
  const children = new Set<Child>()
  let code: StrippedCode | undefined
  let closed = false

  function start(): Child | undefined {
    try {
      code ??= stripCode(cacheFolder, ...(entry === undefined ? [] : [entry]))
      const process = spawnChild(code, limits, log)
      const child: Child = { process, work: undefined, timer: undefined, read: 0, busyMs: 0, since: 0, verdict: 'broken' }
      children.add(child)
      listen(child)
      return child
    } catch (error) {
      log.error('extract.cannot-start', error)
      return undefined
    }
  }

  function listen(child: Child): void {
    const reader = new FrameReader(limits.textBytesMax)
    child.process.stdout?.on('data', (piece: Uint8Array) => {
      try {
        for (const frame of reader.push(piece)) if (child.work?.said.take(frame) !== false) finish(child)
      } catch {
        child.verdict = 'over-limit'
        child.process.kill('SIGKILL')
      }
    })
    child.process.stdin?.on('error', () => undefined)
    child.process.on('error', (error) => log.error('extract.child', error))
    child.process.once('close', (_code, signal) => {
      children.delete(child)
      // The kernel ends what is over its processor time.
      finish(child, signal === 'SIGXCPU' || signal === 'SIGKILL' ? 'over-limit' : child.verdict)
      next()
    })
  }

  /** One answer for each file: what a child says without having been asked is not heard. `why`: the child ended before it was done. */
  function finish(child: Child, why?: Unread): void {
    clearTimeout(child.timer)
    const { work } = child
    child.work = undefined
    if (work === undefined) return
    hold(child.process, false)
    void give(work, closed ? 'broken' : why)
    child.read += 1
    child.busyMs += performance.now() - child.since
    if (isUsedUp(child) || closed) {
      child.process.kill('SIGKILL')
      // What waits gets a new child when this one is gone; until then it is all that keeps us running.
      hold(child.process, true)
    } else if (children.has(child)) {
      rest(child)
    }
    next()
  }

  async function give({ said, answer }: Work, why: Unread | undefined): Promise<void> {
    try {
      answer(await readPictures(said.extracted(why), said.pictures, { ocr, withinMs: limits.picturesMs }))
    } catch (error) {
      log.error('extract.pictures', error)
      answer(said.extracted('broken'))
    }
  }

  /** A file must not be cut short because files before it were long. */
  function isUsedUp(child: Child): boolean {
    return child.read >= limits.filesPerChild || child.busyMs > limits.childCpuSeconds * second - limits.fileMs
  }

  function rest(child: Child): void {
    child.timer = setTimeout(() => child.process.kill('SIGKILL'), limits.idleMs)
    child.timer.unref()
  }

  function next(): void {
    while (waiting.length > 0) {
      const free = [...children].find((child) => child.work === undefined && child.process.exitCode === null
        && !child.process.killed && !isUsedUp(child))
      const child = free ?? (children.size < limits.children ? start() : undefined)
      if (child === undefined) {
        // Without a single child nobody would ever come back to what waits.
        if (children.size === 0) for (const work of waiting.splice(0)) work.answer({ unread: 'broken' })
        return
      }
      hand(child, waiting.shift())
    }
  }

  function hand(child: Child, work: Work | undefined): void {
    if (work === undefined) return
    clearTimeout(child.timer)
    child.work = work
    child.since = performance.now()
    hold(child.process, true)
    child.timer = setTimeout(() => {
      child.verdict = 'over-limit'
      child.process.kill('SIGKILL')
    }, limits.fileMs)
    const { name, type, bytes } = work.file
    const head = { name: name.slice(0, NAME_LENGTH_MAX), type: type.slice(0, NAME_LENGTH_MAX), cpuMs: limits.softCpuMs }
    for (const part of writeFrame(head, bytes)) child.process.stdin?.write(part)
  }

  return {
    read: (file) => {
      if (closed) return Promise.resolve({ unread: 'broken' })
      return new Promise((answer) => {
        waiting.push({ file, answer, said: new Answer(limits.textBytesMax) })
        next()
      })
    },
    close() {
      closed = true
      for (const work of waiting.splice(0)) work.answer({ unread: 'broken' })
      for (const child of children) child.process.kill('SIGKILL')
      ocr.close()
    },
  }
}

/** Characters of a name or type that a child is told. */
const NAME_LENGTH_MAX = 1000

let saidNoPrlimit = false

function spawnChild(code: StrippedCode, limits: ExtractLimits, log: Log): ChildProcess {
  const node = [
    process.execPath, '--jitless', '--permission', '--no-warnings', `--max-old-space-size=${Math.floor(limits.childBytes / 4 / MiB)}`,
    ...code.readable.map((folder) => `--allow-fs-read=${folder}/*`), code.entry,
  ]
  const prlimit = PRLIMIT.find(existsSync)
  if (prlimit === undefined && !saidNoPrlimit) {
    saidNoPrlimit = true
    log.warn('extract.no-prlimit', { hint: 'install util-linux: children that read attachments have no limit of memory' })
  }
  const limited = prlimit === undefined ? [] : [
    prlimit, `--as=${limits.childBytes}`, `--cpu=${limits.childCpuSeconds}`, '--core=0', '--nproc=512', '--fsize=0', '--',
  ]
  const [command = '', ...args] = [...limited, ...node]
  const child = spawn(command, args, { env: {}, cwd: '/', stdio: ['pipe', 'pipe', 'ignore'] })
  hold(child, false)
  return child
}

/** A child keeps our process alive while it reads a file, and only then. */
function hold(child: ChildProcess, isBusy: boolean): void {
  for (const one of [child, child.stdin, child.stdout] as readonly ({ ref?: () => void,
    unref?: () => void } | null)[]) {
    if (isBusy) one?.ref?.()
    else one?.unref?.()
  }
}
