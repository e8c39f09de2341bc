import { parseArgs, type ParseArgsOptionsConfig } from 'node:util'
import { Refusal } from '../base/errors.ts'

/** A command declares itself; `commands.ts` lists them. */
export interface Command {
  /** One or two words after `./zegel`. */
  readonly name: string
  /** How its parameters look, for the help. */
  readonly parameters: string
  readonly doc: string
  /** Gives the exit code. Throws `Refusal` for what the caller can mend. */
  readonly run: (words: readonly string[]) => Promise<number>
}

/** Every command takes these. */
const common = {
  home: { type: 'string', default: './data' },
  json: { type: 'boolean', default: false },
  set: { type: 'string', multiple: true, default: [] },
} as const satisfies ParseArgsOptionsConfig

export type CommonValues = { readonly home: string, readonly json: boolean, readonly set: readonly string[] }

/** Reads the parameters of one command. Throws for unknown ones, naming them. */
export function readParameters<const Options extends ParseArgsOptionsConfig>(
  words: readonly string[], options: Options,
) {
  const read = parseArgs({ args: [...words], options: { ...common, ...options }, allowPositionals: true, strict: true })
  return { values: read.values, positionals: read.positionals }
}

/** Longest password read from standard input. */
export const PASSWORD_LENGTH_MAX = 1024

/** One line from standard input. Secrets come this way, never on the command line where every process can see them. */
export async function readLineFromInput(what: string): Promise<string> {
  let text = ''
  process.stdin.setEncoding('utf8')
  for await (const chunk of process.stdin) {
    text += String(chunk)
    if (text.length > PASSWORD_LENGTH_MAX) {
      throw new Refusal('too-long', `${what} is longer than ${PASSWORD_LENGTH_MAX} characters`)
    }
  }
  const line = text.split(/\r?\n/)[0] ?? ''
  if (line === '') throw new Refusal('no-input', `${what} must be given on standard input`)
  return line
}

/** Prints the answer: one JSON object a line with `--json`, otherwise the lines for people. */
export function print(values: { readonly json: boolean }, answer: unknown, lines: readonly string[]): void {
  process.stdout.write(values.json ? `${JSON.stringify(answer)}\n` : `${lines.join('\n')}\n`)
}
