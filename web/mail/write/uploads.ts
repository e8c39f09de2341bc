import { problemWord } from '../../ui/api.ts'
import { fileSize } from '../../ui/file-size.ts'
import { lang, t } from '../../ui/texts.svelte.ts'
import type { Jmap } from '../jmap.ts'
import { fileKey } from './begin.ts'
import type { Enclosed } from './draft-fields.ts'
import type { Draft } from './draft.svelte.ts'

/** Files on their way up, for one draft; each can be stopped on its own. Two at a time, so that saving is not held up. */
export const uploadsAtOnce = 2

/** Largest text file that this page reads itself. */
export const textFileBytesMax = 1_000_000

/** A file whose bytes are its text. */
const isText = ({ name, type, size }: File): boolean =>
  size <= textFileBytesMax && (/^text\/(?:plain|csv|markdown)$/.test(type) || (type === '' && /\.(?:txt|csv|md)$/i.test(name)))

export class Uploads {
  readonly #jmap: Jmap
  readonly #draft: Draft
  readonly #read: (key: number, text: string) => void
  readonly #stops = new Map<number, AbortController>()
  readonly #queue: { readonly key: number, readonly file: File }[] = []
  #busy = 0

  /** `read` hears the text of files that are text, so that the guard in this browser can look at it. */
  constructor(jmap: Jmap, draft: Draft, read: (key: number, text: string) => void) {
    this.#read = read
    this.#jmap = jmap
    this.#draft = draft
  }

  get #fileBytesMax(): number {
    return Math.min(this.#jmap.uploadBytesMax, this.#jmap.attachmentsBytesMax)
  }

  get #tooLarge(): string {
    return t().write.upload.tooLarge(fileSize(this.#fileBytesMax, lang()))
  }

  add(chosen: Iterable<File>): void {
    const together = this.#jmap.attachmentsBytesMax
    let room = together - this.#draft.fields.files.reduce((sum, file) => file.problem === '' ? sum + file.size : sum, 0)
    const added: Enclosed[] = []
    for (const file of chosen) {
      const key = fileKey()
      const problem = file.size > this.#fileBytesMax ? this.#tooLarge
        : file.size > room ? t().write.upload.together(fileSize(together, lang())) : ''
      added.push({
        key, name: file.name, size: file.size, type: file.type === '' ? 'application/octet-stream' : file.type, blobId: undefined, part: 0, problem,
      })
      if (problem === '') {
        room -= file.size
        this.#queue.push({ key, file })
      }
      if (isText(file)) void file.text().then((text) => this.#read(key, text), () => undefined)
    }
    this.#draft.change({ files: [...this.#draft.fields.files, ...added] })
    this.#next()
  }

  remove(file: Enclosed): void {
    this.#stops.get(file.key)?.abort()
    const waits = this.#queue.findIndex((one) => one.key === file.key)
    if (waits >= 0) this.#queue.splice(waits, 1)
    this.#draft.change({ files: this.#draft.fields.files.filter((one) => one.key !== file.key) })
  }

  /** Stops everything that is still going up. */
  stop(): void {
    this.#queue.length = 0
    for (const stop of this.#stops.values()) stop.abort()
  }

  #next(): void {
    while (this.#busy < uploadsAtOnce) {
      const next = this.#queue.shift()
      if (next === undefined) return
      this.#busy += 1
      void this.#send(next.key, next.file).finally(() => {
        this.#busy -= 1
        this.#next()
      })
    }
  }

  async #send(key: number, file: File): Promise<void> {
    const stop = new AbortController()
    this.#stops.set(key, stop)
    try {
      const came = await this.#jmap.upload(file, { signal: stop.signal, progress: (part) => this.#show(key, { part }) })
      this.#show(key, { blobId: came.blobId, part: 1 }, true)
    } catch (error) {
      if (!stop.signal.aborted) {
        this.#show(key, { problem: problemWord(error) === 'too-large' ? this.#tooLarge : t().write.upload.failed })
      }
    } finally {
      this.#stops.delete(key)
    }
  }

  #show(key: number, change: Partial<Enclosed>, save = false): void {
    const files = this.#draft.fields.files.map((one) => one.key === key ? { ...one, ...change } : one)
    if (save) this.#draft.change({ files })
    else this.#draft.fields = { ...this.#draft.fields, files }
  }
}
