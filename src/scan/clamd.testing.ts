/** A real clamd with signatures of our own, in a folder of its own, on a socket of its own. */
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

const clamd = '/usr/sbin/clamd'

/** For the `skip` of a test: why there is no clamd, or false. */
export const skipClamd = existsSync(clamd) ? false : 'clamav-daemon is not installed'

/** The test file that every scanner knows, put together here so that no scanner takes this file for one. */
export const eicar: string = ['X5O!P%@AP[4', '\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-', 'ANTIVIRUS-TEST-FILE!$H+H*'].join('')

export interface TestClamd {
  /** As in the configuration: `unix:/...`. */
  readonly address: string
  readonly folder: string
  /** Adds a signature for a text and makes clamd read its signatures anew. */
  learn(name: string, text: string): Promise<void>
  close(): Promise<void>
}

/** Longest that starting and reading signatures may take on a busy machine. */
const WAIT_MS = 120_000

/** Starts it and waits until it answers. */
export async function startClamd({
  streamBytesMax = 10 * 1024 * 1024 }: { readonly streamBytesMax?: number } = {}): Promise<TestClamd> {
  const folder = mkdtempSync(join(tmpdir(), 'zegel-clamd-'))
  const socket = join(folder, 'clamd.sock')
  const signatures: string[] = []
  const write = (): void => writeFileSync(join(folder, 'own.ndb'), signatures.join('\n') + '\n')
  const add = (name: string, text: string): number => signatures.push(`${name}:0:*:${Buffer.from(text, 'latin1').toString('hex')}`)
  add('Test.Eicar', eicar)
  add('Test.Own', 'zegel-own-test-signature')
  write()
  writeFileSync(join(folder, 'clamd.conf'), [
    'Foreground yes', `LocalSocket ${socket}`, `DatabaseDirectory ${folder}`, `TemporaryDirectory ${folder}`, `StreamMaxLength ${streamBytesMax}`,
    'SelfCheck 0', `LogFile ${join(folder, 'clamd.log')}`, 'LogClean no', 'LeaveTemporaryFiles no', 'ConcurrentDatabaseReload no', 'MaxThreads 4', 'OfficialDatabaseOnly no', '',
  ].join('\n'))
  const child = spawn(clamd, ['--config-file', join(folder, 'clamd.conf')], { stdio: 'ignore' })
  const answered = async (): Promise<string> => await until(() => say(socket, 'zVERSION\0'), child)
  await answered()
  return {
    address: `unix:${socket}`, folder,
    async learn(name, text) {
      add(name, text)
      write()
      await say(socket, 'zRELOAD\0')
      // Signatures are in use when the new one is found.
      await until(async () => (await scanOnce(socket, text)).includes('FOUND') ? 'found' : '', child)
    },
    async close() {
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGKILL')
      await gone
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function until(ask: () => Promise<string>, child: ChildProcess): Promise<string> {
  const end = performance.now() + WAIT_MS
  for (;;) {
    const answer = await ask()
    if (answer !== '') return answer
    if (performance.now() > end || child.exitCode !== null) throw new Error('clamd did not answer')
    await pause(20)
  }
}

function scanOnce(path: string, text: string): Promise<string> {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(Buffer.byteLength(text, 'latin1'))
  return say(path, Buffer.concat([Buffer.from('zINSTREAM\0'), length, Buffer.from(text, 'latin1'), Buffer.alloc(4)]))
}

/** '' when nobody answers. */
function say(path: string, words: string | Uint8Array): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    const socket = net.connect({ path }, () => socket.write(words))
    socket.on('data', (piece: Buffer) => {
      text += piece.toString('latin1')
    })
    socket.on('error', () => resolve(''))
    socket.on('close', () => resolve(text))
  })
}
