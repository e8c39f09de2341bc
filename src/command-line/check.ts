import { readParameters, print, type Command } from './command.ts'
import { runOperation } from './operations.ts'

/** The health of a home: exit code 0 when all is good. */
export const check: Command = {
  name: 'check',
  parameters: '[--home DIR] [--json]',
  doc: 'Says how the service is (storage, room on the disk, certificates, DNS, queue), what is set at its edges and what is missing, each with what to do. Exit code 1 when something is bad.',
  async run(words) {
    const { values } = readParameters(words, {})
    const checks = await runOperation(values, 'health', {})
    const configured = await runOperation(values, 'configured', {})
    for (const one of [...checks, ...configured]) {
      print(values, one, [`${one.state.padEnd(9)} ${one.id}${one.text === '' ? '' : `: ${one.text}`}`])
    }
    return checks.every(({ state }) => state !== 'bad') ? 0 : 1
  },
}
