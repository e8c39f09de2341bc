/** npm run docs: writes the pages and files that are made from declarations; `--check` only says whether they are up to date. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { options } from '../src/config/options.ts'
import { commands } from '../src/imap-server/commands/index.ts'

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

const files: Readonly<Record<string, () => string>> = {
  'docs/configuration.md': configurationPage,
  'docs/zegel.example.yaml': exampleFile,
  'docs/imap-commands.md': imapPage,
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
    writeFileSync(path, wanted)
    console.log(`wrote ${name}`)
  }
}
