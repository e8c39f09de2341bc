import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { LEARNED_REASONS, type Kind, type LearnedReason } from '../../src/guard/models/labels.ts'
import { seedOf } from './random.ts'
import { LANGUAGES, type Language } from './slots.ts'

/** A passage as a writer left it: what it is, and its text with slots. */
export interface Snippet {
  readonly language: Language
  readonly reasons: readonly (LearnedReason | 'national-id')[]
  /** What kind of text about nobody; null for a passage that must be secured and for boilerplate. */
  readonly kind: Kind | null
  readonly isBoilerplate: boolean
  /** Its first sentence says that the rest is not about anybody; by itself the rest would be. */
  readonly isFramed?: boolean
  readonly text: string
  /** Snippets of the same wording have the same number: they are held out together. */
  readonly family: number
}

const KIND_OF: Readonly<Record<string, Kind | null>> = {
  general: 'general', statistics: 'statistics', animal: 'animal', 'animal-care': 'animal', fictional: 'fictional', educational: 'educational', news: 'news', public: 'public',
  vacancy: 'vacancy', tender: 'tender', test: 'test', business: 'trade', logistics: 'trade', product: 'trade', smalltalk: 'smalltalk', internal: 'internal',
  'keyword-without-data': 'keyword', boilerplate: null,
}

/** All snippets under `tools/train/data`, in the order of their files. A line that does not fit stops the training. */
export function readSnippets(folder = join(import.meta.dirname, 'data')): Snippet[] {
  const found: Snippet[] = []
  for (const { path, language } of files(folder)) {
    for (const [index, line] of readFileSync(path, 'utf8').split('\n').entries()) {
      if (line.trim() === '' || line.startsWith('#')) continue
      const made = readLine(line, language)
      if (typeof made === 'string') throw new Error(`${path}:${index + 1}: ${made}`)
      found.push(made)
    }
  }
  return found
}

function* files(folder: string): Generator<{ path: string, language: Language | null }> {
  for (const entry of readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => a.name < b.name ? -1 : 1)) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* files(path)
    else if (entry.name.endsWith('.txt')) yield { path, language: LANGUAGES.find((one) => path.split('/').at(-2) === one || entry.name.startsWith(`${one}-`)) ?? null }
  }
}

function readLine(line: string, language: Language | null): Snippet | string {
  const tab = line.indexOf('\t')
  if (tab < 0) return 'no tab'
  const [label, text] = [line.slice(0, tab).trim(), line.slice(tab + 1).trim().replaceAll('\\n', '\n')]
  if (language === null) return 'no language: put it in a folder nl, en, de or fr'
  const family = seedOf(text.toLowerCase().replace(/\{[^}]*\}/g, '').replace(/[^\p{L}]+/gu, ' ').trim().slice(0, 60))
  if (label.startsWith('none:')) {
    const kind = KIND_OF[label.slice(5)]
    return kind === undefined ? `unknown kind ${label}` : { language, reasons: [], kind, isBoilerplate: kind === null, text, family }
  }
  const reasons = label.split('+').map((one) => one.trim())
  const known = reasons.filter((one): one is Snippet['reasons'][number] => one === 'national-id' || (LEARNED_REASONS as readonly string[]).includes(one))
  return known.length === reasons.length ? { language, reasons: known, kind: null, isBoilerplate: false, text, family } : `unknown label ${label}`
}
