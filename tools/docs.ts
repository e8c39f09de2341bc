/** npm run docs: writes the pages and files that are made from declarations; `--check` only says whether they are up to date. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { options } from '../src/config/options.ts'
import { detectors } from '../src/guard/detectors/detectors.ts'
import { commands } from '../src/imap-server/commands/index.ts'
import { rfcPage } from './rfc-page.ts'
import { attachmentsPage } from './attachments-page.ts'

const root = join(import.meta.dirname, '..')

function configurationPage(): string {
  const rows = Object.entries(options).map(([name, option]) =>
    `### \`${name}\`\n\n${option.doc}\n\nDefault: \`${JSON.stringify(option.default)}\``)
  return `# Configuration\n\nOne YAML file, \`zegel.yaml\` in the home. Names may be nested (\`smtp:\` with \`listen:\` under it) or dotted.
Every setting can also be given as \`--set name=value\` (the value in YAML). A name that is not in this list, or a value
that is not allowed, stops the start with the line and what is allowed. This page is made from \`src/config/options.ts\`.

${rows.join('\n\n')}\n`
}

function exampleFile(): string {
  const lines = Object.entries(options).map(([name, option]) => {
    const doc = wrap(option.doc, 100).map((line) => `# ${line}`).join('\n')
    return `${doc}\n# ${name}: ${JSON.stringify(option.default)}`
  })
  return `# Every setting with its default. Made from src/config/options.ts.\n\n${lines.join('\n\n')}\n`
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + word.length < width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}

function imapPage(): string {
  const rows = commands.toSorted((a, b) => a.name.localeCompare(b.name))
    .map((command) => `| ${command.name} | ${command.states.join(', ')} | ${command.rfc.join(', ')} |`)
  return `# IMAP commands\n\nMade from the declarations in \`src/imap-server/commands/\`.

| Command | States | Where it is defined |\n|---|---|---|\n${rows.join('\n')}\n`
}

/** One line of Markdown code, whatever stands in it. */
const code = (text: string): string => `\`${text.replaceAll('\n', ' ⏎ ').replaceAll(/[\u0000-\u001f\u00ad\u200b-\u200f]/g, '·').replaceAll('`', '´').replaceAll('|', '\\|')}\``

function detectorsPage(): string {
  const rows = detectors.map(({ id, type, title, feeds }) => `| [${title.en}](#${id}) | \`${type}\` | ${feeds ?? 'none by itself'} |`)
  const parts = detectors.map(({ id, type, title, basis, check, feeds, examples }) => `### ${id}

${title.en} (\`${type}\`)

- Dutch: ${title.nl}. German: ${title.de}. French: ${title.fr}.
- Ground: ${basis}
- Proof besides the words around it: ${check}
- Reason by itself: ${feeds ?? 'none; it helps others, or it is public'}
- Found: ${examples.hit.map(code).join(', ')}
- Left alone: ${examples.miss.map(code).join(', ')}
`)
  return `# What the guard recognises

Every kind of value that the guard looks for, with the law that makes it worth protecting and examples. The examples are
tests: each of the first row is found with a confidence of one half or more,
  none of the second. A line end within an example
is shown as ⏎, a hidden character as ·. Made from the declarations in \`src/guard/detectors/\`.

How sure a find is depends on its proof and on what the words around call it: before and behind it, glued to it,
  or at the
head of its column. A number that is called an order, an invoice, a reference or the like is left alone,
  in four languages.

| Value | Type | Reason |
|---|---|---|
${rows.join('\n')}

${parts.join('\n')}`
}

const files: Readonly<Record<string, () => string>> = {
  'docs/configuration.md': configurationPage,
  'docs/zegel.example.yaml': exampleFile,
  'docs/imap-commands.md': imapPage,
  'docs/rfc.md': rfcPage,
  'docs/reference/detectors.md': detectorsPage,
  'docs/reference/attachments.md': attachmentsPage,
}

const isCheck = process.argv.includes('--check')
for (const [name, make] of Object.entries(files)) {
  const path = join(root, name)
  const now = existsSync(path) ? readFileSync(path, 'utf8') : ''
  const wanted = make()
  if (now === wanted) continue
  if (isCheck) {
    console.log(`${name} is not what the declarations say; run npm run docs and commit it`)
    process.exitCode = 1
  } else {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, wanted)
    console.log(`wrote ${name}`)
  }
}
