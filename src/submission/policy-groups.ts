/**
 * Policies for a part of the organisation: what a text says under `for`, over the organisation's own. Entries count in the
 * order in which they are written, so that a later one stands over an earlier one.
 */
import type { AccountRole } from '../accounts/types.ts'
import { readPolicy as readValue } from '../guard/policy.ts'
import type { PolicyMistake } from '../guard/policy-mistakes.ts'
import type { Policy } from '../guard/types.ts'

/** Entries under `for`. */
export const POLICY_GROUPS_MAX = 50

/** Whom a policy is asked for. */
export interface PolicyReader {
  readonly department: string
  readonly roles: readonly AccountRole[]
}

export interface PolicyGroup {
  readonly departments: readonly string[]
  readonly roles: readonly AccountRole[]
  /** What differs, as written. */
  readonly differs: Readonly<Record<string, unknown>>
}

/** Keys that no part of an organisation has for itself. */
const WHOLE: readonly string[] = ['own', 'version', 'for']
const ROLES: readonly AccountRole[] = ['owner', 'administrator', 'privacy-officer', 'user']

/** Reads the list; problems name the entry they stand in, such as `for[1].levels.health`. */
export function readGroups(value: unknown, base: Readonly<Record<string, unknown>>): {
  readonly groups: readonly PolicyGroup[], readonly problems: readonly PolicyMistake[],
} {
  if (value === undefined || value === null) return { groups: [], problems: [] }
  if (!Array.isArray(value) || value.length > POLICY_GROUPS_MAX) {
    return { groups: [], problems: [{ place: 'for', code: 'list', most: POLICY_GROUPS_MAX }] }
  }
  const problems: PolicyMistake[] = []
  const groups = value.flatMap((entry: unknown, index) => {
    const group = readGroup(entry, `for[${index}]`, base, problems)
    return group === undefined ? [] : [group]
  })
  return { groups, problems }
}

function readGroup(
  entry: unknown, place: string, base: Readonly<Record<string, unknown>>, problems: PolicyMistake[],
): PolicyGroup | undefined {
  if (!isRecord(entry)) {
    problems.push({ place, code: 'whom-needed' })
    return undefined
  }
  const { department, role, ...rest } = entry
  const differs = Object.fromEntries(Object.entries(rest).filter(([key]) => !WHOLE.includes(key)))
  const departments = texts(department)
  const roles = texts(role)
  if (departments === undefined) problems.push({ place: `${place}.department`, code: 'names' })
  if (roles === undefined || roles.some((one) => !isRole(one))) problems.push({ place: `${place}.role`, code: 'choose', choices: ROLES })
  if (departments?.length === 0 && roles?.length === 0) problems.push({ place, code: 'whom-needed' })
  for (const key of WHOLE) if (Object.hasOwn(rest, key)) problems.push({ place: `${place}.${key}`, code: 'whole-organisation' })
  const read = readValue(over(base, differs))
  if ('problems' in read) problems.push(...read.problems.map((one) => ({ ...one, place: one.place === '' ? place : `${place}.${one.place}` })))
  else problems.push(...weakRoutes(read, `${place}.`))
  return { departments: (departments ?? []).map(folded), roles: (roles ?? []).filter(isRole), differs }
}

/**
 * A reason that needs no securing gets another level; a list of secured ways that ends in none would only look safe.
 */
export function weakRoutes({ routes }: Policy, place = ''): readonly PolicyMistake[] {
  return Object.entries(routes).filter(([, list]) => list.includes('ordinary'))
    .map(([reason]) => ({ place: `${place}routes.${reason}`, code: 'secures-nothing', choices: [`levels.${reason}`] }))
}

/** The organisation's policy as it counts for one person; its version says which entries did. */
export function policyFor(who: PolicyReader, parts: {
  readonly policy: Policy, readonly base: Readonly<Record<string, unknown>>, readonly groups: readonly PolicyGroup[],
}): Policy {
  const matching = parts.groups.flatMap((group, index) => isFor(group, who) ? [{ group, index }] : [])
  if (matching.length === 0) return parts.policy
  const read = readValue(matching.reduce((value, { group }) => over(value, group.differs), parts.base))
  // Every entry was checked alone; a pair that does not go together leaves the organisation's own in force.
  if ('problems' in read) return parts.policy
  return { ...read, version: `${parts.policy.version}/for.${matching.map(({ index }) => index).join('.')}` }
}

/** One value over another: tables by key, everything else whole. */
function over(base: Readonly<Record<string, unknown>>, differs: Readonly<Record<string, unknown>>): Record<string,
  unknown> {
  const result: Record<string, unknown> = { ...base }
  for (const [key, value] of Object.entries(differs)) {
    const before = result[key]
    result[key] = isRecord(value) && isRecord(before) ? { ...before, ...value } : value
  }
  return result
}

function isFor({ departments, roles }: PolicyGroup, who: PolicyReader): boolean {
  return (departments.length === 0 || departments.includes(folded(who.department)))
    && (roles.length === 0 || roles.some((role) => who.roles.includes(role)))
}

const folded = (name: string): string => name.normalize('NFC').toLowerCase().replace(/\s+/g, ' ').trim()
const isRole = (name: string): name is AccountRole => ROLES.some((role) => role === name)
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A text or a list of texts; undefined when it is neither. */
function texts(value: unknown): readonly string[] | undefined {
  if (value === undefined) return []
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  return list.length <= POLICY_GROUPS_MAX && list.every((one) => typeof one === 'string' && one.trim() !== '') ? list as readonly string[] : undefined
}
