import { readLineFromInput, readParameters, print, type Command } from './command.ts'
import { runOperation } from './operations.ts'
import { Refusal } from '../base/errors.ts'

/** Adds a person. Works while the service runs and while it does not. */
export const accountAdd: Command = {
  name: 'account add',
  parameters: 'ADDRESS --password-stdin [--name N] [--role R]... [--app-password] [--language nl|en] [--home DIR] [--json]',
  doc: 'Adds an account; the password comes on standard input. Prints the recovery code once.',
  async run(words) {
    const { values, positionals } = readParameters(words, {
      'password-stdin': { type: 'boolean', default: false },
      'app-password': { type: 'boolean', default: false },
      name: { type: 'string', default: '' },
      role: { type: 'string', multiple: true, default: [] },
      language: { type: 'string', default: 'nl' },
    })
    const [address] = positionals
    if (address === undefined || positionals.length !== 1) throw new Refusal('usage', 'account add needs exactly one address')
    if (!values['password-stdin']) throw new Refusal('usage', 'give --password-stdin and the password on standard input')
    const password = await readLineFromInput('the password')
    const added = await runOperation(values, 'account.add', {
      address, password, name: values.name, roles: values.role, appPassword: values['app-password'], language: values.language,
    })
    print({ json: true }, added, [])
    return 0
  },
}
