/**
 * npm run eval: judges the guard on the public evaluation set (`tools/eval/cases`) and prints the figures, beside other
 * ways to judge. `--misses` lists what went wrong in the open part, `--alone` leaves the others out, `--part frozen` or `open` takes one part (also `sealed`),
 * `--write` puts the figures into docs/reference/guard-figures.md, `--make` only makes the open cases anew from their hearts.
 * Nothing is written without one of these two.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { agreementTable } from './eval/agreement.ts'
import type { System } from './eval/answers.ts'
import { readCores } from './eval/cores.ts'
import { checksumOnly, secureAll } from './eval/comparators/checksum.ts'
import { packageSystems } from './eval/comparators/packages.ts'
import { purviewStyle } from './eval/comparators/purview.ts'
import type { PresendCase } from './eval/compose.ts'
import * as figures from './eval/figures.ts'
import { guard } from './eval/guard.ts'
import type { HumanCase } from './eval/human.ts'
import { writeOpenCases } from './eval/make.ts'
import { nearCopies, trainingSnippets } from './eval/leak.ts'
import { humanCases, PARTS, presendCases } from './eval/sets.ts'
import { asMarkdown, asText, type Table } from './eval/tables.ts'

const REASONS = ['national-id', 'health', 'financial', 'personal-data', 'dossier', 'credentials', 'confidential-business', 'criminal', 'special-category', 'children']

const { values } = parseArgs({ options: {
  misses: { type: 'boolean', default: false }, alone: { type: 'boolean', default: false },
  write: { type: 'boolean', default: false }, part: { type: 'string', default: '' }, make: { type: 'boolean', default: false },
} })
if (values.make) {
  writeOpenCases()
  process.exit()
}
/** Hearts that came back in the training data are no measure: they are left out, and told. */
const learnt = nearCopies(PARTS.flatMap(readCores), trainingSnippets())
const unlearnt = (part: typeof PARTS[number]): PresendCase[] =>
  presendCases(part).filter(({ core }) => !learnt.has(core))
const parts = PARTS.filter((part) => (values.part === '' || values.part === part) && presendCases(part).length > 0)
const presend = Object.fromEntries(parts.map((part) => [part, unlearnt(part)]))
const human = Object.fromEntries(parts.filter((part) => humanCases(part).length > 0)
  .map((part) => [part, humanCases(part)]))

/** A system on all parts. */
function run<C extends PresendCase | HumanCase>(system: System, sets: Readonly<Record<string,
  readonly C[]>>): figures.Parts<C> {
  return Object.fromEntries(Object.entries(sets).map(([part, cases]) => {
    const answers = new Map(system.answer(cases).map((answer) => [answer.id, answer]))
    return [part, { cases, answers }]
  }))
}

const began = performance.now()
const ours = run(guard, presend)
const oursHuman = run(guard, human)
const guardSeconds = (performance.now() - began) / 1000
const beside = values.alone ? { systems: [], missing: [] } : packageSystems()
const others: System[] = values.alone ? [] : [secureAll, checksumOnly, purviewStyle, ...beside.systems]
const all = { [guard.name]: ours, ...Object.fromEntries(others.map((system) => [system.name, run(system, presend)])) }
const tables: Table[] = [
  figures.decisionTable(all, [
    'Intervals: 95 %, bootstrap over hearts (cases made from one hand-written heart stand or fall together), seeded.',
    ...[guard, ...others].map(({ name, about }) => `${name}: ${about}`), ...beside.missing,
  ]),
  figures.languageTable(ours), figures.reasonTable(ours, REASONS),
  figures.groupTable('Right decisions where nothing had to be secured', ours, ({ expect }) => expect.why),
  figures.groupTable('Right decisions for each trap', ours, ({ trap, expect }) => expect.why === undefined ? trap ?? 'none' : undefined),
  figures.groupTable('Right decisions for each shape of mail', ours, ({ shape, expect }) => `${shape}, ${expect.secure ? 'to be secured' : 'harmless'}`),
  figures.valueTable(ours), figures.humanTable(oursHuman), agreementTable(ours),
]
const leftOut = learnt.size === 0 ? '' : `; left out because they came back in the training data: ${learnt.size} hearts with their cases`
const sizes = `${parts.map((part) => `${part}: ${presend[part]?.length ?? 0} pre-send, ${human[part]?.length ?? 0} human-error`).join('; ')}${leftOut}`
console.log(`${sizes}; our guard took ${guardSeconds.toFixed(1)} s with its starts\n`)
console.log(tables.map(asText).join('\n\n'))
if (values.misses) {
  // Only of the open part: who reads the others has learnt from them, and then they measure nothing.
  const open = { ours: ours['open'], human: oursHuman['open'] }
  const lines = [...open.ours === undefined ? [] : figures.misses(open.ours),
    ...open.human === undefined ? [] : figures.humanMisses(open.human)]
  console.log(`\nWrong\n${lines.join('\n')}`)
}
if (values.write) {
  const folder = join(import.meta.dirname, '..', 'docs', 'reference')
  mkdirSync(folder, { recursive: true })
  const page = `# Figures of the guard\n\nMade by \`npm run eval -- --write\` on the cases in \`tools/eval/cases\` (${sizes}). Whoever runs it again gets the same figures.\n\n${tables.map(asMarkdown).join('\n')}`
  writeFileSync(join(folder, 'guard-figures.md'), page)
  console.log('\nwrote docs/reference/guard-figures.md')
}
