import { createInterface } from 'node:readline'

/** Longest line of standard input that a command takes, in characters: a mail of 40 MB and its quotes. */
export const LINE_LENGTH_MAX = 128 * 1024 * 1024

/**
 * Answers every line of standard input with one line of JSON, in order, as they come. A line that is no JSON, or that
 * `answer` cannot read (undefined), gives `{"id":null,"error":...}` and the next one is taken.
 */
export async function answerLines(answer: (value: unknown) => unknown): Promise<number> {
  const pending: string[] = []
  let waiting = 0
  const flush = async (): Promise<void> => {
    const text = pending.splice(0).join('')
    waiting = 0
    if (text !== '' && !process.stdout.write(text)) await new Promise((resolve) => process.stdout.once('drain', resolve))
  }
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    if (line.trim() === '') continue
    const reply = `${JSON.stringify(line.length > LINE_LENGTH_MAX ? { id: null, error: 'the line is too long' } : answered(line, answer))}\n`
    pending.push(reply)
    waiting += reply.length
    // Whoever waits for each answer gets it; whoever streams many lines gets them in larger pieces.
    if (waiting > 16_384 || process.stdin.readableLength === 0) await flush()
  }
  await flush()
  return 0
}

function answered(line: string, answer: (value: unknown) => unknown): unknown {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return { id: null, error: 'no JSON' }
  }
  return answer(value) ?? { id: idOf(value), error: 'fields are missing' }
}

const idOf = (value: unknown): unknown => typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string' ? value.id : null
