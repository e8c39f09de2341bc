/**
 * An organisation's policy as it writes it: YAML that says only what differs from the default. Everything is checked; a text
 * with one mistake is not used at all, and every mistake is named with its line.
 */
import { createHash } from 'node:crypto'
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml'
import type { Policy, Reason } from '../guard/types.ts'

/** Characters of a policy text. */
export const POLICY_LENGTH_MAX = 64 * 1024
/** Mistakes that are named; further ones are not looked for. */
export const POLICY_ERRORS_MAX = 20
/** Entries in each list. */
export const POLICY_LIST_MAX = 200
/** Longest entry of a list, in characters. */
const WORD_LENGTH_MAX = 200
/** Longest wait after Send that a policy may ask for. */
const HOLD_SECONDS_MAX = 3600

/** What is the organisation's own and therefore never a finding. */
export interface Own {
  readonly ibans: readonly string[]
  readonly phones: readonly string[]
  readonly names: readonly string[]
}

export interface PolicyProblem {
  /** From 1; 0 where no place can be named. */
  readonly line: number
  /** Where in the text, such as `levels.health`. */
  readonly path: string
  readonly text: string
}

export type ReadPolicy =
  | { readonly policy: Policy, readonly own: Own }
  | { readonly errors: readonly PolicyProblem[] }

export const nothingOwn: Own = { ibans: [], phones: [], names: [] }

/** Reads a text over the default. An empty text gives the default itself. */
export function readPolicy(text: string, standard: Policy): ReadPolicy {
  if (text.length > POLICY_LENGTH_MAX) return { errors: [{ line: 0, path: '', text: `longer than ${POLICY_LENGTH_MAX} characters` }] }
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false })
  if (document.errors.length > 0) {
    return { errors: document.errors.slice(0, POLICY_ERRORS_MAX).map(({ pos, message }) => ({ line: lines.linePos(pos[0]).line, path: '', text: message })) }
  }
  const reader = new Reader(document, lines)
  const policy = reader.policy(standard)
  const own = reader.own()
  reader.end()
  if (reader.errors.length > 0) return { errors: reader.errors }
  return { policy: { ...policy, version: versionOf(text, standard) }, own }
}

/** The default's own version, and a digest of what was changed. */
function versionOf(text: string, standard: Policy): string {
  return text.trim() === '' ? standard.version : `${standard.version}+${createHash('sha256').update(text).digest('hex').slice(0, 12)}`
}

const levels = ['record', 'advise', 'protect', 'block'] as const
const warningLevels = ['off', 'record', 'advise', 'block'] as const
const routes = ['verified-tls', 'nta7516', 'openpgp', 'portal'] as const
const proofs = ['dane', 'pinned', 'mta-sts', 'certificate'] as const
const overrides = ['with-ground', 'no'] as const

class Reader {
  readonly errors: PolicyProblem[] = []
  readonly #document: Document
  readonly #lines: LineCounter
  readonly #read = new Set<string>()

  constructor(document: Document, lines: LineCounter) {
    this.#document = document
    this.#lines = lines
    const { contents } = document
    if (contents !== null && !isMap(contents)) this.#wrong(contents, '', 'must be names with values, such as "mode: shadow"')
  }

  policy(standard: Policy): Policy {
    const listOf = <T extends string>(words: readonly T[]) => (node: unknown, path: string): readonly T[] | undefined => this.#words(node, path, words)
    const oneOf = <T extends string>(words: readonly T[]) => (node: unknown, path: string): T | undefined => this.#word(node, path, words)
    return {
      version: standard.version,
      mode: this.#one('mode', oneOf(['active', 'shadow'] as const)) ?? standard.mode,
      routes: this.#each('routes', standard.routes, listOf(routes)),
      tlsProofs: this.#each('tlsProofs', standard.tlsProofs, listOf(proofs)),
      levels: this.#each('levels', standard.levels, oneOf(levels)),
      warningLevels: this.#each('warningLevels', standard.warningLevels, oneOf(warningLevels)),
      thresholds: this.#each('thresholds', standard.thresholds, (node, path) => this.#number(node, path, 0, 1000)),
      unreadAttachments: this.#one('unreadAttachments', oneOf(['protect', 'advise', 'record'] as const)) ?? standard.unreadAttachments,
      holdSeconds: this.#each('holdSeconds', standard.holdSeconds, (node, path) => this.#number(node, path, 0, HOLD_SECONDS_MAX)),
      mayOverride: this.#each('mayOverride', standard.mayOverride, oneOf(overrides)),
      ownNumbers: this.#one('ownNumbers', (node, path) => this.#ownNumbers(node, path, Object.keys(standard.levels))) ?? standard.ownNumbers,
    }
  }

  own(): Own {
    return this.#each('own', nothingOwn, (node, path) => this.#texts(node, path))
  }

  /** Names that mean nothing are mistakes too: a misspelt rule must not look as if it worked. */
  end(): void {
    const { contents } = this.#document
    if (!isMap(contents)) return
    for (const { key } of contents.items) {
      const name = isScalar(key) ? String(key.value) : ''
      if (!this.#read.has(name)) this.#wrong(key as Node, name, 'there is no such setting')
    }
  }

  #one<T>(name: string, read: (node: unknown, path: string) => T | undefined): T | undefined {
    this.#read.add(name)
    const { contents } = this.#document
    const node: unknown = isMap(contents) ? contents.get(name, true) : undefined
    return node === undefined ? undefined : read(node, name)
  }

  #each<K extends string, T>(name: string, standard: Readonly<Record<K, T>>, read: (node: unknown, path: string) => T | undefined): Readonly<Record<K, T>> {
    const changed: Partial<Record<K, T>> = {}
    this.#one(name, (node) => {
      if (!isMap(node)) return this.#wrong(node, name, 'must be names with values')
      for (const { key, value } of node.items) {
        const word = isScalar(key) ? String(key.value) : ''
        const path = `${name}.${word}`
        if (!Object.hasOwn(standard, word)) this.#wrong(key as Node, path, `must be one of: ${Object.keys(standard).join(', ')}`)
        else {
          const one = read(value, path)
          if (one !== undefined) changed[word as K] = one
        }
      }
      return undefined
    })
    return { ...standard, ...changed }
  }

  #word<T extends string>(node: unknown, path: string, words: readonly T[]): T | undefined {
    const value = isScalar(node) ? node.value : undefined
    return words.find((word) => word === value) ?? this.#wrong(node, path, `must be one of: ${words.join(', ')}`)
  }

  #words<T extends string>(node: unknown, path: string, words: readonly T[]): readonly T[] | undefined {
    if (!isSeq(node) || node.items.length === 0 || node.items.length > POLICY_LIST_MAX) {
      return this.#wrong(node, path, `must be a list with some of: ${words.join(', ')}`)
    }
    const list = node.items.map((item) => this.#word(item, path, words))
    return list.every((one) => one !== undefined) ? [...new Set(list)] : undefined
  }

  #number(node: unknown, path: string, min: number, max: number): number | undefined {
    const value = isScalar(node) ? node.value : undefined
    if (typeof value === 'number' && value >= min && value <= max) return value
    return this.#wrong(node, path, `must be a number from ${min} to ${max}`)
  }

  #texts(node: unknown, path: string): readonly string[] | undefined {
    const values = isSeq(node) && node.items.length <= POLICY_LIST_MAX ? node.items.map((item) => isScalar(item) ? item.value : undefined) : [undefined]
    if (values.every((value) => typeof value === 'string' && value !== '' && value.length <= WORD_LENGTH_MAX)) return values as string[]
    return this.#wrong(node, path, `must be a list of at most ${POLICY_LIST_MAX} texts`)
  }

  #ownNumbers(node: unknown, path: string, reasons: readonly string[]): Policy['ownNumbers'] | undefined {
    if (!isSeq(node) || node.items.length > POLICY_LIST_MAX) return this.#wrong(node, path, 'must be a list')
    const numbers = node.items.map((item, index) => {
      const at = `${path}.${index}`
      if (!isMap(item)) return this.#wrong(item, at, 'must have name, shape and reason')
      const extra = item.items.map(({ key }) => isScalar(key) ? String(key.value) : '').find((key) => !['name', 'shape', 'reason'].includes(key))
      if (extra !== undefined) return this.#wrong(item, `${at}.${extra}`, 'there is no such setting')
      const [name, shape, reason] = [item.get('name'), item.get('shape'), item.get('reason')]
      if (typeof name !== 'string' || name === '' || name.length > WORD_LENGTH_MAX) return this.#wrong(item, `${at}.name`, 'must be a text')
      if (typeof shape !== 'string' || !/^[A-Za-z0-9 ./-]{3,40}$/.test(shape)) {
        return this.#wrong(item, `${at}.shape`, 'must be 3 to 40 letters, digits, blanks, dots, slashes and hyphens')
      }
      if (typeof reason !== 'string' || !reasons.includes(reason)) return this.#wrong(item, `${at}.reason`, `must be one of: ${reasons.join(', ')}`)
      return { name, shape, reason: reason as Reason }
    })
    return numbers.every((one) => one !== undefined) ? numbers : undefined
  }

  #wrong(node: unknown, path: string, text: string): undefined {
    const range = (node as Node | null | undefined)?.range
    const line = range === undefined || range === null ? 0 : this.#lines.linePos(range[0]).line
    if (this.errors.length < POLICY_ERRORS_MAX) this.errors.push({ line, path, text })
    return undefined
  }
}
