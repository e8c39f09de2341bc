import { Refusal } from '../base/errors.ts'
import { readParameters, print, type Command } from './command.ts'
import { runOperation } from './operations.ts'
import type { NetworkShown, SenderShown } from './reputation-operations.ts'

/** Networks listed when nothing else is said. */
export const NETWORKS_LISTED = 50

function lineOf({ network, standing, points, accepted, junk, refused, unknown, trapped }: NetworkShown): string {
  return `${network.padEnd(24)} ${signed(points).padStart(5)}  ${standing.padEnd(10)} good ${accepted}, junk ${junk}, refused ${refused}, `
    + `to nobody ${unknown}, to traps ${trapped}`
}

const signed = (points: number): string => points > 0 ? `+${points}` : String(points)

/** Networks that are remembered, the worst first. */
export const reputationList: Command = {
  name: 'reputation list',
  parameters: '[--limit N] [--home DIR] [--json]',
  doc: 'Lists the networks with most against them, and what came from each lately. Counts fade by half in two weeks.',
  async run(words) {
    const { values } = readParameters(words, { limit: { type: 'string', default: String(NETWORKS_LISTED) } })
    const limit = Number(values.limit)
    if (!Number.isSafeInteger(limit) || limit < 1) throw new Refusal('usage', '--limit must be a whole number above 0')
    const networks = await runOperation(values, 'reputation.list', { limit })
    for (const network of networks) print(values, network, [lineOf(network)])
    if (networks.length === 0 && !values.json) print(values, null, ['Nothing is known against any network.'])
    return 0
  },
}

/** One address, as it would be judged at this moment. */
export const reputationExplain: Command = {
  name: 'reputation explain',
  parameters: 'ADDRESS [--helo NAME] [--home DIR] [--json]',
  doc: 'Says what lists, names and our own memory say of an IP address, and what mail from it would meet.',
  async run(words) {
    const { values, positionals } = readParameters(words, { helo: { type: 'string', default: '' } })
    const found = await runOperation(values, 'reputation.explain', { ip: only(positionals), helo: values.helo })
    print(values, found, explained(found))
    return 0
  },
}

/** Begins anew with a network. */
export const reputationForget: Command = {
  name: 'reputation forget',
  parameters: 'NETWORK [--home DIR] [--json]',
  doc: 'Forgets what is remembered of the network of an address, and who of it came again or had to.',
  async run(words) {
    const { values, positionals } = readParameters(words, {})
    const gone = await runOperation(values, 'reputation.forget', { network: only(positionals) })
    print(values, gone, [gone.wasKnown || gone.grey > 0 ? `${gone.network} is forgotten.` : `Nothing was known of ${gone.network}.`])
    return 0
  },
}

function explained(
  { ip, past, signs, listings, points, refusal, comeAgainAt, refuseAt, grey, lists }: SenderShown,
): string[] {
  if (past === null) return [`${ip}: nothing is judged or remembered of this address (reputation.exempt).`]
  const verdict = refusal !== null ? `Refused at RCPT: 550 5.7.1 ${refusal}`
    : comeAgainAt !== null && points >= comeAgainAt ? 'Taken, but a sender whom nothing proves must come again.' : 'Taken.'
  const limits = `An unproved sender must come again from ${comeAgainAt ?? 'never'}, a listed one is refused from ${refuseAt}.`
  return [
    `${ip}: ${signed(points)} points. ${verdict}`, limits, `Past   ${lineOf(past)}`,
    `Names  ${signs.length === 0 ? 'nothing against them' : signs.join(', ')}`,
    ...listings.map(({ list, meaning, points: own }) => `List   ${list}${meaning === '' ? '' : ` (${meaning})`}: ${signed(own)}`),
    ...lists.filter(({ state }) => state !== 'good').map(({ name, reason }) => `List   ${name} is not believed now${reason === null ? '' : `: ${reason}`}`),
    ...lists.length === 0 ? ['List   none is asked (reputation.lists)'] : [],
    ...grey.map(({ domain, state, at }) => `Again  ${domain === '' ? 'null sender' : domain}: ${state}, ${new Date(at).toISOString().slice(0, 16)}Z`),
  ]
}

function only(positionals: readonly string[]): string {
  const [address] = positionals
  if (address === undefined || positionals.length > 1) throw new Refusal('usage', 'name one address, such as 192.0.2.7')
  return address
}
