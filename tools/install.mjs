// Runs on whatever Node the machine has (20 or newer): makes sure that the packages of the lockfile, and with them
// Node 26, are there. Everything after this runs on node_modules/.bin/node.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
export const node = join(root, 'node_modules', '.bin', 'node')
const mark = join(root, 'node_modules', '.zegel-installed')

/** Installs with `npm ci` when node_modules is missing or belongs to another lockfile. Ends the process when npm fails. */
export function ensureInstalled() {
  const wanted = createHash('sha256').update(readFileSync(join(root, 'package-lock.json'))).digest('hex')
  if (existsSync(node) && existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return
  process.stderr.write('Installing the packages of package-lock.json (npm ci) ...\n')
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root, stdio: ['ignore', 2, 2] })
  if (npm.status !== 0 || !existsSync(node)) {
    process.stderr.write('npm ci did not succeed. Is the npm registry within reach?\n')
    process.exit(npm.status || 1)
  }
  writeFileSync(mark, wanted)
}

/** Runs a TypeScript file on Node 26 with the terminal passed through; gives its exit code, and passes signals on. */
export async function runTypeScript(file, parameters, { nodeOptions = [] } = {}) {
  const { spawn } = await import('node:child_process')
  const child = spawn(node, [...nodeOptions, file, ...parameters], {
    stdio: 'inherit',
    env: { ...process.env, PATH: `${join(root, 'node_modules', '.bin')}:${process.env.PATH}`, NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'compile') },
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  return new Promise((resolve) => {
    child.on('exit', (code, signal) => resolve(signal === null ? code : 1))
  })
}
