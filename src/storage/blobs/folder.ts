import { constants, fsync, open as openDescriptor, type Dirent } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat, unlink, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { assert } from '../../base/assert.ts'
import { Temporary } from '../../base/errors.ts'
import { randomId } from '../../base/ids.ts'
import { hour } from '../../base/sizes.ts'
import type { BlobStore } from '../store.ts'

/**
 * Immutable ciphertext as files: `a/abcd...`, by the first character of a random id, so in at most 64 folders that are made
 * and opened once: a folder for every few files would cost a large mail four more syncs. A file has its name only when
 * its bytes are on disk, and `put` resolves only when the name is too. Fails with `Temporary('storage-full')` when the
 * disk is full and leaves nothing of the attempt.
 */

/**
 * Where unfinished writes stand; swept when the store opens. On the same file system, so that the rename is one step.
 */
const UNFINISHED = 'unfinished'

/** No write takes this long. */
export const UNFINISHED_KEPT_MS = 1 * hour

/** Length of an id: `randomId()` gives 22. */
const ID_LENGTH_MIN = 8
const ID_LENGTH_MAX = 64

const ID_ALPHABET = /^[A-Za-z0-9_-]+$/

export async function openFolderBlobs(root: string): Promise<BlobStore> {
  await mkdir(root, { recursive: true, mode: 0o700 })
  await mkdir(join(root, UNFINISHED), { recursive: true, mode: 0o700 })
  await sweepUnfinished(join(root, UNFINISHED))
  await syncFolder(root)
  return new FolderBlobs(root)
}

/** Young ones may belong to another process over this folder: another node, or a service beside this command. */
async function sweepUnfinished(folder: string): Promise<void> {
  for (const name of await names(folder)) {
    const path = join(folder, name)
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }))
    // Files carry the time of the machine's own clock.
    if (Date.now() - mtimeMs > UNFINISHED_KEPT_MS) await rm(path, { recursive: true, force: true })
  }
}

const syncOpen = promisify(fsync)
const openFolder = promisify<string, number, number>(openDescriptor)

class FolderBlobs implements BlobStore {
  readonly #root: string
  /** Folders that are on disk, with the descriptor by which each is synced; open as long as the process lives. */
  readonly #folders = new Map<string, Promise<number>>()

  constructor(root: string) {
    this.#root = root
  }

  async put(id: string, bytes: Uint8Array): Promise<void> {
    const place = this.#place(id)
    const unfinished = join(this.#root, UNFINISHED, randomId())
    try {
      const folder = await this.#folder(place.folder)
      const closed = await writeSynced(unfinished, bytes)
      await rename(unfinished, place.file)
      await syncOpen(folder)
      await closed()
    } catch (error) {
      await unlink(unfinished).catch(() => undefined)
      throw translate(error)
    }
  }

  async get(id: string): Promise<Uint8Array | undefined> {
    return this.#withFile(id, async (file) => {
      const { size } = await file.stat()
      return readExactly(file, 0, size)
    })
  }

  async getRange(id: string, start: number, end: number): Promise<Uint8Array | undefined> {
    assert(start >= 0 && end >= start, 'a range runs forward')
    return this.#withFile(id, async (file) => {
      const { size } = await file.stat()
      return readExactly(file, Math.min(start, size), Math.min(end, size))
    })
  }

  async delete(id: string): Promise<void> {
    const place = this.#place(id)
    try {
      await unlink(place.file)
    } catch (error) {
      if (isMissing(error)) return
      throw translate(error)
    }
    await syncOpen(await this.#folder(place.folder))
  }

  async *list(): AsyncIterable<string> {
    for (const folder of await names(this.#root)) {
      if (folder.length === 1) yield* await names(join(this.#root, folder))
    }
  }

  #place(id: string): Place {
    assert(
      id.length >= ID_LENGTH_MIN && id.length <= ID_LENGTH_MAX && ID_ALPHABET.test(id),
      'a blob id is 8 to 64 characters of A-Z a-z 0-9 _ -',
    )
    const folder = join(this.#root, id.slice(0, 1))
    return { folder, file: join(folder, id) }
  }

  #folder(path: string): Promise<number> {
    const known = this.#folders.get(path)
    if (known !== undefined) return known
    const opening = this.#open(path)
    this.#folders.set(path, opening)
    opening.catch(() => this.#folders.delete(path))
    return opening
  }

  async #open(path: string): Promise<number> {
    await mkdir(path, { recursive: true, mode: 0o700 })
    await syncFolder(this.#root)
    return openFolder(path, constants.O_RDONLY)
  }

  async #withFile<T>(id: string, use: (file: FileHandle) => Promise<T>): Promise<T | undefined> {
    const { file: path } = this.#place(id)
    let file: FileHandle
    try {
      file = await open(path, constants.O_RDONLY)
    } catch (error) {
      if (isMissing(error)) return undefined
      throw translate(error)
    }
    try {
      return await use(file)
    } finally {
      await file.close()
    }
  }
}

interface Place {
  readonly folder: string
  readonly file: string
}

/** Gives what awaits the closing, which nobody needs to wait for before the file gets its name. */
async function writeSynced(path: string, bytes: Uint8Array): Promise<() => Promise<void>> {
  const file = await open(path, 'wx', 0o600)
  try {
    for (let at = 0; at < bytes.length;) {
      const { bytesWritten } = await file.write(bytes, at, bytes.length - at, at)
      at += bytesWritten
    }
    await file.sync()
  } catch (error) {
    await file.close()
    throw error
  }
  const closing = file.close()
  closing.catch(() => undefined)
  return () => closing
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, constants.O_RDONLY)
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

async function readExactly(file: FileHandle, start: number, end: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(end - start)
  let at = 0
  while (at < bytes.length) {
    const { bytesRead } = await file.read(bytes, at, bytes.length - at, start + at)
    if (bytesRead === 0) throw new Error('a blob file is shorter than its own size')
    at += bytesRead
  }
  return bytes
}

/** Names in a folder in the order of their code points; none when the folder is gone. */
async function names(path: string): Promise<string[]> {
  let entries: Dirent[]
  try {
    entries = await readdir(path, { withFileTypes: true })
  } catch (error) {
    if (isMissing(error)) return []
    throw translate(error)
  }
  return entries.map((entry) => entry.name).sort()
}

function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

function isMissing(error: unknown): boolean {
  const code = systemCode(error)
  return code === 'ENOENT' || code === 'ENOTDIR'
}

function translate(error: unknown): unknown {
  const code = systemCode(error)
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EIO' || code === 'EFBIG') {
    return new Temporary('storage-full', 'the disk of the blob folder is full or fails', { cause: error })
  }
  if (code === 'EMFILE' || code === 'ENFILE' || code === 'EROFS' || code === 'EACCES') {
    return new Temporary('storage-unavailable', 'the blob folder cannot be used now', { cause: error })
  }
  return error
}
