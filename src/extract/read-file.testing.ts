import { readFile } from './read-file.ts'
import type { Extracted, FileToRead, Picture } from './types.ts'

/** Reads a file in this process, all at once: for tests, fuzzing and figures of one format. */
export async function readWhole(file: Partial<FileToRead> & Pick<FileToRead, 'bytes'>, options: {
  readonly deadline?: number, readonly now?: () => number,
} = {}): Promise<Extracted & { readonly text: string, readonly pictures: readonly Picture[] }> {
  const pieces: string[] = []
  const pictures: Picture[] = []
  const sink = { text: (piece: string) => void pieces.push(piece), picture: (picture: Picture) =>
    void pictures.push(picture) }
  const told = await readFile({ name: '', type: '', ...file }, { sink, ...options })
  return { text: pieces.join(''), pictures, ...told }
}
