/** The state of the service as its administrator sees it: a line a subject, with what to do when it is not good. */
import { statfs } from 'node:fs/promises'
import { day, GiB, hour, MiB } from './base/sizes.ts'
import type { Clock } from './base/clock.ts'
import type { DnsProof, Resolver } from './dns/types.ts'
import type { Log } from './log/log.ts'
import { queueCounts } from './queue/desk-scripts.ts'
import type { Store } from './storage/store.ts'
import type { ServerTls } from './tls/server-tls.ts'

export interface HealthCheck {
  readonly id: 'storage' | 'disk' | 'certificate' | 'dns' | 'dnssec' | 'queue' | 'policy' | 'guard' | 'spam' | 'reputation'
  /** `off`: not in use, and nothing is wrong. */
  readonly state: 'good' | 'off' | 'attention' | 'bad'
  /** What is so and what to do, for the command line; '' when there is nothing to say. */
  readonly text: string
  /** Plain facts for the health page, which has words of its own in the reader's language. */
  readonly facts: Readonly<Record<string, string | number | boolean>>
}

/** Below this the disk needs attention; below a tenth of it nothing more should be accepted. */
export const DISK_FREE_ATTENTION_BYTES = 2 * GiB
/** A certificate that ends within this time needs attention. */
export const CERTIFICATE_ATTENTION_MS = 14 * day
/** Mail that waits longer than this needs attention. */
export const QUEUE_ATTENTION_MS = 4 * hour

export interface HealthParts {
  readonly store: Store
  readonly folder: string
  readonly tls: Pick<ServerTls, 'facts'>
  readonly resolver: Pick<Resolver, 'available' | 'mx' | 'proof'>
  /** Our own name: the question that health asks. */
  readonly hostname: string
  /** Organisations whose policy file has a mistake. */
  readonly brokenPolicies: () => readonly number[]
  /** What of the guard did not work at the last mail. */
  readonly impaired: () => readonly string[]
  /** The spam filter and what stands beside it. */
  readonly spam: () => HealthCheck
  /** Lists about senders, and trap addresses. */
  readonly reputation: () => Promise<HealthCheck>
  readonly clock: Clock
  readonly log: Log
}

/** Looks at everything now. Never throws: what cannot be looked at is `bad` with the reason. */
export async function lookAtHealth(parts: HealthParts): Promise<readonly HealthCheck[]> {
  const looks: readonly [HealthCheck['id'], () => Promise<HealthCheck> | HealthCheck][] = [
    ['storage', () => storageCheck(parts)],
    ['disk', () => diskCheck(parts)],
    ['certificate', () => certificateCheck(parts)],
    ['dns', () => dnsCheck(parts)],
    ['dnssec', () => dnssecCheck(parts)],
    ['queue', () => queueCheck(parts)],
    ['policy', () => policyCheck(parts)],
    ['guard', () => guardCheck(parts)],
    ['spam', () => parts.spam()],
    ['reputation', () => parts.reputation()],
  ]
  return Promise.all(looks.map(async ([id, look]): Promise<HealthCheck> => {
    try {
      return await look()
    } catch (error) {
      parts.log.warn('health.failed', { part: id, error: error instanceof Error ? error.message : String(error) })
      return { id, state: 'bad', text: 'could not be looked at; the log says why', facts: {} }
    }
  }))
}

async function storageCheck({ store }: HealthParts): Promise<HealthCheck> {
  const { writable, problem, schema } = await store.health()
  return {
    id: 'storage', state: writable ? 'good' : 'bad', text: problem ?? '',
    facts: { engine: store.engine, schema, writable },
  }
}

async function diskCheck({ folder }: HealthParts): Promise<HealthCheck> {
  const { bavail, bsize, blocks } = await statfs(folder)
  const freeBytes = bavail * bsize
  const state = freeBytes < DISK_FREE_ATTENTION_BYTES / 10 ? 'bad'
    : freeBytes < DISK_FREE_ATTENTION_BYTES ? 'attention' : 'good'
  const text = state === 'good' ? '' : `${Math.round(freeBytes / MiB)} MiB is free; make room or mail will be refused for now`
  return { id: 'disk', state, text, facts: { freeBytes, sizeBytes: blocks * bsize } }
}

function certificateCheck({ tls, clock }: HealthParts): HealthCheck {
  const { notAfter, names } = tls.facts()
  const left = notAfter - clock.now()
  const state = left <= 0 ? 'bad' : left < CERTIFICATE_ATTENTION_MS ? 'attention' : 'good'
  const text = state === 'good' ? ''
    : `the certificate ends on ${new Date(notAfter).toISOString().slice(0, 10)}; put a new one in its place`
  return { id: 'certificate', state, text, facts: { notAfter, names: names.join(' ') } }
}

/** A broken file leaves the policy of before in force: nothing is weaker, but somebody must mend it. */
function policyCheck({ brokenPolicies }: HealthParts): HealthCheck {
  const broken = brokenPolicies().length
  const text = broken === 0 ? ''
    : 'a policy file has a mistake; the policy of before stays in force (see GET /api/policy or the log)'
  return { id: 'policy', state: broken === 0 ? 'good' : 'attention', text, facts: { broken } }
}

function guardCheck({ impaired }: HealthParts): HealthCheck {
  const parts = impaired()
  const text = parts.length === 0 ? '' : `part of the guard does not work: ${parts.join(', ')}`
  return { id: 'guard', state: parts.length === 0 ? 'good' : 'attention', text, facts: { impaired: parts.length } }
}

async function dnsCheck({ resolver, hostname }: HealthParts): Promise<HealthCheck> {
  if (!resolver.available) {
    return { id: 'dns', state: 'attention', text: 'DNS is off (dns.servers is empty)', facts: { state: 'off' } }
  }
  const { kind } = await resolver.mx(hostname)
  const isSilent = kind === 'timeout' || kind === 'servfail'
  const text = isSilent ? 'no resolver gives an answer: mail to other domains waits' : ''
  return { id: 'dns', state: isSilent ? 'attention' : 'good', text, facts: { state: isSilent ? 'silent' : 'answers' } }
}

/** Without proof of DNSSEC there is no DANE: mail that may only go with DANE takes another way. */
async function dnssecCheck({ resolver }: HealthParts): Promise<HealthCheck> {
  const { state, reason, checkedAt } = await resolver.proof()
  // Without any DNS that is what the line above says already.
  return {
    id: 'dnssec', state: state === 'proved' ? 'good' : resolver.available ? 'attention' : 'off',
    text: reason === null ? '' : dnssecTexts[reason], facts: { state, reason: reason ?? '', checkedAt: checkedAt ?? 0 },
  }
}

const dnssecTexts: Readonly<Record<Exclude<DnsProof['reason'], null>, string>> = {
  'not-configured': 'DANE is off: dns.validating is not set. Install a validating resolver (Debian: unbound) on this machine, '
    + 'set dns.servers to 127.0.0.1 and dns.validating to true',
  'untested': 'DANE is off until the resolvers have been tested',
  'silent': 'DANE is off: a resolver of dns.servers did not answer the test',
  'signed-name-fails': 'DANE is off: a resolver cannot look up dns.selfTest.signed; is its clock right, has it a root key?',
  'no-ad': 'DANE is off: a resolver of dns.servers does not validate (no AD for dns.selfTest.signed), though dns.validating says so',
  'bogus-name-answers': 'DANE is off: a resolver of dns.servers answers for dns.selfTest.bogus, whose signature is wrong, so it does not validate',
}

async function queueCheck({ store, clock }: HealthParts): Promise<HealthCheck> {
  const { waiting: due, trying, oldest } = await store.read(queueCounts, undefined)
  const waiting = due + trying
  const oldestMs = oldest === null ? 0 : clock.now() - oldest
  const state = oldestMs > QUEUE_ATTENTION_MS ? 'attention' : 'good'
  const text = state === 'good' ? '' : `mail has been waiting for ${Math.round(oldestMs / hour)} hours`
  return { id: 'queue', state, text, facts: { waiting, oldestMs } }
}
