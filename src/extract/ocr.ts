/**
 * Words in pictures, by Debian's `tesseract` (packages tesseract-ocr and tesseract-ocr-nld). Each picture gets a process of its own
 * under `prlimit`, without environment, and where the kernel allows it without network and without a way to gain rights; the
 * picture goes in and the text comes out by pipe.
 *
 * Only bytes that begin as a picture are handed over: whatever else comes in, tesseract takes for a list of files and web
 * addresses to open.
 */
import { execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { promisify } from 'node:util'
import { GiB, KiB, second } from '../base/sizes.ts'
import type { Log } from '../log/log.ts'
import { imageSizeOf, PIXELS_MAX } from './picture.ts'

export interface OcrLimits {
  /** Processes at the same time. */
  readonly processes: number
  /** Pictures that wait; further ones are not read. */
  readonly waitingMax: number
  readonly pictureMs: number
  readonly cpuSeconds: number
  readonly bytes: number
  /** Text of one picture. */
  readonly textBytesMax: number
}

export const ocrLimits: OcrLimits = {
  processes: 2, waitingMax: 100, pictureMs: 20 * second, cpuSeconds: 30, bytes: 2 * GiB, textBytesMax: 512 * KiB,
}

/** The text of one picture, or why there is none. */
export type OcrText = { readonly text: string } | { readonly unread: 'not-installed' | 'over-limit' | 'broken' }

export interface Ocr {
  readonly read: (picture: Uint8Array) => Promise<OcrText>
  close(): void
}

/** Languages that are asked for where they are installed. */
const LANGUAGES = ['nld', 'eng'] as const

export function createOcr({ log, limits: some = {}, program = '/usr/bin/tesseract' }: {
  readonly log: Log, readonly limits?: Partial<OcrLimits>, readonly program?: string,
}): Ocr {
  const limits = { ...ocrLimits, ...some }
  const waiting: (() => void)[] = []
  const running = new Set<ReturnType<typeof spawn>>()
  let busy = 0
  let asked: Promise<readonly string[]> | undefined
  let closed = false

  async function read(picture: Uint8Array): Promise<OcrText> {
    const size = imageSizeOf(picture)
    if (size === undefined) return { unread: 'broken' }
    if (size.width * size.height > PIXELS_MAX || closed) return { unread: 'over-limit' }
    asked ??= commandFor(program, limits, log)
    const command = await asked
    if (command.length === 0) return { unread: 'not-installed' }
    if (busy >= limits.processes) {
      if (waiting.length >= limits.waitingMax) return { unread: 'over-limit' }
      await new Promise<void>((resolve) => waiting.push(resolve))
    }
    busy += 1
    try {
      return closed ? { unread: 'over-limit' } : await recognise(command, picture)
    } finally {
      busy -= 1
      waiting.shift()?.()
    }
  }

  function recognise([file = '', ...parameters]: readonly string[], picture: Uint8Array): Promise<OcrText> {
    const child = spawn(file, parameters, { env: { OMP_THREAD_LIMIT: '1', LC_ALL: 'C.UTF-8' }, cwd: '/', stdio: ['pipe', 'pipe', 'ignore'] })
    running.add(child)
    const pieces: Uint8Array[] = []
    let [length, over] = [0, false]
    const stop = (): void => {
      over = true
      child.kill('SIGKILL')
    }
    const timer = setTimeout(stop, limits.pictureMs)
    child.stdout.on('data', (piece: Uint8Array) => {
      length += piece.length
      if (length > limits.textBytesMax) stop()
      else pieces.push(piece)
    })
    child.stdin.on('error', () => undefined)
    child.stdin.end(picture)
    return new Promise((resolve) => {
      child.once('error', () => resolve({ unread: 'broken' }))
      child.once('close', (code, signal) => {
        clearTimeout(timer)
        running.delete(child)
        if (code === 0 && !over) resolve({ text: cleaned(Buffer.concat(pieces).toString('utf8')) })
        else resolve({ unread: over || signal !== null ? 'over-limit' : 'broken' })
      })
    })
  }

  return {
    read,
    close() {
      closed = true
      for (const child of running) child.kill('SIGKILL')
      for (const go of waiting.splice(0)) go()
    },
  }
}

const run = promisify(execFile)

/** The whole command, or nothing when the program or its languages are not there. Asked once. */
async function commandFor(program: string, limits: OcrLimits, log: Log): Promise<readonly string[]> {
  const languages = await languagesOf(program)
  if (languages.length === 0) {
    log.info('extract.no-ocr', { hint: 'install tesseract-ocr and tesseract-ocr-nld: words in pictures and scans are not read' })
    return []
  }
  const confined: string[] = []
  for (const [name, ...words] of [['unshare', '--user', '--net', '--'], ['setpriv', '--no-new-privs', '--']] as const) {
    const file = `/usr/bin/${name}`
    try {
      await run(file, [...words, '/bin/true'], { env: {}, timeout: 5 * second })
      confined.push(file, ...words)
    } catch {
      log.warn('extract.ocr-less-confined', { missing: name })
    }
  }
  const limited = existsSync('/usr/bin/prlimit')
    ? ['/usr/bin/prlimit', `--as=${limits.bytes}`, `--cpu=${limits.cpuSeconds}`, '--core=0', '--fsize=0', '--nofile=64', '--'] : []
  return [...limited, ...confined, program, 'stdin', 'stdout', '-l', languages.join('+')]
}

async function languagesOf(program: string): Promise<readonly string[]> {
  if (!existsSync(program)) return []
  try {
    const { stdout } = await run(program, ['--list-langs'], { env: {}, timeout: 10 * second })
    const lines = new Set(stdout.split('\n').map((line) => line.trim()))
    return LANGUAGES.filter((language) => lines.has(language))
  } catch {
    return []
  }
}

/** Lines that are mostly marks are what recognition makes of hair, grass and borders. */
function cleaned(text: string): string {
  return text.split('\n').filter((line) => {
    const letters = line.match(/[\p{L}\p{N}]/gu)?.length ?? 0
    return letters >= 2 && letters * 2 >= line.replace(/\s/g, '').length
  }).join('\n')
}
