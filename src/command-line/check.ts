import { readParameters, print, type Command } from './command.ts'
import { runOperation } from './operations.ts'

/** The health of a home: exit code 0 when all is good. */
export const check: Command = {
  name: 'check',
  parameters: '[--home DIR] [--json]',
  doc: 'Says how the service is: storage, room on the disk, certificates, DNS, queue. The exit code says it too.',
  async run(words) {
    const { values } = readParameters(words, {})
    const checks = await runOperation(values, 'health', {})
    for (const one of checks) {
      print(values, one, [`${one.state.padEnd(9)} ${one.id}${one.text === '' ? '' : `: ${one.text}`}`])
    }
    return checks.every(({ state }) => state !== 'bad') ? 0 : 1
  },
}
