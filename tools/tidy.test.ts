/** The rules of the house that no other tool checks: rows, pure folders, length of lines and functions, leftovers. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, dirname, resolve } from 'node:path'
import { test } from 'node:test'

const root = join(import.meta.dirname, '..')

/** A folder imports only from rows above it. */
const rows: readonly (readonly string[])[] = [
  ['base'],
  ['address', 'message', 'smtp', 'imap', 'jmap', 'sieve', 'openpgp', 'guard', 'nta7516'],
  ['config', 'log', 'storage', 'crypto', 'dns', 'tls', 'mail-auth', 'smtp-client', 'extract', 'scan', 'sms'],
  ['ledger'],
  ['tenants', 'accounts', 'keys', 'mailstore', 'search', 'contacts', 'queue', 'spam', 'malware', 'reputation', 'throttle', 'portal', 'compliance', 'publishing', 'reports'],
  ['submission', 'delivery'],
  ['smtp-server', 'imap-server', 'jmap-server', 'web-server', 'milter'],
]

/** Inside a row: what may be used besides, and why it is no circle. `keys` stands below every domain that encrypts. */
const beside: Readonly<Record<string, readonly string[]>> = {
  message: ['address'], smtp: ['address', 'message'], imap: ['address', 'message'], jmap: ['address', 'message'],
  guard: ['address', 'message'],
  extract: ['log'], storage: ['log'], crypto: ['log'], dns: ['log'], tls: ['log', 'crypto'], 'mail-auth': ['log', 'dns', 'crypto'],
  'smtp-client': ['log', 'dns', 'tls'], sms: ['log'], scan: ['log'], config: [],
  ledger: ['keys'], throttle: ['keys'],
  accounts: ['tenants', 'keys', 'throttle'], tenants: ['keys'],
  mailstore: ['keys', 'accounts', 'search'], queue: ['keys', 'accounts', 'tenants', 'mailstore'],
  publishing: ['queue', 'tenants'], reports: ['keys', 'queue', 'tenants'], compliance: ['keys'], malware: ['keys', 'accounts', 'mailstore'], spam: ['keys', 'tenants', 'mailstore'],
  portal: ['keys', 'accounts', 'tenants', 'mailstore', 'queue', 'compliance'],
  reputation: ['keys', 'accounts', 'tenants', 'queue'],
  submission: ['delivery'],
  'web-server': ['jmap-server'],
}

/** Row 8: where all parts meet. */
const atTheTop = new Set(['command-line', 'demo'])

const pure = new Set(rows[1])

interface SourceFile { readonly path: string, readonly folder: string, readonly text: string }

function* filesUnder(folder: string, endings: readonly string[]): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (['node_modules', 'dist', '.git', 'data'].includes(entry.name)) continue
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* filesUnder(path, endings)
    else if (endings.some((ending) => entry.name.endsWith(ending))) yield path
  }
}

const sources: SourceFile[] = [...filesUnder(join(root, 'src'), ['.ts'])].map((path) => ({
  path, folder: relative(join(root, 'src'), path).split('/')[0] ?? '', text: readFileSync(path, 'utf8'),
}))
const isTest = (path: string): boolean => /\.(test|testing|bench|fuzz)\.ts$/.test(path) || path.includes('contract')

function importsOf(text: string): string[] {
  return [...text.matchAll(/^\s*(?:import|export)\b[^'"]*?from\s+'([^']+)'|^\s*import\s+'([^']+)'|\bimport\('([^']+)'\)/gm)]
    .map((match) => match[1] ?? match[2] ?? match[3] ?? '')
}

const rank = (folder: string): number => rows.findIndex((row) => row.includes(folder))

test('a folder imports only from rows above it', () => {
  const problems: string[] = []
  for (const { path, folder, text } of sources) {
    if (rank(folder) < 0 || isTest(path)) continue
    for (const target of importsOf(text).filter((name) => name.startsWith('.'))) {
      const other = relative(join(root, 'src'), resolve(dirname(path), target)).split('/')[0] ?? ''
      const allowed = other === folder || (rank(other) >= 0 && rank(other) < rank(folder))
        || beside[folder]?.includes(other) === true
      if (!allowed) problems.push(`${relative(root, path)} imports ${other}`)
    }
  }
  assert.deepEqual(problems, [])
})

test('every folder stands in a row', () => {
  const unknown = sources.filter(({ folder }) => rank(folder) < 0 && !folder.endsWith('.ts') && !atTheTop.has(folder))
  assert.deepEqual([...new Set(unknown.map(({ folder }) => folder))], [])
})

test('pure folders have no input, output, clock or randomness', () => {
  const problems: string[] = []
  for (const { path, folder, text } of sources) {
    if (!pure.has(folder) || isTest(path)) continue
    const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
    for (const word of ["'node:", 'Buffer', 'Date.now', 'new Date()', 'Math.random', 'getRandomValues', 'process.', 'setTimeout']) {
      if (code.includes(word)) problems.push(`${relative(root, path)} uses ${word}`)
    }
  }
  assert.deepEqual(problems, [])
})

test('no leftovers, no long lines, no other way to import', () => {
  const problems: string[] = []
  const all = [...filesUnder(join(root, 'src'), ['.ts']), ...filesUnder(join(root, 'tools'), ['.ts', '.mjs']), ...filesUnder(join(root, 'test'), ['.ts'])]
  for (const path of all.filter((name) => !name.endsWith('tidy.test.ts'))) {
    const text = readFileSync(path, 'utf8')
    const place = relative(root, path)
    if (/\bFIXME\b|\bXXX\b|@ts-ignore|@ts-nocheck/.test(text)) problems.push(`${place}: leftover`)
    if (place.startsWith('src') && !isTest(path) && /\bconsole\.log\(/.test(text)) problems.push(`${place}: console.log`)
    if (/^\s*@[a-z]+\(/im.test(text.replace(/\/\*[\s\S]*?\*\//g, ''))) problems.push(`${place}: decorator`)
    for (const name of importsOf(text)) {
      if (name.startsWith('.') && !/\.(ts|mjs|json)$/.test(name)) problems.push(`${place}: import ${name} without .ts`)
    }
    text.split('\n').forEach((line, index) => {
      if (line.length > 120 && !/https?:\/\/|^\s*(\/\/|\*)|['"`]/.test(line)) problems.push(`${place}:${index + 1}: ${line.length} columns`)
    })
  }
  assert.deepEqual(problems, [])
})

/** A file may grow to this many lines before it must be split; lower it as the house gets tidier, never raise it. */
const FILE_LINES_MAX = 500

test('no file has outgrown one idea', () => {
  const long = sources.map(({ path, text }) => ({ path, lines: text.split('\n').length }))
    .filter(({ path, lines }) => lines > FILE_LINES_MAX && !isTest(path))
  assert.deepEqual(long.map(({ path, lines }) => `${relative(root, path)}: ${lines}`), [])
})

test('what stands in the repository does not name the workplace it was made in', () => {
  const word = ['\\.\\./sha', 'red|(^|[^a-zA-Z0-9.])/(wo', 'rk|fa', 'rm)/'].join('')
  const pattern = new RegExp(word, 'm')
  const named = [...filesUnder(root, ['.ts', '.mjs', '.md', '.svelte', '.json', '.css', '.yml'])]
    .filter((path) => !path.endsWith('tidy.test.ts') && !path.endsWith('package-lock.json'))
    .filter((path) => pattern.test(readFileSync(path, 'utf8')))
  assert.deepEqual(named.map((path) => relative(root, path)), [])
})
