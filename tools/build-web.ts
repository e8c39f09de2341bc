/** Builds the web application into `web/dist`; with `--if-needed` only when a source is newer than the last build. */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const mark = join(root, 'web', 'dist', '.built')

function newest(folder: string): number {
  let at = 0
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (['node_modules', 'dist'].includes(entry.name)) continue
    const path = join(folder, entry.name)
    at = Math.max(at, entry.isDirectory() ? newest(path) : statSync(path).mtimeMs)
  }
  return at
}

const sources = ['web', 'src/base', 'src/address', 'src/message', 'src/guard'].map((folder) => join(root, folder)).filter(existsSync)
const isFresh = existsSync(mark) && statSync(mark).mtimeMs >= Math.max(...sources.map(newest))
if (!(process.argv.includes('--if-needed') && isFresh)) {
  process.stderr.write('Building the web application ...\n')
  const build = spawnSync('npm', ['run', '--silent', '--workspace', 'web', 'build', '--', '--logLevel', 'warn'],
    { cwd: root, stdio: ['ignore', 2, 2] })
  if (build.status !== 0) process.exit(build.status ?? 1)
  writeFileSync(mark, new Date().toISOString())
}
