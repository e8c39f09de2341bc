/**
 * Which policy is in force for each organisation. It stands in `policy.yaml` in the home (a second organisation of the same
 * home has `policy-<its domain>.yaml`); without a file the guard's default counts. A file is read at start and whenever it
 * changed; one with a mistake leaves the policy of before in force, is told to the officer and recorded.
 */
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../base/clock.ts'
import { second } from '../base/sizes.ts'
import { defaultPolicy } from '../guard/policy.ts'
import type { Policy, WarningId } from '../guard/types.ts'
import type { Ledger } from '../ledger/types.ts'
import type { Log } from '../log/log.ts'
import type { Tenants } from '../tenants/tenants.ts'
import { policyFor, type PolicyReader } from './policy-groups.ts'
import { nothingOwn, POLICY_LENGTH_MAX, readPolicy, type Own, type PolicyProblem,
  type ReadPolicy } from './policy-text.ts'
import { withDemotions, type Demotion, type RuleDemotions } from './rule-demotions.ts'

/** The file is looked at again after this. */
export const POLICY_LOOK_MS = 1 * second

export interface PolicyInForce {
  /** The organisation's own, for whoever no entry under `for` is about. */
  readonly policy: Policy
  readonly own: Own
  /** What counts for one person. */
  policyFor(who: PolicyReader): Policy
  readonly state: 'default' | 'in-force' | 'broken'
  readonly errors: readonly PolicyProblem[]
  /** The text as it stands in the file, also when it is broken; '' without one. */
  readonly text: string
  /** When this policy came into force, ms; null for the default. */
  readonly since: number | null
  /** Questions that became advice because they were wrong too often, and those that an officer put back. */
  readonly demotions: readonly Demotion[]
}

export interface Policies {
  current(tenant: number): Promise<PolicyInForce>
  /** Whether questions that are wrong too often must become advice; at each tidying. */
  review(tenant: number): Promise<void>
  /** Lets a demoted question ask again; false when it was not demoted. */
  revert(args: { readonly tenant: number, readonly rule: string, readonly by: string }): Promise<boolean>
  /** Puts a new text in force; with mistakes nothing is changed. */
  change(args: { readonly tenant: number, readonly text: string,
    readonly by: string }): Promise<PolicyInForce | { readonly errors: readonly PolicyProblem[] }>
  /** Organisations whose file has a mistake, for health. */
  broken(): readonly number[]
}

export interface PolicyParts {
  readonly folder: string
  readonly tenants: Pick<Tenants, 'list' | 'defaultDomain'>
  readonly ledger: Pick<Ledger, 'record'>
  readonly demotions: RuleDemotions
  readonly clock: Clock
  readonly log: Log
}

/** A text that was read, before demotions. */
interface Seen extends Omit<PolicyInForce, 'demotions'> {
  /** Warnings whose level the organisation chose itself. */
  readonly ownChoice: (rule: WarningId) => boolean
  readonly mark: string
  readonly lookedAt: number
}

export function createPolicies(parts: PolicyParts): Policies {
  const { folder, tenants, ledger, demotions, clock, log } = parts
  const seen = new Map<number, Seen>()
  const looking = new Map<number, Promise<Seen>>()
  const files = new Map<number, string>()
  const remembered = new Map<number, { readonly at: number, readonly list: readonly Demotion[] }>()

  async function fileOf(tenant: number): Promise<string> {
    const known = files.get(tenant)
    if (known !== undefined) return known
    const [first] = await tenants.list()
    const name = first?.id === tenant ? 'policy.yaml' : `policy-${await tenants.defaultDomain(tenant) ?? String(tenant)}.yaml`
    const file = join(folder, name)
    files.set(tenant, file)
    return file
  }

  async function look(tenant: number): Promise<Seen> {
    const before = seen.get(tenant)
    const file = await fileOf(tenant)
    const mark = await markOf(file)
    if (before !== undefined && mark === before.mark) return remember(tenant, { ...before, lookedAt: clock.now() })
    const text = mark === '' ? '' : await textOf(file)
    const read = text === undefined ? tooLong : readPolicy(text)
    if ('errors' in read) {
      const kept = before ?? {
        policy: defaultPolicy, own: nothingOwn, since: null, policyFor: () => defaultPolicy, ownChoice: () => false,
      }
      log.warn('policy.broken', { tenant, errors: read.errors.length, line: read.errors[0]?.line ?? 0 })
      await record(tenant, 'policy.broken', { errors: read.errors.length, line: read.errors[0]?.line ?? 0, inForce: kept.policy.version })
      return remember(tenant, { ...kept, state: 'broken', errors: read.errors, text: text ?? '', mark, lookedAt: clock.now() })
    }
    if (before !== undefined && before.policy.version !== read.policy.version) {
      await record(tenant, 'policy.changed', { version: read.policy.version, mode: read.policy.mode, by: 'file' })
    }
    const isDefault = text === undefined || text.trim() === ''
    return remember(tenant, {
      ...readAs(read), state: isDefault ? 'default' : 'in-force', errors: [], text: text ?? '', mark,
      lookedAt: clock.now(), since: isDefault ? null : clock.now(),
    })
  }

  function remember(tenant: number, policy: Seen): Seen {
    seen.set(tenant, policy)
    return policy
  }

  async function record(tenant: number, kind: string, facts: Readonly<Record<string, string | number>>): Promise<void> {
    await ledger.record({ tenant, at: clock.now(), kind, facts, personal: {} })
  }

  async function seenOf(tenant: number): Promise<Seen> {
    const known = seen.get(tenant)
    if (known !== undefined && clock.now() - known.lookedAt < POLICY_LOOK_MS) return known
    const already = looking.get(tenant)
    if (already !== undefined) return already
    const work = look(tenant).finally(() => looking.delete(tenant))
    looking.set(tenant, work)
    return work
  }

  async function current(tenant: number): Promise<PolicyInForce> {
    const { ownChoice, ...read } = await seenOf(tenant)
    const list = await demotedOf(tenant)
    const demoted = list.filter(({ state }) => state === 'demoted').map(({ rule }) => rule)
    if (demoted.length === 0) return { ...read, demotions: list }
    const lighter = (policy: Policy): Policy => withDemotions(policy, demoted, ownChoice)
    return { ...read, policy: lighter(read.policy), policyFor: (who) => lighter(read.policyFor(who)), demotions: list }
  }

  /** Looked at as often as the files are. */
  async function demotedOf(tenant: number): Promise<readonly Demotion[]> {
    const known = remembered.get(tenant)
    if (known !== undefined && clock.now() - known.at < POLICY_LOOK_MS) return known.list
    const list = await demotions.list(tenant)
    remembered.set(tenant, { at: clock.now(), list })
    return list
  }

  return {
    current,
    async change({ tenant, text, by }) {
      const read = readPolicy(text)
      if ('errors' in read) return read
      await writeWhole(folder, await fileOf(tenant), text)
      await ledger.record({
        tenant, at: clock.now(), kind: 'policy.changed', facts: { version: read.policy.version, mode: read.policy.mode, by: 'officer' },
        personal: { by },
      })
      const isDefault = text.trim() === ''
      remember(tenant, {
        ...readAs(read), state: isDefault ? 'default' : 'in-force', errors: [], text, lookedAt: clock.now(),
        mark: await markOf(await fileOf(tenant)), since: isDefault ? null : clock.now(),
      })
      return current(tenant)
    },
    async review(tenant) {
      const { policy, ownChoice } = await seenOf(tenant)
      const now = await demotions.review(tenant, policy, ownChoice)
      if (now.length > 0) {
        remembered.delete(tenant)
        log.warn('guard.rule-demoted', { tenant, rules: now.join(' ') })
      }
    },
    async revert(args) {
      remembered.delete(args.tenant)
      return demotions.revert(args)
    },
    broken: () => [...seen].filter(([, { state }]) => state === 'broken').map(([tenant]) => tenant),
  }
}

/** A text as it counts: for everybody, for one person, and what the organisation chose itself. */
function readAs(read: ReadText): Pick<Seen, 'policy' | 'own' | 'policyFor' | 'ownChoice'> {
  const chosen = new Set([read.base, ...read.groups.map(({ differs }) => differs)].flatMap(({ warningLevels }) =>
    Object.keys(warningLevels ?? {})))
  return { policy: read.policy, own: read.own, policyFor: (who) => policyFor(who, read), ownChoice: (rule) =>
    chosen.has(rule) }
}

type ReadText = Exclude<ReadPolicy, { readonly errors: readonly PolicyProblem[] }>

const tooLong = { errors: [{ line: 0, path: '', code: 'too-long', most: POLICY_LENGTH_MAX }] } as const

/** What tells one state of the file from another; '' when there is none. */
async function markOf(file: string): Promise<string> {
  try {
    const { mtimeMs, size, ino } = await stat(file)
    return `${mtimeMs}/${size}/${ino}`
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw error
  }
}

/** The text, or undefined when it is too long to be a policy. */
async function textOf(file: string): Promise<string | undefined> {
  const handle = await open(file, 'r')
  try {
    const { size } = await handle.stat()
    return size > POLICY_LENGTH_MAX * 4 ? undefined : await readFile(handle, 'utf8')
  } finally {
    await handle.close()
  }
}

/** On disk as a whole before it counts: a power cut leaves the old text or the new one. */
async function writeWhole(folder: string, file: string, text: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const partial = `${file}.new`
  const handle = await open(partial, 'w', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  try {
    await rename(partial, file)
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
}
