/**
 * The configuration: one YAML file in the home, overrides from the command line, every key declared once in `options.ts`.
 * It promises that nothing starts with a key it does not know or a value that is not allowed: the error names the file,
 * the line, the key and what is allowed. The result is a value that is passed in; there is no global.
 */
import { isMap, isScalar, LineCounter, parseDocument, type YAMLMap } from 'yaml'
import { Refusal } from '../base/errors.ts'
import { KiB } from '../base/sizes.ts'
import { options, type OptionName } from './options.ts'
import type { Option } from './option.ts'

type ValueOf<O> = O extends Option<infer T> ? T : never

/** All settings with their values. */
export type Config = { readonly [K in OptionName]: ValueOf<(typeof options)[K]> }

/** Largest configuration file that is read. */
export const CONFIG_BYTES_MAX = 256 * KiB

/** Where a setting came from, for the error text. */
interface Found {
  readonly value: unknown
  readonly place: string
}

/**
 * Reads the YAML text of a configuration file and the `--set key=value` overrides (values in YAML).
 * Throws `Refusal('configuration')` whose message lists every problem, one a line.
 */
export function readConfig(args: {
  readonly text: string, readonly file: string, readonly sets: readonly string[],
}): Config {
  const problems: string[] = []
  const found = new Map<OptionName, Found>()
  if (args.text.length > CONFIG_BYTES_MAX) throw new Refusal('configuration', `${args.file} is larger than 256 KiB`)
  readFile(args, found, problems)
  for (const set of args.sets) readSet(set, found, problems)
  const config: Partial<Record<OptionName, unknown>> = {}
  for (const name of Object.keys(options) as OptionName[]) {
    const option = options[name] as Option<unknown>
    const given = found.get(name)
    if (given === undefined) {
      config[name] = option.default
      continue
    }
    const read = option.read(given.value)
    if ('problem' in read) problems.push(`${given.place}: ${name} ${read.problem}`)
    else config[name] = read.value
  }
  if (problems.length > 0) throw new Refusal('configuration', problems.join('\n'))
  return config as Config
}

function readFile(
  args: { readonly text: string, readonly file: string }, found: Map<OptionName, Found>, problems: string[],
): void {
  const lines = new LineCounter()
  const document = parseDocument(args.text, { lineCounter: lines, maxAliasCount: 0 } as never)
  for (const error of document.errors) {
    problems.push(`${args.file}:${lines.linePos(error.pos[0]).line}: ${error.message.split('\n')[0] ?? ''}`)
  }
  if (document.errors.length > 0 || document.contents === null) return
  if (!isMap(document.contents)) {
    problems.push(`${args.file}:1: must be a map of settings, such as "hostname: mail.example.nl"`)
    return
  }
  walk(document.contents, '', (name, value, offset) => {
    const place = `${args.file}:${lines.linePos(offset).line}`
    if (isOptionName(name)) found.set(name, { value, place })
    else problems.push(`${place}: ${unknownKey(name)}`)
  })
}

/** Nested maps become dotted names, until a name is a setting (whose value may be a map itself). */
function walk(map: YAMLMap, prefix: string, tell: (name: string, value: unknown, offset: number) => void): void {
  for (const pair of map.items) {
    const key = pair.key
    const name = prefix + (isScalar(key) ? String(key.value) : '?')
    const offset = isScalar(key) && key.range ? key.range[0] : 0
    const isGroup = isMap(pair.value) && !isOptionName(name)
      && Object.keys(options).some((option) => option.startsWith(`${name}.`))
    if (isGroup) walk(pair.value as YAMLMap, `${name}.`, tell)
    else tell(name, pair.value === null ? null : (pair.value as { toJSON(): unknown }).toJSON(), offset)
  }
}

function readSet(set: string, found: Map<OptionName, Found>, problems: string[]): void {
  const at = set.indexOf('=')
  const name = set.slice(0, at)
  const place = `--set ${name}`
  if (at < 1) problems.push(`--set ${set}: must be key=value`)
  else if (!isOptionName(name)) problems.push(`--set: ${unknownKey(name)}`)
  else {
    const document = parseDocument(set.slice(at + 1))
    if (document.errors.length > 0) problems.push(`${place}: the value is not YAML`)
    else found.set(name, { value: document.toJSON() as unknown, place })
  }
}

function isOptionName(name: string): name is OptionName {
  return Object.hasOwn(options, name)
}

function unknownKey(name: string): string {
  const near = Object.keys(options)
    .map((option) => ({ option, distance: editDistance(option.toLowerCase(), name.toLowerCase().slice(0, 100)) }))
    .sort((a, b) => a.distance - b.distance)[0]
  const hint = near !== undefined && near.distance <= 4 ? `; did you mean ${near.option}?` : ''
  return `${name.slice(0, 100)} is not a setting${hint} (all settings: docs/configuration.md)`
}

/** Levenshtein distance of two short names. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
