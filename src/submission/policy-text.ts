/**
 * An organisation's policy as it writes it: YAML that says only what differs from the default. Everything is checked; a text
 * with one mistake is not used at all, and every mistake is named with its line.
 */
import { createHash } from 'node:crypto'
import { isNode, LineCounter, parseDocument, type Document } from 'yaml'
import { readPolicy as readValue } from '../guard/policy.ts'
import type { PolicyMistake } from '../guard/policy-mistakes.ts'
import type { Policy } from '../guard/types.ts'
import { readGroups, weakRoutes, type PolicyGroup } from './policy-groups.ts'

/** Characters of a policy text. */
export const POLICY_LENGTH_MAX = 64 * 1024
/** Mistakes that are named; further ones are not looked for. */
export const POLICY_ERRORS_MAX = 20
/** Characters of a place that are named. */
const PLACE_LENGTH_MAX = 100
/** Entries of each list under `own`, and the longest of them in characters. */
export const OWN_LIST_MAX = 200
export const OWN_LENGTH_MAX = 200

/** What is the organisation's own and therefore never a finding: `own:` in the text. */
export interface Own {
  readonly ibans: readonly string[]
  readonly phones: readonly string[]
  readonly names: readonly string[]
  /** Domains of partners, never new, and those to look at twice before mail goes there. With what stands below them. */
  readonly trustedDomains: readonly string[]
  readonly suspectDomains: readonly string[]
}

/** A mistake with its place in the text: a page words it by its code. */
export interface PolicyProblem extends Omit<PolicyMistake, 'place'> {
  /** From 1; 0 where no place can be named. */
  readonly line: number
  /** Where in the text, such as `levels.health`. */
  readonly path: string
}

export type ReadPolicy =
  | { readonly policy: Policy, readonly own: Own, readonly groups: readonly PolicyGroup[],
    /** The organisation's own values as written: what entries under `for` stand over. */
    readonly base: Readonly<Record<string, unknown>> }
  | { readonly errors: readonly PolicyProblem[] }

export const nothingOwn: Own = { ibans: [], phones: [], names: [], trustedDomains: [], suspectDomains: [] }

/** Reads a text over the guard's default. An empty text gives the default itself. */
export function readPolicy(text: string): ReadPolicy {
  if (text.length > POLICY_LENGTH_MAX) return { errors: [{ line: 0, path: '', code: 'too-long', most: POLICY_LENGTH_MAX }] }
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false })
  if (document.errors.length > 0) {
    return { errors: cut(document.errors.map(({ pos }) => ({ line: lines.linePos(pos[0]).line, path: '', code: 'yaml' }))) }
  }
  // An alias could grow a short text without bound; nothing in a policy is worth repeating.
  const value: unknown = valueOf(document)
  if (value === undefined) return { errors: [{ line: 0, path: '', code: 'aliases' }] }
  const { own, for: parts, ...rest } = isRecord(value) ? value : { own: undefined, for: undefined, wrong: value }
  const base = value === null ? {} : rest
  const policy = readValue(value === null || isRecord(value) ? base : value)
  // With a mistake in the organisation's own, every entry would repeat it.
  const { groups, problems: wrong } = 'problems' in policy ? { groups: [], problems: [] } : readGroups(parts, base)
  const problems = [...('problems' in policy ? policy.problems : weakRoutes(policy)), ...ownProblems(own), ...wrong]
  if ('problems' in policy || problems.length > 0) return { errors: cut(problems.map((problem) => placed(problem, document, lines))) }
  return { policy: { ...policy, version: versionOf(text, policy) }, groups, base,
    own: { ...nothingOwn, ...(own as Partial<Own> | undefined) } }
}

function valueOf(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 }) ?? null
  } catch {
    return undefined
  }
}

function ownProblems(own: unknown): readonly PolicyMistake[] {
  if (own === undefined || own === null) return []
  if (!isRecord(own)) return [{ place: 'own', code: 'table', choices: Object.keys(nothingOwn) }]
  return Object.entries(own).flatMap(([name, list]): PolicyMistake[] => {
    if (!Object.hasOwn(nothingOwn, name)) return [{ place: `own.${name}`, code: 'no-such-key', choices: Object.keys(nothingOwn) }]
    const isList = Array.isArray(list) && list.length <= OWN_LIST_MAX
      && list.every((one) => typeof one === 'string' && one !== '' && one.length <= OWN_LENGTH_MAX)
    return isList ? [] : [{ place: `own.${name}`, code: 'list', most: OWN_LIST_MAX }]
  })
}

/** With the line where that key stands. */
function placed({ place, ...mistake }: PolicyMistake, document: Document, lines: LineCounter): PolicyProblem {
  const path = place.slice(0, PLACE_LENGTH_MAX)
  const steps = path.split(/[.[\]]+/).filter((step) => step !== '').map((step) => /^\d+$/.test(step) ? Number(step) : step)
  for (let length = steps.length; length > 0; length -= 1) {
    const node: unknown = document.getIn(steps.slice(0, length), true)
    if (isNode(node) && node.range) return { line: lines.linePos(node.range[0]).line, path, ...mistake }
  }
  return { line: 0, path, ...mistake }
}

const cut = (errors: readonly PolicyProblem[]): readonly PolicyProblem[] => errors.slice(0, POLICY_ERRORS_MAX)

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The policy's own version with a digest of what was written: two texts never share one. */
function versionOf(text: string, { version }: Policy): string {
  return text.trim() === '' ? version : `${version}+${createHash('sha256').update(text).digest('hex').slice(0, 12)}`
}
