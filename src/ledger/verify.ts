import { toBase64Url } from '../base/bytes.ts'
import type { ServiceKey } from '../keys/keys.ts'
import { sql } from '../storage/script.ts'
import type { Store } from '../storage/store.ts'
import { readHeads, signingKeyOf, verifyHead, type Head } from './heads.ts'
import { decodeLeaf, type Leaf } from './leaf.ts'
import { Frontier, leafHash } from './merkle.ts'
import { same } from './proofs.ts'
import { comparePersonal, markFits, openPersonal } from './records.ts'
import type { LedgerCheck } from './types.ts'

/**
 * Computes the whole tree again from the records and holds it against everything that was said about it: marks, the
 * stored tree, the heads in the database and the heads in the file outside. Names the first record that does not fit.
 */
export interface VerifyOptions {
  readonly store: Store
  readonly serviceKey: ServiceKey
  readonly headsFile: string
  readonly tenant: number
}

/** Records read at once. */
const PAGE_RECORDS = 500

interface Row {
  readonly id: string
  readonly at: number
  readonly kind: string
  readonly leaf: Uint8Array
  readonly sealed_personal: Uint8Array | null
  readonly sequence: number
  readonly mark: Uint8Array | null
}

type Problem = Extract<LedgerCheck, { readonly ok: false }>

const problem = (text: string, sequence: number | null = null, id: string | null = null): Problem => ({
  ok: false,
  sequence,
  id,
  problem: text,
})

export async function verifyLedger(options: VerifyOptions): Promise<LedgerCheck> {
  const { store, tenant } = options
  const tree = await store.maybe<{ size: number, frontier: Uint8Array }>(
    sql`select size, frontier from ledger_tree where tenant = ${tenant}`,
  )
  const heads = await allHeads(options)
  if ('problem' in heads) return heads
  const size = tree?.size ?? 0
  const walk = new Walk(options, heads)
  for (let next = 0; next < size;) {
    const rows = await store.all<Row>(sql`select id, at, kind, leaf, sealed_personal, sequence, mark from ledger_record
      where tenant = ${tenant} and sequence >= ${next} and sequence < ${size} order by sequence limit ${PAGE_RECORDS}`)
    if (rows.length === 0) return walk.missing()
    for (const row of rows) {
      const found = walk.take(row)
      if (found !== undefined) return found
    }
    next = walk.size
  }
  const beyond = await store.maybe<{ id: string, sequence: number }>(
    sql`select id, sequence from ledger_record where tenant = ${tenant} and sequence >= ${size}
      order by sequence limit 1`,
  )
  if (beyond !== undefined) {
    return problem('this record has a place beyond the end of the stored tree', beyond.sequence, beyond.id)
  }
  return await walk.end(tree)
}

/** Heads of file and database by size, each with a good signature; or what is wrong with one. */
async function allHeads({ store, serviceKey, headsFile, tenant }: VerifyOptions): Promise<readonly Head[] | Problem> {
  const stored = await store.all<{ size: number, at: number, root: Uint8Array, signature: Uint8Array }>(
    sql`select size, at, root, signature from ledger_head where tenant = ${tenant} order by size, at`,
  )
  const outside = await readHeads(headsFile, tenant)
  if (outside.badLine !== null) return problem(`line ${outside.badLine} of the heads file cannot be read`)
  if (stored.length === 0 && outside.heads.length === 0) return []
  const key = await store.maybe<{ public_key: Uint8Array, sealed_secret: Uint8Array }>(
    sql`select public_key, sealed_secret from ledger_key where tenant = ${tenant}`,
  )
  if (key === undefined) return problem('the key that signed the heads is missing')
  if (!keyFits(serviceKey, tenant, key)) return problem('the key that signed the heads was changed')
  const publicKey = toBase64Url(key.public_key)
  const inside = stored.map(({ size, at, root, signature }) => ({
    tenant,
    size,
    at,
    root: toBase64Url(root),
    signature: toBase64Url(signature),
    publicKey,
  }))
  for (const [where, list] of [['the database', inside], ['the heads file', outside.heads]] as const) {
    for (const head of list) {
      if (!verifyHead(head, key.public_key)) {
        const which = `the head of ${timeText(head.at)} over ${head.size} records in ${where}`
        return problem(`${which} has a signature that is not right`)
      }
    }
  }
  return [...inside, ...outside.heads].sort((left, right) => left.size - right.size)
}

function keyFits(
  serviceKey: ServiceKey,
  tenant: number,
  key: { readonly public_key: Uint8Array, readonly sealed_secret: Uint8Array },
): boolean {
  try {
    const secret = serviceKey.decrypt({ tenant, account: 0, kind: 'ledger-key', id: 'heads' }, key.sealed_secret)
    return same(signingKeyOf(secret).publicKey, key.public_key)
  } catch {
    return false
  }
}

/** The way through the records in order. */
class Walk {
  readonly #options: VerifyOptions
  readonly #heads: readonly Head[]
  readonly #frontier = new Frontier()
  /** Fields that are not kept any more, and what the ledger says was erased. */
  readonly #gone = new Map<string, { readonly sequence: number, readonly fields: readonly string[] }>()
  readonly #erased = new Map<string, Set<string>>()
  #headAt: number | null = null
  #nextHead = 0

  constructor(options: VerifyOptions, heads: readonly Head[]) {
    this.#options = options
    this.#heads = heads
  }

  get size(): number {
    return this.#frontier.size
  }

  missing(): Problem {
    return problem(`record ${this.size} is missing`, this.size)
  }

  take(row: Row): Problem | undefined {
    if (row.sequence !== this.size) return this.missing()
    const found = this.#checkRecord(row)
    if (found !== undefined) return found
    this.#frontier.append(leafHash(row.leaf))
    return this.#checkHeads()
  }

  async end(tree: { readonly size: number, readonly frontier: Uint8Array } | undefined): Promise<LedgerCheck> {
    const ahead = this.#heads.at(-1)
    if (ahead !== undefined && ahead.size > this.size) {
      return problem(
        `records from ${this.size} on are missing: the head of ${timeText(ahead.at)} counts ${ahead.size}`,
        this.size,
      )
    }
    if (tree !== undefined && !same(tree.frontier, this.#frontier.bytes())) {
      return problem('the stored tree does not belong to the records')
    }
    await this.#takeUnplacedErasures()
    for (const [id, { sequence, fields }] of this.#gone) {
      const field = fields.find((one) => this.#erased.get(id)?.has(one) !== true)
      if (field !== undefined) {
        return problem(
          `the personal field ${field} of this record is gone and no record says it was erased`,
          sequence,
          id,
        )
      }
    }
    return { ok: true, records: this.size, root: this.#frontier.root().toHex(), headAt: this.#headAt }
  }

  #checkRecord(row: Row): Problem | undefined {
    const { serviceKey, tenant } = this.#options
    const say = (text: string): Problem => problem(text, row.sequence, row.id)
    const leaf = decodeLeaf(row.leaf)
    if (leaf === undefined) return say('this record cannot be read: its bytes were changed')
    if (!markFits(serviceKey, { tenant, sequence: row.sequence }, row.leaf, row.mark)) {
      return say('this record was changed, or does not stand where it was placed')
    }
    if (leaf.id !== row.id || leaf.at !== row.at || leaf.kind !== row.kind || leaf.tenant !== tenant) {
      return say('a column beside this record says something else than the record')
    }
    const salted = openPersonal(serviceKey, tenant, row.id, row.sealed_personal)
    const compared = salted === undefined ? undefined : comparePersonal(leaf, salted)
    if (compared?.fits !== true) return say('the personal fields kept beside this record do not belong to it')
    if (compared.erased.length > 0) this.#gone.set(row.id, { sequence: row.sequence, fields: compared.erased })
    this.#noteErasure(leaf)
    return undefined
  }

  #noteErasure(leaf: Leaf): void {
    const { record, fields } = leaf.facts
    if (leaf.kind !== 'ledger.personal-erased' || typeof record !== 'string' || typeof fields !== 'string') return
    const known = this.#erased.get(record) ?? new Set()
    for (const field of fields.split(',')) known.add(field)
    this.#erased.set(record, known)
  }

  async #takeUnplacedErasures(): Promise<void> {
    const { store, tenant } = this.#options
    const rows = await store.all<{ leaf: Uint8Array }>(
      sql`select leaf from ledger_record where tenant = ${tenant} and sequence is null
        and kind = ${'ledger.personal-erased'}`,
    )
    for (const row of rows) {
      const leaf = decodeLeaf(row.leaf)
      if (leaf !== undefined) this.#noteErasure(leaf)
    }
  }

  /** Every head that speaks of a tree of this size must name this root. */
  #checkHeads(): Problem | undefined {
    for (
      let head = this.#heads[this.#nextHead];
      head !== undefined && head.size <= this.size;
      head = this.#heads[this.#nextHead]
    ) {
      if (head.root !== toBase64Url(this.#frontier.root())) {
        const from = this.#lastGood()
        return problem(
          `a record from ${from} up to ${head.size - 1} was changed after the head of ${timeText(head.at)}`,
          from,
        )
      }
      this.#headAt = head.at
      this.#nextHead += 1
    }
    return undefined
  }

  /** Size of the tree at the last head that fitted: everything before it is proven. */
  #lastGood(): number {
    return this.#heads[this.#nextHead - 1]?.size ?? 0
  }
}

function timeText(at: number): string {
  return new Date(at).toISOString()
}
