import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readWeights, type Weights } from '../guard/models/weights.ts'

/** The file the server reads once at its start. Made by `tools/train.ts`. */
const SERVER_WEIGHTS = join(import.meta.dirname, '..', 'guard', 'weights', 'server.bin')

/**
 * What the guard learned. Undefined when the file is missing or broken: the detectors and lists go on without, and every
 * assessment says that the models did not work.
 */
export async function loadGuardWeights(file: string = SERVER_WEIGHTS): Promise<Weights | undefined> {
  const bytes = await readFile(file).catch(() => null)
  return bytes === null ? undefined : readWeights(bytes) ?? undefined
}
