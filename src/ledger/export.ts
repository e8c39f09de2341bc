import { fromBase64Url, toBase64Url } from '../base/bytes.ts'
import type { ServiceKey } from '../keys/keys.ts'
import { sql } from '../storage/script.ts'
import type { Store } from '../storage/store.ts'
import { isHead, readHeads, verifyHead, type Head } from './heads.ts'
import { decodeLeaf, LEAF_BYTES_MAX } from './leaf.ts'
import { Frontier, leafHash } from './merkle.ts'
import { comparePersonal, openPersonal } from './records.ts'
import type { LedgerCheck } from './types.ts'

/**
 * A ledger as lines of JSON: one that says what it is, one per record in order, one per head. A stranger checks it with
 * the public key only; nothing of this product is needed: leaves are text, hashing is RFC 9162, signatures are Ed25519.
 */
export interface ExportOptions {
  readonly store: Store
  readonly serviceKey: ServiceKey
  readonly headsFile: string
  readonly tenant: number
  readonly publicKey: Uint8Array
  readonly disclose?: boolean
}

const PAGE_RECORDS = 500

interface ExportedRow {
  readonly id: string
  readonly leaf: Uint8Array
  readonly sealed_personal: Uint8Array | null
  readonly sequence: number
}

/** Characters of one line that `verifyExport` reads. */
export const EXPORT_LINE_MAX = 8 * LEAF_BYTES_MAX

export async function* exportLedger(options: ExportOptions): AsyncIterable<string> {
  const { store, serviceKey, tenant, publicKey, disclose = false } = options
  const tree = await store.maybe<{ size: number }>(sql`select size from ledger_tree where tenant = ${tenant}`)
  const size = tree?.size ?? 0
  yield JSON.stringify({ type: 'zegel-ledger', version: 1, tenant, size, publicKey: toBase64Url(publicKey) })
  for (let next = 0; next < size; next += PAGE_RECORDS) {
    const until = Math.min(next + PAGE_RECORDS, size)
    const rows = await store.all<ExportedRow>(
      sql`select id, leaf, sealed_personal, sequence from ledger_record
        where tenant = ${tenant} and sequence >= ${next} and sequence < ${until} order by sequence`,
    )
    for (const row of rows) {
      const personal = disclose ? { personal: openPersonal(serviceKey, tenant, row.id, row.sealed_personal) ?? {} } : {}
      yield JSON.stringify({
        type: 'record',
        sequence: row.sequence,
        leaf: new TextDecoder().decode(row.leaf),
        ...personal,
      })
    }
  }
  for (const head of await exportedHeads(options)) yield JSON.stringify({ type: 'head', ...head })
}

async function exportedHeads({ store, headsFile, tenant, publicKey }: ExportOptions): Promise<readonly Head[]> {
  const stored = await store.all<{ size: number, at: number, root: Uint8Array, signature: Uint8Array }>(
    sql`select size, at, root, signature from ledger_head where tenant = ${tenant} order by size, at`,
  )
  const heads = new Map<string, Head>()
  for (const { size, at, root, signature } of stored) {
    heads.set(`${size}/${at}`, {
      tenant,
      size,
      at,
      root: toBase64Url(root),
      signature: toBase64Url(signature),
      publicKey: toBase64Url(publicKey),
    })
  }
  for (const head of (await readHeads(headsFile, tenant)).heads) heads.set(`${head.size}/${head.at}`, head)
  return [...heads.values()].sort((left, right) => left.size - right.size || left.at - right.at)
}

/**
 * Checks an export with nothing but the public key (32 bytes), which the checker got another way. `heads` are heads the
 * checker kept from before: an export that was cut off behind one of them, or tells another past, does not pass.
 */
export async function verifyExport(
  lines: AsyncIterable<string> | Iterable<string>,
  publicKey: Uint8Array,
  { heads: kept = [] }: { readonly heads?: readonly Head[] } = {},
): Promise<LedgerCheck> {
  const check = new ExportCheck(publicKey)
  let number = 0
  for await (const line of lines) {
    number += 1
    if (line === '') continue
    const problem = line.length > EXPORT_LINE_MAX ? 'is too long' : check.take(line)
    if (problem !== undefined) return { ok: false, sequence: check.at, id: null, problem: `line ${number} ${problem}` }
  }
  return check.end(kept)
}

class ExportCheck {
  readonly #publicKey: Uint8Array
  readonly #frontier = new Frontier()
  /** Root of the tree at each size, for the heads that follow the records. */
  readonly #roots: string[] = []
  readonly #heads: Head[] = []
  #size = -1
  #tenant = 0

  constructor(publicKey: Uint8Array) {
    this.#publicKey = publicKey
  }

  /** The record being read. */
  get at(): number | null {
    return this.#size < 0 ? null : this.#frontier.size
  }

  take(text: string): string | undefined {
    let line: unknown
    try {
      line = JSON.parse(text)
    } catch {
      return 'is not JSON'
    }
    if (typeof line !== 'object' || line === null || !('type' in line)) return 'has no type'
    if (this.#size < 0) return this.#begin({ ...line })
    if (line.type === 'record') return this.#record({ ...line })
    if (line.type === 'head') return this.#head(line)
    return 'has an unknown type'
  }

  end(kept: readonly Head[]): LedgerCheck {
    const bad = (problem: string, sequence: number | null = null): LedgerCheck => ({
      ok: false,
      sequence,
      id: null,
      problem,
    })
    if (this.#size < 0) return bad('the export is empty')
    if (this.#frontier.size !== this.#size) {
      return bad(`records from ${this.#frontier.size} on are missing`, this.#frontier.size)
    }
    let good = 0
    let headAt: number | null = null
    for (const head of [...this.#heads, ...kept].sort((left, right) => left.size - right.size)) {
      if (!verifyHead(head, this.#publicKey)) {
        return bad(`the head over ${head.size} records has a signature that is not right`)
      }
      if (head.size > this.#size) {
        return bad(`records from ${this.#size} on are missing: a head counts ${head.size}`, this.#size)
      }
      if (this.#roots[head.size - 1] !== head.root) {
        return bad(`a record from ${good} up to ${head.size - 1} was changed`, good)
      }
      good = head.size
      headAt = head.at
    }
    if (this.#size > 0 && good !== this.#size) return bad(`records from ${good} on stand behind no signed head`, good)
    return { ok: true, records: this.#size, root: this.#frontier.root().toHex(), headAt }
  }

  #begin(line: Readonly<Record<string, unknown>>): string | undefined {
    const { type, version, tenant, size, publicKey } = line
    if (type !== 'zegel-ledger' || version !== 1) return 'does not begin a ledger export of version 1'
    if (publicKey !== toBase64Url(this.#publicKey)) return 'names another public key'
    if (!Number.isSafeInteger(size) || Number(size) < 0 || !Number.isSafeInteger(tenant)) return 'has no size or tenant'
    this.#size = Number(size)
    this.#tenant = Number(tenant)
    return undefined
  }

  #record({ sequence, leaf: text, personal }: Readonly<Record<string, unknown>>): string | undefined {
    if (sequence !== this.#frontier.size) return `should be record ${this.#frontier.size}`
    const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : new Uint8Array(0)
    const leaf = decodeLeaf(bytes)
    if (leaf === undefined || leaf.tenant !== this.#tenant) return 'holds no readable record of this tenant'
    if (personal !== undefined && !(isSalted(personal) && comparePersonal(leaf, personal).fits)) {
      return 'discloses personal fields that do not belong to the record'
    }
    this.#frontier.append(leafHash(bytes))
    this.#roots.push(toBase64Url(this.#frontier.root()))
    return undefined
  }

  #head(line: object): string | undefined {
    if (!isHead(line) || fromBase64Url(line.root) === undefined || line.tenant !== this.#tenant) {
      return 'is not a head of this tenant'
    }
    this.#heads.push(line)
    return undefined
  }
}

function isSalted(
  value: unknown,
): value is Readonly<Record<string, { readonly salt: string, readonly value: string }>> {
  return typeof value === 'object' && value !== null &&
    Object.values(value).every((field: unknown) =>
      typeof field === 'object' && field !== null && 'salt' in field && typeof field.salt === 'string' &&
      'value' in field && typeof field.value === 'string'
    )
}
