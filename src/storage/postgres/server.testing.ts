import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'

/**
 * A PostgreSQL of its own for tests: temporary folder, unix socket only, no fsync. Exported for the suites of other
 * folders.
 */
export interface TestPostgres {
  readonly url: string
  /** Everything of the server lies below. */
  readonly folder: string
  stop(): Promise<void>
}

/** Why no server can be started here; undefined when one can. For the `skip` of a test, which prints it. */
export const postgresMissing: string | undefined = binaries() === undefined
  ? 'no PostgreSQL is installed (initdb not found)'
  : undefined

/** Starts a server and creates an empty database. */
export async function startPostgres(): Promise<TestPostgres> {
  const bin = binaries()
  if (bin === undefined) throw new Error(postgresMissing)
  const owner = serverUser()
  const folder = mkdtempSync(join(tmpdir(), 'zegel-pg-'))
  if (owner.uid !== undefined) chownSync(folder, owner.uid, owner.gid ?? owner.uid)
  const cluster = join(folder, 'c')
  const made = spawnSync(join(bin, 'initdb'), [
    '-D',
    cluster,
    '-U',
    'zegel',
    '-A',
    'trust',
    '-E',
    'UTF8',
    '--no-locale',
    '--no-sync',
  ], { ...owner, cwd: folder, encoding: 'utf8' })
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`)
  const server = spawn(join(bin, 'postgres'), [
    '-D',
    cluster,
    '-k',
    folder,
    '-c',
    'listen_addresses=',
    '-c',
    'fsync=off',
    '-c',
    'full_page_writes=off',
    '-c',
    'shared_buffers=16MB',
    '-c',
    'max_connections=40',
    '-c',
    'autovacuum=off',
  ], { ...owner, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
  await accepting(server)
  return {
    url: `postgres://zegel@/postgres?host=${encodeURIComponent(folder)}`, folder,
    async stop() {
      const ended = new Promise((resolve) => server.once('exit', resolve))
      server.kill('SIGINT')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function accepting(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = ''
    server.once('exit', () => reject(new Error(`postgres ended: ${said}`)))
    server.stderr?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString('utf8')).slice(-4096)
      if (said.includes('ready to accept connections')) resolve()
    })
  })
}

/** The server refuses to run as root; Debian's package has a user for it. */
function serverUser(): { readonly uid?: number, readonly gid?: number } {
  if (userInfo().uid !== 0) return {}
  const id = (flag: string): number => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout)
  return { uid: id('-u'), gid: id('-g') }
}

function binaries(): string | undefined {
  const versions = '/usr/lib/postgresql'
  const candidates = existsSync(versions)
    ? readdirSync(versions).sort((left, right) => Number(right) - Number(left)).map((version) =>
      join(versions, version, 'bin')
    )
    : []
  const told = spawnSync('pg_config', ['--bindir'], { encoding: 'utf8' })
  if (told.status === 0) candidates.push(told.stdout.trim())
  candidates.push(...(process.env['PATH'] ?? '').split(':'))
  return candidates.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')))
}
