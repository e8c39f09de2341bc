/**
 * Code for the children: every module that `child.ts` needs, without its types, as `.mjs` in a folder of its own. A jitless
 * Node cannot strip types itself, and a folder that holds nothing else is all that a child may read.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire, stripTypeScriptTypes } from 'node:module'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { randomId } from '../base/ids.ts'

/** Modules that a child may consist of. */
export const MODULES_MAX = 200

export interface StrippedCode {
  readonly entry: string
  /** Folders that a child reads its code from, and nothing else. */
  readonly readable: readonly string[]
}

const sourceRoot = resolve(import.meta.dirname, '..')
const IMPORT = /^((?:import|export)\b[^'"\n]*?from\s*|import\s*|.*?\bimport\()(['"])([^'"\n]+)\2/gm

/** Strips once: the folder is named by what is in it, so that a new version gets a new one. */
export function stripCode(cacheFolder: string, entry: string = join(import.meta.dirname, 'child.ts')): StrippedCode {
  const modules = new Map<string, string>()
  const packages = new Map<string, string>()
  collect(entry, { modules, packages })
  const digest = createHash('sha256')
  for (const [path, code] of [...modules].sort(([a], [b]) => a < b ? -1 : 1)) digest.update(`${path}\0${code}\0`)
  const folder = join(cacheFolder, digest.digest('hex').slice(0, 32))
  if (!existsSync(folder)) write(folder, modules)
  return { entry: join(folder, target(entry)), readable: [folder, ...packages.values()] }
}

function write(folder: string, modules: ReadonlyMap<string, string>): void {
  const partial = `${folder}.${randomId()}`
  for (const [path, code] of modules) {
    const file = join(partial, target(path))
    mkdirSync(dirname(file), { recursive: true, mode: 0o755 })
    writeFileSync(file, code)
  }
  try {
    renameSync(partial, folder)
  } catch (error) {
    // Another process made the same folder first.
    rmSync(partial, { recursive: true, force: true })
    if (!existsSync(folder)) throw error
  }
}

interface Found { readonly modules: Map<string, string>, readonly packages: Map<string, string> }

function collect(path: string, found: Found): void {
  if (found.modules.has(path)) return
  if (found.modules.size >= MODULES_MAX) throw new Error('too many modules for a child')
  found.modules.set(path, '')
  const stripped = withoutTypes(readFileSync(path, 'utf8'))
  const code = stripped.replace(IMPORT, (_whole, before: string, quote: string, specifier: string) => {
    if (specifier.startsWith('.')) {
      collect(resolve(dirname(path), specifier), found)
      return `${before}${quote}${specifier.replace(/\.ts$/, '.mjs')}${quote}`
    }
    if (specifier.startsWith('node:')) return `${before}${quote}${specifier}${quote}`
    return `${before}${quote}${libraryUrl(specifier, found)}${quote}`
  })
  found.modules.set(path, code)
}

/** Without Node's note that this is an experiment: it would stand beside every answer of the command line. */
function withoutTypes(code: string): string {
  const { emitWarning } = process
  process.emitWarning = () => undefined
  try {
    return stripTypeScriptTypes(code)
  } finally {
    process.emitWarning = emitWarning
  }
}

/** Where a library's module lies; the library and those it needs become readable. */
function libraryUrl(specifier: string, found: Found): string {
  const name = specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/')
  addPackage(name, import.meta.filename, found)
  return import.meta.resolve(specifier)
}

function addPackage(name: string, from: string, found: Found): void {
  const manifest = manifestOf(name, from)
  if (manifest === undefined || found.packages.has(manifest)) return
  found.packages.set(manifest, dirname(manifest))
  const { dependencies = {} } = JSON.parse(readFileSync(manifest, 'utf8')) as { dependencies?: Record<string, string> }
  for (const needed of Object.keys(dependencies)) addPackage(needed, manifest, found)
}

/** The package.json of a library as seen from a file: `exports` may hide it, so its folders are walked. */
function manifestOf(name: string, from: string): string | undefined {
  for (const folder of createRequire(pathToFileURL(from)).resolve.paths(name) ?? []) {
    const manifest = join(folder, name, 'package.json')
    if (existsSync(manifest)) return manifest
  }
  return undefined
}

function target(path: string): string {
  return relative(sourceRoot, path).split(sep).join('/').replace(/\.ts$/, '.mjs')
}
