import { Refusal } from '../base/errors.ts'
import type { Ban } from '../throttle/bans.ts'
import { readParameters, print, type Command } from './command.ts'
import { runOperation } from './operations.ts'

/** How long a ban by hand lasts when nothing else is said. */
export const BAN_MINUTES = 24 * 60

function lineOf({ network, why, until, times, note, by }: Ban): string {
  const who = by === '' ? `by itself (${why}, time ${times})` : `by ${by}`
  return `${network.padEnd(24)} until ${new Date(until).toISOString().slice(0, 16)}Z  ${who}${note === '' ? '' : `: ${note}`}`
}

/** Who is shut out now. */
export const banList: Command = {
  name: 'ban list',
  parameters: '[--home DIR] [--json]',
  doc: 'Says which networks are shut out, until when and why.',
  async run(words) {
    const { values } = readParameters(words, {})
    const bans = await runOperation(values, 'ban.list', {})
    for (const ban of bans) print(values, ban, [lineOf(ban)])
    if (bans.length === 0 && !values.json) print(values, null, ['No network is shut out.'])
    return 0
  },
}

/** Shuts a network out. */
export const banAdd: Command = {
  name: 'ban add',
  parameters: 'NETWORK [--minutes N] [--note TEXT] [--home DIR] [--json]',
  doc: 'Shuts a network out of every listener: an address, or address/bits. For a day when nothing else is said.',
  async run(words) {
    const { values, positionals } = readParameters(words, {
      minutes: { type: 'string', default: String(BAN_MINUTES) }, note: { type: 'string', default: '' },
    })
    const ban = await runOperation(values, 'ban.add', { network: only(positionals), minutes: Number(values.minutes), note: values.note })
    print(values, ban, [lineOf(ban)])
    return 0
  },
}

/** Lets it in again. */
export const banLift: Command = {
  name: 'ban lift',
  parameters: 'NETWORK [--home DIR] [--json]',
  doc: 'Lets a network in again that was shut out.',
  async run(words) {
    const { values, positionals } = readParameters(words, {})
    const lifted = await runOperation(values, 'ban.lift', { network: only(positionals) })
    print(values, lifted, [`${lifted.network} is let in again.`])
    return 0
  },
}

function only(positionals: readonly string[]): string {
  const [network] = positionals
  if (network === undefined || positionals.length > 1) throw new Refusal('usage', 'name one network, such as 192.0.2.7 or 192.0.2.0/24')
  return network
}
