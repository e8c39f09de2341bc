/** Text messages of the demonstration, as the local drivers of both organisations wrote them to their files. */
import { readFile } from 'node:fs/promises'

export interface PhoneMessage {
  readonly at: number
  readonly to: string
  readonly text: string
}

/** Messages that are shown. */
export const PHONE_MESSAGES_MAX = 50

/** Newest first. A file that is not there yet holds none; a line that is being written is left for the next time. */
export async function smsIn(files: readonly string[]): Promise<readonly PhoneMessage[]> {
  const all: PhoneMessage[] = []
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch(() => '')
    for (const line of text.split('\n').slice(-PHONE_MESSAGES_MAX)) {
      const message = read(line)
      if (message !== undefined) all.push(message)
    }
  }
  return all.toSorted((a, b) => b.at - a.at).slice(0, PHONE_MESSAGES_MAX)
}

function read(line: string): PhoneMessage | undefined {
  try {
    const value: unknown = JSON.parse(line)
    if (typeof value !== 'object' || value === null || !('at' in value) || !('to' in value) || !('text' in value)) return undefined
    const { at, to, text } = value
    return typeof at === 'number' && typeof to === 'string' && typeof text === 'string' ? { at, to, text } : undefined
  } catch {
    return undefined
  }
}
