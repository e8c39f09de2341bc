/**
 * What is configured at the edges and what is missing, each line with what to do: the part of `./zegel check` that is about
 * settings, where `health.ts` is about how things are.
 */
import { access, constants } from 'node:fs/promises'
import type { House } from './app.ts'
import { NFT_PROGRAM } from './throttle/nftables.ts'

export interface ConfiguredLine {
  readonly id: string
  /** `off`: not in use, and nothing is wrong. */
  readonly state: 'good' | 'off' | 'attention'
  /** What is so, and what to do where something is missing. */
  readonly text: string
}

/** Looks at everything now; no line depends on another. */
export async function configuredLines(house: House): Promise<readonly ConfiguredLine[]> {
  return [...await resolverLines(house), ...await doorLines(house), ...await mailboxLines(house)]
}

/** The resolver, its test, and what rests on it. */
async function resolverLines({ home: { config }, resolver }: House): Promise<readonly ConfiguredLine[]> {
  const servers = config['dns.servers']
  const { state, checkedAt } = await resolver.proof()
  const lines: ConfiguredLine[] = []
  lines.push(servers.length === 0
    ? { id: 'resolver', state: 'attention', text: 'none: mail to other domains only goes where delivery.routes says. Set dns.servers, best to a resolver on this machine (Debian: apt install unbound, then 127.0.0.1)' }
    : { id: 'resolver', state: 'good', text: `asks ${servers.map((one) => one === 'system' ? 'the resolvers of this machine' : one).join(', ')} (dns.servers)` })
  lines.push(config['dns.validating']
    ? { id: 'dns-self-test', state: state === 'proved' ? 'good' : 'attention', text: state === 'proved'
      ? `passed${checkedAt === null ? '' : ` at ${new Date(checkedAt).toISOString()}`}: ${config['dns.selfTest.signed']} came with AD, ${config['dns.selfTest.bogus']} was refused`
      : `not passed: ${config['dns.selfTest.signed']} must come with AD and ${config['dns.selfTest.bogus']} must give SERVFAIL; try both with: dig +dnssec NAME @SERVER` }
    : { id: 'dns-self-test', state: 'off', text: 'not done: set dns.validating to true once dns.servers validates DNSSEC and is reached over a path nobody can change' })
  const proved = state === 'proved'
  lines.push({ id: 'dane', state: proved ? 'good' : 'off', text: proved
    ? 'on: certificates of other mail servers are checked by TLSA records'
    : 'off, and so is the route of NTA 7516: both need a resolver that passed the test above' })
  const verified = config['delivery.tls'] === 'verified'
  lines.push({ id: 'ordinary-tls', state: 'good', text: verified
    ? 'ordinary mail needs a certificate that fits (delivery.tls: verified)'
    : 'ordinary mail takes the TLS that the other side offers (delivery.tls: opportunistic); protected mail always needs proof' })
  return lines
}

/** Bans, limits, and who may speak for somebody else. */
async function doorLines({ home: { config }, bans }: House): Promise<readonly ConfiguredLine[]> {
  await bans.load()
  const shut = bans.list().length
  const minutes = config['throttle.banMinutes']
  const exempt = config['throttle.exempt']
  const proxies = [...config['smtp.proxies'], ...config['http.proxies']]
  return [
    { id: 'bans', state: minutes === 0 ? 'off' : 'good', text: `${shut} shut out now (./zegel ban list)${minutes === 0
      ? '; nobody is shut out by the service itself: set throttle.banMinutes' : `; who misbehaves is shut out for ${minutes} minutes and longer each time`}` },
    await firewallLine(config['throttle.nftables']),
    { id: 'exempt', state: 'good', text: exempt.length === 0 ? 'no network is without limits' : `without limits: ${exempt.join(', ')} (throttle.exempt). A balancer must not stand there without smtp.proxies` },
    { id: 'balancers', state: proxies.length === 0 ? 'off' : 'good', text: proxies.length === 0
      ? 'none: with one in front, name it in smtp.proxies and http.proxies, or all its clients count as one network'
      : `PROXY header of ${[...new Set(proxies)].join(', ')}` },
    { id: 'filters', state: config['smtp.xclientFrom'].length === 0 ? 'off' : 'good', text: config['smtp.xclientFrom'].length === 0
      ? 'none: with a filter in front of port 25, name it in smtp.xclientFrom, or SPF is judged by its address' : `XCLIENT of ${config['smtp.xclientFrom'].join(', ')}` },
    { id: 'lmtp', state: config['lmtp.listen'] === 'off' ? 'off' : 'good', text: config['lmtp.listen'] === 'off'
      ? 'off: set lmtp.listen when a mail server on this machine hands over mail' : `taken on ${config['lmtp.listen']}` },
    { id: 'early-talkers', state: config['smtp.earlyTalkers'] === 'refuse' ? 'good' : 'attention', text: config['smtp.earlyTalkers'] === 'refuse'
      ? 'refused' : 'allowed: honest servers wait for each answer; set smtp.earlyTalkers to refuse when no old device needs it' },
  ]
}

async function firewallLine(table: string): Promise<ConfiguredLine> {
  if (table === '') return { id: 'firewall', state: 'off', text: 'not told of bans: set throttle.nftables to have it drop their packets (docs/receiving.md)' }
  try {
    await access(NFT_PROGRAM, constants.X_OK)
    return { id: 'firewall', state: 'good', text: `told of bans: sets banned4 and banned6 of ${table}` }
  } catch {
    return { id: 'firewall', state: 'attention', text: `throttle.nftables is set and ${NFT_PROGRAM} is not there: apt install nftables` }
  }
}

/** Who reads what every domain must take (RFC 2142, RFC 5321 §4.5.1). */
async function mailboxLines({ tenants, accounts }: House): Promise<readonly ConfiguredLine[]> {
  const lines: ConfiguredLine[] = []
  for (const { id } of await tenants.list()) {
    for (const { name } of await tenants.domains(id)) {
      const [postmaster, abuse] = await Promise.all(['postmaster', 'abuse'].map((local) => accounts.findRecipient(`${local}@${name}`)))
      const isThere = postmaster !== undefined && abuse !== undefined
      lines.push({ id: 'postmaster', state: isThere ? 'good' : 'attention', text: isThere
        ? `${name}: postmaster is read by ${postmaster.address}, abuse by ${abuse.address}`
        : `${name}: nobody reads postmaster or abuse, which every domain must take; give an active account the role of owner` })
    }
  }
  return lines
}
