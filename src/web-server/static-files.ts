import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { KiB, MiB } from '../base/sizes.ts'

/** Files, and bytes of all of them, that one manifest holds. */
export const STATIC_FILES_MAX = 2000
export const STATIC_BYTES_MAX = 64 * MiB
/** Smaller files travel as they are. */
export const COMPRESSED_FROM_BYTES = KiB

/** One file of the web client, ready to be sent. */
export interface StaticFile {
  readonly type: string
  readonly bytes: Uint8Array
  readonly gzip: Uint8Array | null
  readonly brotli: Uint8Array | null
  readonly etag: string
  /** Its name holds a digest of its content, so it never changes. */
  readonly immutable: boolean
}

export type Manifest = ReadonlyMap<string, StaticFile>

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml', '.png': 'image/png', '.ico': 'image/x-icon', '.woff2': 'font/woff2',
  '.bin': 'application/octet-stream', '.json': 'application/json', '.webmanifest': 'application/manifest+json', '.txt': 'text/plain; charset=utf-8',
}
/** Weights of the guard (`.bin`) are mostly zeros and small numbers: they compress well. */
const TEXT = /^text\/|json|svg|javascript|octet-stream/
const HASHED = /^\/assets\/.+[-.][A-Za-z0-9_-]{8,}\.[a-z0-9]+$/

/**
 * Reads a folder once, at the start, with everything compressed beforehand. A request is a look-up in a map, so no path
 * that a client writes ever reaches the file system. A folder that is not there gives an empty manifest.
 */
export async function readManifest(folder: string): Promise<Manifest> {
  const manifest = new Map<string, StaticFile>()
  let bytes = 0
  for (const path of await filesIn(folder)) {
    const content = await readFile(path)
    bytes += content.length
    if (manifest.size >= STATIC_FILES_MAX || bytes > STATIC_BYTES_MAX) {
      throw new Error('the web client is larger than its manifest may be')
    }
    const name = `/${relative(folder, path).split(sep).join('/')}`
    const type = TYPES[extname(path)]
    if (type !== undefined) manifest.set(name, await fileOf(name, type, content))
  }
  return manifest
}

async function filesIn(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true })
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).sort()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

async function fileOf(name: string, type: string, bytes: Uint8Array): Promise<StaticFile> {
  const compressed = TEXT.test(type) && bytes.length >= COMPRESSED_FROM_BYTES
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
  const brotli = compressed ? await promisify(brotliCompress)(bytes, { params }) : null
  return {
    type, bytes, brotli, gzip: compressed ? await promisify(gzip)(bytes, { level: 9 }) : null,
    etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`, immutable: HASHED.test(name),
  }
}

/** Pages of the web client: all of them are the same document, which reads the path itself. */
const APP_PATHS = new Set([
  'mail', 'settings', 'admin', 'sign-in', 'second-factor', 'recover', 'write', 'search', 'ledger', 'welcome',
])

/** The file for a path: its own, the guests' document, or that of the web client for a page of it. */
export function findFile(manifest: Manifest, path: string): StaticFile | undefined {
  const own = manifest.get(path)
  if (own !== undefined) return own
  const first = path.split('/', 2)[1] ?? ''
  // Guests have a document of their own; what stands behind `#` never comes here.
  if (first === 'p' && extname(path) === '') return manifest.get('/portal.html')
  return path === '/' || APP_PATHS.has(first) && extname(path) === '' ? manifest.get('/index.html') : undefined
}

/** The answer with a file: compressed as the client likes, 304 when it has it. */
export function fileResponse(file: StaticFile, { acceptEncoding, ifNoneMatch }: {
  readonly acceptEncoding: string, readonly ifNoneMatch: string | undefined,
}): Response {
  const headers = new Headers({
    'content-type': file.type, etag: file.etag, vary: 'accept-encoding',
    // Mail is shown in a frame without an origin, which must be able to use the style sheet; these files are public.
    'cross-origin-resource-policy': 'cross-origin',
    'cache-control': file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
  })
  if (ifNoneMatch === file.etag) return new Response(null, { status: 304, headers })
  const accepts = (name: string): boolean => acceptEncoding.split(',').some((one) => {
    const [coding, weight = ''] = one.trim().split(';')
    return coding?.trim() === name && !/q=0(\.0*)?$/.test(weight.trim())
  })
  const [bytes, coding] = file.brotli !== null && accepts('br') ? [file.brotli, 'br']
    : file.gzip !== null && accepts('gzip') ? [file.gzip, 'gzip'] : [file.bytes, null]
  if (coding !== null) headers.set('content-encoding', coding)
  headers.set('content-length', String(bytes.length))
  return new Response(bytes as Uint8Array<ArrayBuffer>, { headers })
}
