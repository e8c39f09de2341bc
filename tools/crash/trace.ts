/**
 * Reads what strace wrote (`-f -y -xx`, every call that changes files) into an ordered list of operations on one
 * folder.
 *
 * Times are line numbers: strace writes one line when a call begins and another when it ends, if anything happened
 * in between, so their order is the order of the kernel. A write counts from the line where it begins (from then on
 * a crash may show it) and is sure to be covered by a sync only when it ended before that sync began. A call that
 * could change the folder and is not understood is an error, never skipped.
 */
import { createReadStream } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'

/** Calls that strace must show. `mmap` only to be sure that nothing but SQLite's shared index is written by memory. */
export const CALLS = [
  'openat', 'creat', 'open', 'write', 'pwrite64', 'writev', 'pwritev', 'pwritev2', 'fsync', 'fdatasync', 'msync', 'rename',
  'renameat', 'renameat2', 'unlink', 'unlinkat', 'ftruncate', 'truncate', 'fallocate', 'link', 'linkat', 'symlink',
  'symlinkat', 'mkdir', 'mkdirat', 'rmdir', 'copy_file_range', 'sendfile', 'mmap',
] as const

/**
 * Something that may or may not have reached the disk: `line` is where it began, `endLine` where it had ended.
 * `isUnsure`: its process was killed in the middle, so it was done or not.
 */
export type Change = { readonly line: number, readonly endLine: number, readonly isUnsure?: true } & (
  | { readonly do: 'create', readonly path: string, readonly kind: 'file' | 'folder', readonly empty: boolean }
  | { readonly do: 'write', readonly path: string, readonly at: number | 'end', readonly bytes: Buffer }
  | { readonly do: 'cut', readonly path: string, readonly sizeBytes: number }
  | { readonly do: 'rename', readonly path: string, readonly to: string }
  | { readonly do: 'remove', readonly path: string })

/** Everything of `path` that had ended before `beganLine` is on the disk from `line` on. */
export interface Sync { readonly do: 'sync', readonly line: number, readonly beganLine: number, readonly path: string }

/** What the workload said at this point: see `marks.ts`. */
export interface Spoken { readonly do: 'mark', readonly line: number, readonly text: string }

export type Operation = Change | Sync | Spoken

interface Call {
  readonly name: string
  readonly line: number
  readonly endLine: number
  readonly text: string
  readonly result: number
  readonly isUnsure: boolean
}

/** Operations on `folder` (an absolute name), and what was written to `marksFile`, in order. */
export async function readTrace(args: {
  readonly file: string, readonly folder: string, readonly marksFile: string,
}): Promise<readonly Operation[]> {
  const operations: Operation[] = []
  for await (const call of calls(args.file)) {
    if (call.result < 0 && !call.isUnsure) continue
    const operation = understood(call, args)
    if (operation === undefined) continue
    if (!call.isUnsure) operations.push(operation)
    // A sync that did not come to its end promised nothing.
    else if (operation.do !== 'sync' && operation.do !== 'mark') operations.push({ ...operation, isUnsure: true })
  }
  return operations.toSorted((a, b) => a.line - b.line)
}

/** Whole calls: the two halves of an interrupted one are put together. */
async function* calls(file: string): AsyncGenerator<Call> {
  const begun = new Map<string, { readonly line: number, readonly text: string }>()
  let line = 0
  for await (const text of createInterface({ input: createReadStream(file, 'latin1'), crlfDelay: Infinity })) {
    line += 1
    const space = text.indexOf(' ')
    const thread = text.slice(0, space)
    const rest = text.slice(space).trimStart()
    if (rest.startsWith('+++')) {
      const cut = begun.get(thread)
      begun.delete(thread)
      if (cut !== undefined && rest.includes('killed by')) yield unsure(cut, line)
      continue
    }
    if (rest.startsWith('---')) continue
    if (rest.endsWith('<unfinished ...>')) {
      begun.set(thread, { line, text: rest.slice(0, -'<unfinished ...>'.length) })
      continue
    }
    const resumed = /^<\.\.\. \w+ resumed>/.exec(rest)
    const start = resumed === null ? undefined : begun.get(thread)
    if (resumed !== null && start === undefined) throw new Error(`line ${line}: the end of a call that never began`)
    const whole = start === undefined ? rest : `${start.text}${rest.slice(resumed?.[0].length)}`
    begun.delete(thread)
    const equals = whole.lastIndexOf(') = ')
    const padded = equals >= 0 ? equals : whole.search(/\)\s+= [^=]*$/)
    if (padded < 0) continue
    if (/^\)\s+= \?/.test(whole.slice(padded))) {
      yield unsure({ line: start?.line ?? line, text: whole.slice(0, padded) }, line)
      continue
    }
    const result = Number.parseInt(whole.slice(whole.indexOf('=', padded) + 1).trim(), 10)
    const open = whole.indexOf('(')
    const name = whole.slice(0, open)
    yield {
      name, line: start?.line ?? line, endLine: line, text: whole.slice(open + 1, padded),
      result: Number.isNaN(result) ? -1 : result, isUnsure: false,
    }
  }
}

/** A call that was cut off with its process. */
function unsure({ line, text }: { readonly line: number, readonly text: string }, endLine: number): Call {
  const open = text.indexOf('(')
  return { name: text.slice(0, open), line, endLine, text: text.slice(open + 1), result: -1, isUnsure: true }
}

const HEX = '((?:\\\\x[0-9a-f]{2})*)'
const DESCRIPTOR = new RegExp(`^\\d+<${HEX}>(?:\\(deleted\\))?`)

function decoded(hex: string): Buffer {
  return Buffer.from(hex.replaceAll('\\x', ''), 'hex')
}

/** The file behind the descriptor that is the first word of a call. */
function described(text: string): { readonly path: string, readonly rest: string } | undefined {
  const match = DESCRIPTOR.exec(text)
  if (match === null) return undefined
  return { path: decoded(match[1] ?? '').toString(), rest: text.slice(match[0].length) }
}

/** Names in a call, made whole with the folder before them (`unlinkat(5<folder>, "name")`). */
function names(text: string): string[] {
  const found = text.matchAll(new RegExp(`(?:(?:AT_FDCWD|\\d+)<${HEX}>(?:\\(deleted\\))?, )?"${HEX}"`, 'g'))
  return [...found].map(([, folder = '', name = '']) => {
    const path = decoded(name).toString()
    return path.startsWith('/') ? path : join(decoded(folder).toString(), path)
  })
}

function understood(call: Call, { folder, marksFile }: {
  readonly folder: string, readonly marksFile: string,
}): Operation | undefined {
  const { line, endLine, name, text } = call
  const inside = (path: string | undefined): path is string =>
    path !== undefined && (path === folder || path.startsWith(`${folder}/`)) && !path.endsWith('-shm')
  if (name === 'write' || name === 'pwrite64') return written(call, { inside, marksFile })
  const file = described(text)
  if (name === 'fsync' || name === 'fdatasync') {
    return inside(file?.path) ? { do: 'sync', line: endLine, beganLine: line, path: file.path } : undefined
  }
  if (name === 'ftruncate') {
    if (!inside(file?.path)) return undefined
    return { do: 'cut', line, endLine, path: file.path, sizeBytes: Number(file.rest.replace(/^, /, '')) }
  }
  if (name === 'mmap') {
    const mapped = text.includes('MAP_SHARED') && text.includes('PROT_WRITE') ? /, \d+<((?:\\x[0-9a-f]{2})*)>/.exec(text) : null
    if (mapped !== null && inside(decoded(mapped[1] ?? '').toString())) throw new Error(`line ${line}: a file of the home is written by memory`)
    return undefined
  }
  const [path, to] = names(text)
  if (!inside(path) && !inside(to)) {
    if (inside(file?.path) && name !== 'openat') throw new Error(`line ${line}: ${name} is not understood`)
    return undefined
  }
  if (!inside(path)) throw new Error(`line ${line}: something came into the home by ${name}`)
  switch (name) {
    case 'open':
    case 'openat': {
      const truncates = text.includes('O_TRUNC')
      if (!text.includes('O_CREAT') && !truncates) return undefined
      return { do: 'create', line, endLine, path, kind: 'file', empty: truncates }
    }
    case 'mkdir':
    case 'mkdirat':
      return { do: 'create', line, endLine, path, kind: 'folder', empty: false }
    case 'rename':
    case 'renameat':
    case 'renameat2':
      if (!inside(to)) throw new Error(`line ${line}: something left the home by ${name}`)
      return { do: 'rename', line, endLine, path, to }
    case 'unlink':
    case 'unlinkat':
    case 'rmdir':
      return { do: 'remove', line, endLine, path }
    default:
      throw new Error(`line ${line}: ${name} is not understood`)
  }
}

/** `write` appends: nobody here writes by a position of the descriptor, and the last state is compared to the real one. */
function written({ name, line, endLine, text, result, isUnsure }: Call, { inside, marksFile }: {
  readonly inside: (path: string | undefined) => path is string, readonly marksFile: string,
}): Operation | undefined {
  const file = described(text)
  if (file === undefined || (!inside(file.path) && file.path !== marksFile)) return undefined
  const open = file.rest.indexOf('"')
  const close = file.rest.lastIndexOf('"')
  const whole = decoded(file.rest.slice(open + 1, close))
  const bytes = isUnsure ? whole : whole.subarray(0, result)
  if (!isUnsure && bytes.length !== result) throw new Error(`line ${line}: strace cut the bytes of a write`)
  if (file.path === marksFile) return { do: 'mark', line: endLine, text: bytes.toString() }
  const at = name === 'write' ? 'end' : Number(file.rest.slice(file.rest.lastIndexOf(',') + 1))
  return { do: 'write', line, endLine, path: file.path, at, bytes }
}

/** The folder that a name stands in. */
export const folderOf = (path: string): string => dirname(path)
