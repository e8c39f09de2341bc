/**
 * The command line (`./zegel`). One file per command in `command-line/`; this one only finds the command, gives it its
 * parameters, and says what went wrong in words: exit 0 done, 1 refused or not in order, 2 not understood.
 */
import { Refusal, Temporary } from './base/errors.ts'
import { commands } from './command-line/commands.ts'

async function main(words: readonly string[]): Promise<number> {
  const found = commands
    .filter(({ name }) => name.split(' ').every((word, index) => words[index] === word))
    .toSorted((a, b) => b.name.length - a.name.length)[0]
  if (found === undefined) {
    const asked = words[0]
    const isHelp = asked === undefined || ['help', '--help', '-h'].includes(asked)
    const lines = commands.map(({ name, parameters, doc }) => `  ./zegel ${name} ${parameters}\n      ${doc}`)
    process.stdout.write(`${isHelp ? '' : `There is no command ${asked}.\n\n`}Zegel, a secure mail service\n\n${lines.join('\n')}\n`)
    return isHelp ? 0 : 2
  }
  try {
    return await found.run(words.slice(found.name.split(' ').length))
  } catch (error) {
    if (error instanceof Refusal || error instanceof Temporary) {
      process.stderr.write(`${error.message}\n`)
      return 1
    }
    if (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')) {
      process.stderr.write(`${error.message}\n  ./zegel ${found.name} ${found.parameters}\n`)
      return 2
    }
    throw error
  }
}

// Whoever reads our answer may have read enough (`./zegel ledger export | head`): that is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})
process.exitCode = await main(process.argv.slice(2))
