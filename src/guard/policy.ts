import type { PolicyMistake } from './policy-mistakes.ts'
import type { Level, Policy, Reason, Route, WarningId } from './types.ts'

/**
 * What an organisation chose, and what it gets when it chose nothing: the table of routes of the product's design. An
 * organisation changes it in one file; `readPolicy` takes the parsed value and names every problem.
 */

export const REASONS = ['national-id', 'health', 'financial', 'personal-data', 'dossier', 'credentials', 'confidential-business', 'criminal', 'special-category', 'children'] as const satisfies readonly Reason[]
export const LEVELS = ['record', 'advise', 'protect', 'block'] as const satisfies readonly Level[]
export const ROUTES = ['internal', 'ordinary', 'verified-tls', 'nta7516', 'openpgp', 'portal'] as const satisfies readonly Route[]
export const WARNINGS = ['greeting-mismatch', 'forgotten-attachment', 'attachment-mismatch', 'lookalike-address', 'autocomplete-namesake', 'internal-only-to-external',
  'many-external-visible', 'first-time-outside', 'outsider-added-to-protected-thread', 'unread-attachment', 'no-second-factor', 'unknown-network', 'need-to-know',
  'unusual-recipient', 'impersonator', 'forgotten-recipient', 'private-address', 'suspicious-domain', 'several-clients', 'hidden-content', 'other-client'] as const satisfies readonly WarningId[]
export const TLS_PROOFS = ['dane', 'pinned', 'mta-sts', 'certificate'] as const

/** Longest hold an organisation may set. */
export const HOLD_SECONDS_MAX = 24 * 3600
/** Most own shapes of numbers, and the longest one. */
export const OWN_NUMBERS_MAX = 50
export const OWN_SHAPE_LENGTH_MAX = 40

const all = <T>(value: T): Record<Reason, T> =>
  Object.fromEntries(REASONS.map((reason) => [reason, value])) as Record<Reason, T>

const personal: readonly Route[] = ['verified-tls', 'nta7516', 'openpgp', 'portal']

export const defaultPolicy: Policy = {
  version: 'default-1',
  mode: 'active',
  routes: {
    ...all(personal),
    health: ['nta7516', 'openpgp', 'portal'],
    credentials: ['openpgp', 'portal'],
    'confidential-business': ['verified-tls', 'openpgp', 'portal'],
  },
  tlsProofs: { ...all(['dane', 'pinned'] as const), health: [], credentials: [], 'confidential-business': ['dane', 'pinned', 'mta-sts'] },
  levels: all<Level>('protect'),
  warningLevels: {
    'greeting-mismatch': 'advise', 'forgotten-attachment': 'advise', 'attachment-mismatch': 'advise', 'lookalike-address': 'block',
    'autocomplete-namesake': 'advise', 'internal-only-to-external': 'advise', 'many-external-visible': 'advise', 'first-time-outside': 'record',
    'outsider-added-to-protected-thread': 'advise', 'unread-attachment': 'advise', 'no-second-factor': 'advise', 'unknown-network': 'advise', 'need-to-know': 'advise',
    'unusual-recipient': 'advise', impersonator: 'advise', 'forgotten-recipient': 'advise', 'private-address': 'advise', 'suspicious-domain': 'advise', 'several-clients': 'advise', 'hidden-content': 'advise', 'other-client': 'advise',
  },
  thresholds: all(0.5),
  adviseThresholds: all(0.42),
  unreadAttachments: 'advise',
  holdSeconds: { record: 10, advise: 20, protect: 60, block: 60 },
  mayOverride: { ...all<'with-ground' | 'no'>('with-ground') },
  ownNumbers: [],
}

/** A policy from a parsed file, over the default; or everything that is wrong with it, each with its place. */
export function readPolicy(value: unknown): Policy | { readonly problems: readonly PolicyMistake[] } {
  const problems: PolicyMistake[] = []
  if (!isRecord(value)) return { problems: [{ place: '', code: 'not-a-policy' }] }
  const known = new Set(Object.keys(defaultPolicy))
  for (const key of Object.keys(value)) if (!known.has(key)) problems.push({ place: key, code: 'no-such-key', choices: [...known] })
  const read = reader(value, problems)
  const policy: Policy = {
    version: text(value['version'], 'version', problems) ?? defaultPolicy.version,
    mode: read.choice('mode', ['active', 'shadow'] as const) ?? defaultPolicy.mode,
    routes: read.table('routes', REASONS, defaultPolicy.routes, (entry, place) => listOf(entry, ROUTES.filter((route) => route !== 'internal'), place, problems)),
    tlsProofs: read.table('tlsProofs', REASONS, defaultPolicy.tlsProofs, (entry, place) => listOf(entry, TLS_PROOFS, place, problems)),
    levels: read.table('levels', REASONS, defaultPolicy.levels, (entry, place) => oneOf(entry, LEVELS, place, problems)),
    warningLevels: read.table('warningLevels', WARNINGS, defaultPolicy.warningLevels, (entry, place) => oneOf(entry, ['record', 'advise', 'block', 'off'] as const, place, problems)),
    thresholds: read.table('thresholds', REASONS, defaultPolicy.thresholds, (entry, place) => number(entry, { least: 0.05, most: 0.99 }, place, problems)),
    adviseThresholds: read.table('adviseThresholds', REASONS, defaultPolicy.adviseThresholds, (entry, place) => number(entry, { least: 0.05, most: 0.99 }, place, problems)),
    unreadAttachments: read.choice('unreadAttachments', ['protect', 'advise', 'record'] as const) ?? defaultPolicy.unreadAttachments,
    holdSeconds: read.table('holdSeconds', LEVELS, defaultPolicy.holdSeconds, (entry, place) => number(entry, { least: 0, most: HOLD_SECONDS_MAX }, place, problems)),
    mayOverride: read.table('mayOverride', REASONS, defaultPolicy.mayOverride, (entry, place) => oneOf(entry, ['with-ground', 'no'] as const, place, problems)),
    ownNumbers: ownNumbers(value['ownNumbers'], problems),
  }
  for (const reason of REASONS) {
    if (policy.routes[reason].length === 0) problems.push({ place: `routes.${reason}`, code: 'route-needed' })
  }
  return problems.length === 0 ? policy : { problems: problems.slice(0, PROBLEMS_MAX) }
}

/** Most problems that are named at once. */
export const PROBLEMS_MAX = 100

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

function reader(value: Record<string, unknown>, problems: PolicyMistake[]) {
  return {
    choice<T extends string>(key: string, choices: readonly T[]): T | undefined {
      return value[key] === undefined ? undefined : oneOf(value[key], choices, key, problems)
    },
    /** A map from known names to checked entries; what is not named keeps its default. */
    table<Name extends string, T>(key: string, names: readonly Name[], defaults: Readonly<Record<Name, T>>,
      check: (entry: unknown, place: string) => T | undefined): Record<Name, T> {
      const given = value[key]
      const result: Record<Name, T> = { ...defaults }
      if (given === undefined) return result
      if (!isRecord(given)) { problems.push({ place: key, code: 'table', choices: names }); return result }
      for (const [name, entry] of Object.entries(given)) {
        const known = names.find((one) => one === name)
        if (known === undefined) problems.push({ place: `${key}.${name}`, code: 'no-such-key', choices: names })
        else {
          const read = check(entry, `${key}.${name}`)
          if (read !== undefined) result[known] = read
        }
      }
      return result
    },
  }
}

function oneOf<T extends string>(entry: unknown, choices: readonly T[], place: string,
  problems: PolicyMistake[]): T | undefined {
  const found = choices.find((choice) => choice === entry)
  if (found === undefined) problems.push({ place, code: 'choose', choices })
  return found
}

function listOf<T extends string>(entry: unknown, choices: readonly T[], place: string,
  problems: PolicyMistake[]): readonly T[] | undefined {
  if (!Array.isArray(entry)) { problems.push({ place, code: 'list', choices }); return undefined }
  return [...new Set(entry.slice(0, 10).flatMap((one: unknown) => oneOf(one, choices, place, problems) ?? []))]
}

function number(entry: unknown, { least, most }: { readonly least: number, readonly most: number }, place: string,
  problems: PolicyMistake[]): number | undefined {
  if (typeof entry === 'number' && entry >= least && entry <= most) return entry
  problems.push({ place, code: 'number', least, most })
  return undefined
}

function text(entry: unknown, place: string, problems: PolicyMistake[]): string | undefined {
  if (entry === undefined) return undefined
  if ((typeof entry === 'string' || typeof entry === 'number') && String(entry).length <= 100) return String(entry)
  problems.push({ place, code: 'short-text', most: 100 })
  return undefined
}

function ownNumbers(entry: unknown, problems: PolicyMistake[]): Policy['ownNumbers'] {
  if (entry === undefined) return []
  if (!Array.isArray(entry) || entry.length > OWN_NUMBERS_MAX) { problems.push({ place: 'ownNumbers', code: 'list', most: OWN_NUMBERS_MAX }); return [] }
  return entry.flatMap((one: unknown, index) => {
    const place = `ownNumbers[${index}]`
    if (!isRecord(one)) { problems.push({ place, code: 'table', choices: ['name', 'shape', 'reason'] }); return [] }
    const name = text(one['name'], `${place}.name`, problems)
    const shape = text(one['shape'], `${place}.shape`, problems)
    const reason = oneOf(one['reason'] ?? 'personal-data', REASONS, `${place}.reason`, problems)
    if (shape === undefined || shape.length > OWN_SHAPE_LENGTH_MAX || (shape.match(/[9A]/g) ?? []).length < 4) {
      problems.push({ place: `${place}.shape`, code: 'number-shape', most: OWN_SHAPE_LENGTH_MAX })
      return []
    }
    return name === undefined || reason === undefined ? [] : [{ name, shape, reason }]
  })
}
