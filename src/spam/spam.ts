/**
 * The spam filter: marks with learned weights, signs of fraud, and what each reader taught it.
 *
 * Promises: the same mail gets the same score with the same weights; every mail it sends to Junk has reasons in
 * words; what a reader taught is encrypted under the account and counts for that account only; no text is kept or told.
 * Fails: without its weights it judges nothing and says so once; it never throws for what is in a mail.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readWeights, type SpamWeights } from './model.ts'

export { judgeMessage } from './judge.ts'

/** The weights that ship; undefined when the file is missing or broken. */
export async function loadSpamWeights(
  file = join(import.meta.dirname, 'weights', 'spam.bin'),
): Promise<SpamWeights | undefined> {
  try {
    return readWeights(await readFile(file))
  } catch {
    return undefined
  }
}
