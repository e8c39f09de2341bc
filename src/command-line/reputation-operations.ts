/** What the commands about senders ask of a house: whoever may use the home or the control socket runs the service. */
import type { House } from '../app.ts'
import { Refusal } from '../base/errors.ts'
import { ONE, pastOf, type Past } from '../reputation/decay.ts'
import type { ListState } from '../reputation/dns-lists.ts'
import type { GreySender } from '../reputation/greylist.ts'
import { historyNetwork } from '../reputation/network.ts'

/** A network with what came from it lately, in mails: counts fade by half in two weeks. */
export interface NetworkShown extends Past {
  readonly network: string
  readonly accepted: number
  readonly junk: number
  readonly refused: number
  readonly unknown: number
  readonly trapped: number
}

/** One address, as it would be judged now. */
export interface SenderShown {
  readonly ip: string
  /** Null for an address that nothing is judged or remembered of. */
  readonly past: NetworkShown | null
  /** What is wrong with its names: `no-reverse`, `helo-unknown` ... */
  readonly signs: readonly string[]
  readonly listings: readonly { readonly list: string, readonly meaning: string, readonly points: number }[]
  /** All of it together. */
  readonly points: number
  /** What it would hear at RCPT; null when mail is taken. */
  readonly refusal: string | null
  /** Points from which on an unproved sender must come again, and a listed one is refused. */
  readonly comeAgainAt: number | null
  readonly refuseAt: number
  /** Senders behind that network that came again, or must. */
  readonly grey: readonly GreySender[]
  readonly lists: readonly ListState[]
}

export interface ReputationOperations {
  'reputation.list': { readonly args: { readonly limit: number }, readonly result: readonly NetworkShown[] }
  'reputation.explain': { readonly args: { readonly ip: string, readonly helo: string }, readonly result: SenderShown }
  'reputation.forget': {
    readonly args: { readonly network: string }
    readonly result: { readonly network: string, readonly wasKnown: boolean, readonly grey: number }
  }
}

/** Networks of one list. */
export const NETWORKS_SHOWN_MAX = 1000

export const reputationOperations: {
  readonly [K in keyof ReputationOperations]: (house: House, args: ReputationOperations[K]['args']) =>
  Promise<ReputationOperations[K]['result']>
} = {
  async 'reputation.list'({ reputation }, { limit }) {
    await reputation.history.load()
    return reputation.history.worst(Math.min(Math.max(1, Math.trunc(Number(limit)) || 1), NETWORKS_SHOWN_MAX))
      .map(({ network, counts }) => shown(network, counts))
  },
  async 'reputation.explain'({ home: { config }, reputation, tenants }, { ip, helo }) {
    const network = networkOf(ip)
    await reputation.history.load()
    await reputation.lists.test()
    const verdict = await reputation.arrivals.explain({ ip, helo: helo === '' ? `[${ip}]` : helo })
    const grey: GreySender[] = []
    for (const { id } of await tenants.list()) {
      grey.push(...(await reputation.greylist.list(id)).filter((one) => one.network === network))
    }
    return {
      ip, signs: verdict.signs, listings: verdict.listings, points: Math.round(verdict.points * 10) / 10,
      past: verdict.network === undefined ? null : shown(network, reputation.history.counts(network)),
      refusal: verdict.refusal?.text ?? null, refuseAt: config['reputation.refuseAt'], grey, lists: reputation.lists.states(),
      comeAgainAt: config['reputation.greylist'] ? config['reputation.greylistAt'] : null,
    }
  },
  async 'reputation.forget'({ reputation, tenants }, { network: asked }) {
    const network = networkOf(asked.replace(/\/\d{1,3}$/, ''))
    const wasKnown = await reputation.history.forget(network)
    let grey = 0
    for (const { id } of await tenants.list()) grey += await reputation.greylist.forget(id, network)
    return { network, wasKnown, grey }
  },
}

function networkOf(ip: string): string {
  const network = historyNetwork(String(ip))
  if (network === undefined) throw new Refusal('usage', `${ip} is no address, such as 192.0.2.7 or 2001:db8::7`)
  return network
}

function shown(network: string, counts: Parameters<typeof pastOf>[0]): NetworkShown {
  const mails = (count: number): number => Math.round(count * 10 / ONE) / 10
  const { standing, points } = pastOf(counts)
  return {
    network, standing, points: Math.round(points * 10) / 10, accepted: mails(counts.accepted), junk: mails(counts.junk),
    refused: mails(counts.refused), unknown: mails(counts.unknown), trapped: mails(counts.trapped),
  }
}
