import { readParameters, print, type Command } from './command.ts'
import { runOperation } from './operations.ts'

/** Checks the whole ledger: every record, its place in the tree, and every signed head. */
export const ledgerVerify: Command = {
  name: 'ledger verify',
  parameters: '[--home DIR] [--json]',
  doc: 'Checks every record of the ledger and every signed head; names the first record that does not fit.',
  async run(words) {
    const { values } = readParameters(words, {})
    const checks = await runOperation(values, 'ledger.verify', {})
    let code = 0
    for (const { tenant, check } of checks) {
      if (check.ok) {
        print(values, { tenant, ...check }, [`${tenant}: in order, ${check.records} records, root ${check.root}`])
        continue
      }
      code = 1
      const place = check.sequence === null ? '' : ` at record ${check.sequence}`
      print(values, { tenant, ...check }, [`${tenant}: NOT in order${place}: ${check.problem}`])
    }
    return code
  },
}

/** Prints the ledger so that a stranger can check it offline. */
export const ledgerExport: Command = {
  name: 'ledger export',
  parameters: '[--home DIR] > FILE',
  doc: 'Prints the ledger as JSON lines: public key, heads and records. The file alone is enough to check it.',
  async run(words) {
    const { values } = readParameters(words, {})
    for (const line of await runOperation(values, 'ledger.export', {})) process.stdout.write(`${line}\n`)
    return 0
  },
}
