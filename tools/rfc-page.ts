/** docs/rfc.md: which standards are supported, by which command and folder, and the test that shows it. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { commands } from '../src/imap-server/commands/index.ts'
import { standards, type Standard } from './standards.ts'

const root = join(import.meta.dirname, '..')

/** Throws when a command declares a standard that no test here shows, or a test file is gone. */
export function rfcPage(): string {
  const problems = [...undeclared(), ...missingTests()]
  if (problems.length > 0) throw new Error(`tools/standards.ts: ${problems.join('; ')}`)
  const folders = foldersByRfc()
  const rows = standards.toSorted((a, b) => a.rfc - b.rfc).map((standard) => row(standard, folders))
  return `# Supported standards

Which RFCs are supported, by which IMAP command and which folder of \`src\`, and the test that shows it. Made from the
declarations in \`src/imap-server/commands/\`, the comments of the code and \`tools/standards.ts\`. The test files can be run
alone: \`node --test FILE\`.

| RFC | About | IMAP commands | Folders | Shown by |
|---|---|---|---|---|
${rows.join('\n')}
`
}

function row({ rfc, title, shownBy }: Standard, folders: ReadonlyMap<number, ReadonlySet<string>>): string {
  const declaring = commands.filter((command) => numbersOf(command.rfc).has(rfc)).map(({ name }) => name)
  const tests = shownBy.map((file) => `[${file.replace(/^.*\//, '').replace('.test.ts', '')}](../${file})`)
  const link = `[${rfc}](https://www.rfc-editor.org/rfc/rfc${rfc})`
  return `| ${[link, title, [...new Set(declaring)].sort().join(', '), [...folders.get(rfc) ?? []].sort().join(', '),
    tests.join(', ')].join(' | ')} |`
}

function undeclared(): readonly string[] {
  const shown = new Set(standards.map(({ rfc }) => rfc))
  const declared = new Set(commands.flatMap((command) => [...numbersOf(command.rfc)]))
  return [...declared].filter((rfc) => !shown.has(rfc)).map((rfc) => `RFC ${rfc} is declared by a command and shown by no test`)
}

function missingTests(): readonly string[] {
  return standards.flatMap(({ rfc, shownBy }) => shownBy.filter((file) => !existsSync(join(root, file)))
    .map((file) => `RFC ${rfc} is to be shown by ${file}, which is not there`))
}

function numbersOf(declared: readonly string[]): ReadonlySet<number> {
  return new Set(declared.flatMap((text) => {
    const [, number] = /^RFC (\d+)/.exec(text) ?? []
    return number === undefined ? [] : [Number(number)]
  }))
}

/** Folders whose code, tests apart, names the standard. */
function foldersByRfc(): ReadonlyMap<number, ReadonlySet<string>> {
  const found = new Map<number, Set<string>>()
  for (const file of globSync('src/**/*.ts', { cwd: root })) {
    if (/\.(?:test|testing|fuzz|bench|contract)\.ts$/.test(file)) continue
    const folder = file.split('/')[1] ?? ''
    if (folder.endsWith('.ts')) continue
    for (const [, number] of readFileSync(join(root, file), 'utf8').matchAll(/RFC\s(?:\*\s)?(\d{3,5})/g)) {
      const folders = found.get(Number(number)) ?? new Set()
      found.set(Number(number), folders.add(folder))
    }
  }
  return found
}
