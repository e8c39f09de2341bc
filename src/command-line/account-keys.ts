import { Refusal } from '../base/errors.ts'
import { verifyReceipt } from '../ledger/receipt.ts'
import { print, readParameters, type Command, type CommonValues } from './command.ts'
import { readFileSync } from 'node:fs'
import { runOperation, type ClosingShown, type KeyShown } from './operations.ts'

/** The one address that a command is about. */
function addressOf(positionals: readonly string[], command: string): string {
  const [address] = positionals
  if (address === undefined || positionals.length !== 1) throw new Refusal('usage',
    `${command} needs exactly one address`)
  return address
}

const date = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ')

function printKey(values: CommonValues, key: KeyShown): void {
  const { rotation } = key
  const rest = rotation === null ? [] : [
    rotation.state === 'done' ? `The last rotation ended on ${date(rotation.endedAt ?? 0)}.`
      : rotation.state === 'asked' ? 'A new key is asked for: it comes when the account is next open.'
        : `A rotation is running: ${rotation.step ?? 'beginning'}, ${rotation.rowsDone} of ${rotation.rowsAll} rows.`,
  ]
  print(values, key, [`${key.address}: key version ${key.keyVersion}.`, ...rest])
}

/** Shows the key of an account. */
export const accountKey: Command = {
  name: 'account key',
  parameters: 'ADDRESS [--home DIR] [--json]',
  doc: 'Shows the version of an account\'s key and how far its last rotation is.',
  async run(words) {
    const { values, positionals } = readParameters(words, {})
    printKey(values, await runOperation(values, 'account.key', { address: addressOf(positionals, 'account key') }))
    return 0
  },
}

/** Gives an account a new key. */
export const accountRotate: Command = {
  name: 'account rotate',
  parameters: 'ADDRESS [--compromised] [--app-password LABEL]... [--home DIR] [--json]',
  doc: 'Gives an account a new key: at once when it is open, otherwise when its owner opens it. With --app-password those are taken as compromised and end now.',
  async run(words) {
    const { values, positionals } = readParameters(words, {
      compromised: { type: 'boolean', default: false },
      'app-password': { type: 'string', multiple: true, default: [] },
    })
    const labels = values['app-password']
    printKey(values, await runOperation(values, 'account.rotate', {
      address: addressOf(positionals, 'account rotate'), compromised: values.compromised || labels.length > 0,
      appPasswords: labels,
    }))
    return 0
  },
}

function printClosing(values: CommonValues, closing: ClosingShown): void {
  const text = closing.state === 'closed'
    ? `${closing.address} was closed on ${date(closing.closedAt ?? 0)}. Receipt: ./zegel account receipt ${closing.address}`
    : closing.state === 'erasing' ? `${closing.address}: the keys are destroyed; the rest is being erased.`
      : closing.state === 'asked'
        ? `${closing.address} closes on ${date(closing.closesAt)}. Take it back with: ./zegel account keep ${closing.address}`
        : `${closing.address} stays.`
  print(values, closing, [text])
}

/** Asks for the closing of an account. */
export const accountClose: Command = {
  name: 'account close',
  parameters: 'ADDRESS [--home DIR] [--json]',
  doc: 'Closes an account after the configured number of days: keys first, then everything. Can be taken back until then.',
  async run(words) {
    const { values, positionals } = readParameters(words, {})
    printClosing(values, await runOperation(values, 'account.close', {
      address: addressOf(positionals, 'account close'),
    }))
    return 0
  },
}

/** Takes a closing back. */
export const accountKeep: Command = {
  name: 'account keep',
  parameters: 'ADDRESS [--home DIR] [--json]',
  doc: 'Takes the closing of an account back, while its day has not come.',
  async run(words) {
    const { values, positionals } = readParameters(words, {})
    printClosing(values, await runOperation(values, 'account.keep', {
      address: addressOf(positionals, 'account keep'),
    }))
    return 0
  },
}

/** Prints the receipt of a closed account. */
export const accountReceipt: Command = {
  name: 'account receipt',
  parameters: 'ADDRESS [--home DIR] > FILE',
  doc: 'Prints the receipt of a closed account; anybody can check it with: ./zegel ledger receipt FILE',
  async run(words) {
    const { values, positionals } = readParameters(words, {})
    process.stdout.write(`${await runOperation(values, 'account.receipt', { address: addressOf(positionals, 'account receipt') })}\n`)
    return 0
  },
}

/** Checks a receipt with nothing but the file. */
export const ledgerReceipt: Command = {
  name: 'ledger receipt',
  parameters: 'FILE [--key BASE64URL] [--json]',
  doc: 'Checks a receipt: its record, its place in the signed ledger, and the signature. Needs no home; --key is the key the organisation published.',
  run(words) {
    const { values, positionals } = readParameters(words, { key: { type: 'string', default: '' } })
    const [file] = positionals
    if (file === undefined || positionals.length !== 1) throw new Refusal('usage',
      'ledger receipt needs exactly one file')
    const key = values.key === '' ? undefined : Uint8Array.fromBase64(values.key, { alphabet: 'base64url' })
    const check = verifyReceipt(readFileSync(file, 'utf8').trim(), key)
    print(values, check, check.ok
      ? [`In order: ${check.kind} of ${date(check.at)}`, ...Object.entries({ ...check.personal,
        ...check.facts }).map(([name, value]) => `  ${name}: ${value}`), `Signed with ${check.publicKey}`]
      : [`NOT in order: ${check.problem}`])
    return Promise.resolve(check.ok ? 0 : 1)
  },
}
